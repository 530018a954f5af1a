"""A points method seen in a public script: an unofficial example, to compare two methods on one population."""
