"""Secrets, cookies, transport. Deny by default."""

from csp.constants import NONE, SELF

from tirek.config.env import environment

_env = environment()
DEBUG = False
SYNTHETIC_IDENTIFIERS = not _env.production  # numbers of invented persons: samples and tests only
SECRET_KEY = _env.secret_key
ALLOWED_HOSTS = list(_env.hosts)
AUTH_USER_MODEL = "accounts.User"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _env.https
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _env.https else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tirek.web.ui.errors.csrf_failure"
# Only files of our own: no inline script or style, no frame, no other site. A page that needs more says so with csp's
# decorators, and its test says why.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
HISTORY_KEY = _env.history_key
FILES_KEY = _env.files_key
BREAK_GLASS_MINUTES = 60
"""How long an emergency opening of a record holds."""
BREAK_GLASS_REASON_LETTERS = 10
BREAK_GLASS_REVIEW_DAYS = 1
"""After how many days an opening that nobody reviewed is overdue."""
