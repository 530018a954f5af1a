"""Targeted social assistance on conditions: families with members who can work, under a social contract."""
