"""Appeals: by the last day, one whole, received, taken up and decided."""
