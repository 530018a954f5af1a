"""Monthly supplement of 1.5 monthly calculation indexes for each child of one to six, in place of the kits, from 2023."""
