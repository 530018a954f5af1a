"""Records without personal data."""

from tirek.config.env import environment
from tirek.config.logging import settings_for_logging

LOGGING = settings_for_logging(environment().log_format)
