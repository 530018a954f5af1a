"""What is done in verification, one noun a file."""
