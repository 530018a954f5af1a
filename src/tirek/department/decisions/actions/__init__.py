"""Every write of a decision."""
