"""What goes out: the outbox, what failed, batches of letters."""
