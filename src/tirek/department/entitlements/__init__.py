"""What is granted, to whom, for which days, and what falls due."""
