"""One-off state grant for the birth of a child, by order of birth; not the department's."""
