"""Tirek: the law of social support, written once and run everywhere."""
