"""Terms of retention: proposed by one, confirmed by another."""
