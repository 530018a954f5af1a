"""One-off aid for Independence Day to those rehabilitated after December 1986."""
