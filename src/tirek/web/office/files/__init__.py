"""Stored files, handed out."""
