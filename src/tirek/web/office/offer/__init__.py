"""Offers: families that are entitled and do not receive."""
