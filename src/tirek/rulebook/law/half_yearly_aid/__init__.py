"""Half-yearly social aid of 7 monthly calculation indexes to pensioners and others of modest income."""
