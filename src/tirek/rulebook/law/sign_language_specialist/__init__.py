"""Sign language specialist of a person with a hearing impairment: hours a year."""
