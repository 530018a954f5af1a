"""Closing a month: gathered, checked, handed over, confirmed by another, closed; and what stands in the way."""
