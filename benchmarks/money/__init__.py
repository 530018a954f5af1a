"""Money, measured."""
