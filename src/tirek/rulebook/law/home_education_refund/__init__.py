"""Quarterly refund for a child with a disability who is taught at home."""
