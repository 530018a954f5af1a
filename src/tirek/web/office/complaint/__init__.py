"""Complaints to the ombudsman: received, sent on, answered, counted."""
