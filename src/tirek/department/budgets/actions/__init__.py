"""What changes the budget: plans, the ledger, reservations, the waiting list."""
