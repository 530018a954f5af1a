"""The journal of views and writes, for its readers."""
