"""Sessions of the special commission: calling, agenda, proposals, votes, minutes."""
