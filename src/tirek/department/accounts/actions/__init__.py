"""Writes about people who work here: each names its actor, and the database holds what it promises."""
