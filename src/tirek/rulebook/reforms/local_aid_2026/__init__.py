"""The reform of local social aid that was proposed for 2026."""
