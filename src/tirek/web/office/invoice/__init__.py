"""Invoices and acts of organisations: received by one, accepted by another; and what was handed over in kind."""
