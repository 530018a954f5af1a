"""Writes of social contracts."""
