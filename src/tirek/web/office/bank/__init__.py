"""The treasury and the bank: what went out, what came back, what agrees."""
