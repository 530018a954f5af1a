"""Invented families taken along the whole road by the actions that the pages call, each by an officer whose post allows it."""
