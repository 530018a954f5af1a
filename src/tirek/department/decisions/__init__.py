"""Drafted by one, signed by another; what is signed stays."""
