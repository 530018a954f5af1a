"""Social contracts: by the look that is due, one whole, its plan, months, breaches and print."""
