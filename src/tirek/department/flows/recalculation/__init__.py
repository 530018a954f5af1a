"""Another law or other facts: everything that is granted is asked of the law anew, in columns; what differs is listed."""
