"""Jobs in the background: procrastinate, in the same database and as the same role as the pages."""

from tirek.config.env import environment

PROCRASTINATE_IMPORT_PATHS = ["tirek.config.jobs"]
RESCUE_SECONDS = environment().rescue_seconds
"""A worker that gave no sign of life for so long is taken for dead, and its jobs begin again."""
