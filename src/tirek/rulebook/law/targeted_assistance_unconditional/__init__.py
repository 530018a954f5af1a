"""Targeted social assistance without conditions: families who cannot work their way above the poverty line."""
