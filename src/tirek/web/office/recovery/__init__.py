"""Recovery: claims of what was overpaid, with their months, plans, deductions, and write-offs."""
