"""The whole rulebook: every programme and method, for one family and for a city."""
