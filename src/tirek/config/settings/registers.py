"""Where the outside registers are asked."""

from tirek.config.env import environment

REGISTERS_URL = environment().registers_url
"""None where no gateway is told: then every question stays open, and documents stand in."""
