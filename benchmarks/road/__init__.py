"""The road of a case, measured."""
