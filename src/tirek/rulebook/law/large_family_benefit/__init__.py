"""State benefit of a large family, by the number of children; not the department's."""
