"""Every write of social audit, one noun a file."""
