"""The apps, in the order of the road of the data."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "tirek.department.core",
    "tirek.department.accounts",
    "tirek.department.journal",
    "tirek.department.files",
    "tirek.department.messages",
    "tirek.department.parameters",
    "tirek.department.registry",
    "tirek.department.lists",
    "tirek.department.providers",
    "tirek.department.applications",
    "tirek.department.verification",
    "tirek.department.evaluations",
    "tirek.department.decisions",
    "tirek.department.contracts",
    "tirek.department.entitlements",
    "tirek.department.appeals",
    "tirek.department.flows",
    "tirek.web.ui",
    "tirek.web.office",
    "tirek.web.portal",
    "tirek.web.api",
    "allauth",  # after our pages, whose templates come first
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
]
ROOT_URLCONF = "tirek.config.urls"
WSGI_APPLICATION = "tirek.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
