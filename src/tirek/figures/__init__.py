"""Published figures as data, and the check of the relations between them."""
