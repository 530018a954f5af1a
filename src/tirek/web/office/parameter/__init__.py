"""Pages of local law."""
