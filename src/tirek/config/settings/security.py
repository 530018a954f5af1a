"""Secrets, cookies, transport. Deny by default."""

from tirek.config.env import environment

_env = environment()
DEBUG = False
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
