"""Pages that anybody opens, without signing in."""
