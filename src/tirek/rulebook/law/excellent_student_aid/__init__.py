"""Monthly aid to university students with excellent marks from large families."""
