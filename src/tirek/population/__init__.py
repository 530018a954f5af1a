"""Whole populations: the snapshot format, the synthetic city, and runs of the rulebook over a snapshot."""
