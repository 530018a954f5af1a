"""One-off aid of 20 monthly calculation indexes in a difficult life situation."""
