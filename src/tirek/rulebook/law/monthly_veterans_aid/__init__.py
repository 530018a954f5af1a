"""Monthly aid for veterans of the Great Patriotic War and families of the fallen."""
