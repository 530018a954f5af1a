"""Django's settings, one topic a file. Only `tirek.config.env` reads the environment."""

from tirek.config.settings.applications import *  # noqa: F403
from tirek.config.settings.database import *  # noqa: F403
from tirek.config.settings.documents import *  # noqa: F403
from tirek.config.settings.jobs import *  # noqa: F403
from tirek.config.settings.journal import *  # noqa: F403
from tirek.config.settings.languages import *  # noqa: F403
from tirek.config.settings.logs import *  # noqa: F403
from tirek.config.settings.messages import *  # noqa: F403
from tirek.config.settings.pages import *  # noqa: F403
from tirek.config.settings.registers import *  # noqa: F403
from tirek.config.settings.security import *  # noqa: F403
from tirek.config.settings.settlement import *  # noqa: F403
from tirek.config.settings.sign_in import *  # noqa: F403
from tirek.config.settings.signatures import *  # noqa: F403
