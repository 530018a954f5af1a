"""Limits, plans, the ledger and the waiting list."""
