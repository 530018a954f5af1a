"""Refund of the cost of connecting a detached house to gas, three points, once in a life."""
