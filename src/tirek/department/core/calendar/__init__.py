"""Today in Almaty, and the table of working days: what the law counts in."""
