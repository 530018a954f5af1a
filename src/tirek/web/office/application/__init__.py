"""Applications: from the choice of programmes to the receipt."""
