"""Guaranteed social package in kind: monthly food and hygiene kits for children of one to six, until the end of 2022."""
