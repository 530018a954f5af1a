"""Writes of the first stage."""
