"""The statement of a family: what was granted, fell due, was withheld, paid, claimed and repaid, as lines with two balances."""
