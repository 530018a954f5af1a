"""Terms that an act sets: how long, in what, from when, and when they end."""
