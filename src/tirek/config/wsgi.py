"""The application that a web server calls; it does not come up where the row policies would not hold."""

import os

from django.core.wsgi import get_wsgi_application

from tirek.config.env import environment
from tirek.config.postgres.addresses import database_addresses
from tirek.config.postgres.checks import refuse_unfit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tirek.config.settings")
_addresses = database_addresses(environment())
refuse_unfit(_addresses.app, _addresses.journal)
application = get_wsgi_application()
