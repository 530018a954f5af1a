"""Other rules engines, run each in its own virtual environment on the same files."""
