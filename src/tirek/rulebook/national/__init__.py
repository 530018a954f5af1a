"""Values and steps that many acts use: indexes, minima, the poverty line, the composition and income of a family."""
