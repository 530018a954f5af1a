"""Aid after a fire or a natural disaster: a ceiling for the family, a sum for every death."""
