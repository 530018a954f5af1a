"""Evidence that stands by itself: everything one decision rests on, in a file that is proved without this program's data."""
