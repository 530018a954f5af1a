"""Middleware, templates, static files."""

from tirek.config.env import environment

MIDDLEWARE = [
    "tirek.config.health.Health",
    "tirek.config.measures.Measures",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tirek.web.ui.idle.IdleSession",
    "tirek.web.ui.middleware.ViewerTransaction",
    "tirek.web.ui.second_factor.SecondFactor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tirek.web.ui.frame.frame",
            ],
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = environment().data / "static"
# Production serves what `collectstatic` gathered, compressed, under names with a digest; elsewhere the sources themselves.
_storage = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if environment().production
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
FORM_RENDERER = "tirek.web.ui.forms.PageRenderer"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _storage},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not environment().production
SHOW_COMPONENTS = not environment().production
DEPARTMENT_KATO = environment().kato
SNAPSHOT_FOLDER = environment().data / "snapshot"  # of everybody the department serves: effects are computed on it
