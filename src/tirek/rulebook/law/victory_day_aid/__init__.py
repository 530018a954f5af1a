"""One-off aid for Victory Day, by category of veteran."""
