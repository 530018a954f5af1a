"""One process that stands in for a bank and for the treasury, and misbehaves when told to; the same for a seed."""
