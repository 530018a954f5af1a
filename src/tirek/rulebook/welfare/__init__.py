"""Methods of welfare levels; each is a folder of the same form as a benefit, so that methods can be compared."""
