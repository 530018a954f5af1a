"""What is granted, asked of the law anew: runs, what they list, and who is looked into."""
