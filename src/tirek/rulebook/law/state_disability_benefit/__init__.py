"""State social benefit for disability: a multiple of the subsistence minimum by group, cause and age; not the department's."""
