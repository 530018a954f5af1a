"""Refund of the cost of a water or gas meter, up to 3.4 monthly calculation indexes a device."""
