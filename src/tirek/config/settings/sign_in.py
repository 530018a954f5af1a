"""How members of the staff sign in: a password with a second factor, a passkey, or the state's identity provider."""

from typing import Any

from tirek.config.env import environment

_env = environment()
PRODUCTION = _env.production
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "surname", "given_name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"
SESSION_IDLE_MINUTES = 30
"""Without a request for so long, one signs in anew; what a form held is kept on its page."""

ACCOUNT_ADAPTER = "tirek.web.office.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # nobody signs up: the adapter refuses
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/300s/key"}
ACCOUNT_FORMS = {
    "login": "tirek.web.office.sign_in.forms.SignInForm",
    "change_password": "tirek.web.office.sign_in.forms.PasswordForm",
    "reauthenticate": "tirek.web.office.sign_in.forms.PasswordAgainForm",
}

MFA_ADAPTER = "tirek.web.office.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # otherwise enrolment silently leads back while a member of the staff has an e-mail
MFA_TOTP_ISSUER = "Tirek"
MFA_TOTP_TOLERANCE = 1  # the clock of a telephone may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _env.production
MFA_FORMS = {
    "authenticate": "tirek.web.office.sign_in.forms.CodeForm",
    "reauthenticate": "tirek.web.office.sign_in.forms.CodeAgainForm",
    "activate_totp": "tirek.web.office.sign_in.forms.FirstCodeForm",
    "add_webauthn": "tirek.web.office.sign_in.forms.PasskeyForm",
    "edit_webauthn": "tirek.web.office.sign_in.forms.PasskeyNameForm",
}

SOCIALACCOUNT_ADAPTER = "tirek.web.office.sign_in.adapters.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_CLAIM = _env.oidc_claim
"""The claim of the provider that is the login of a member of the staff."""
_apps: list[dict[str, Any]] = []
if _env.oidc_url and _env.oidc_client_id and _env.oidc_secret:
    _apps = [
        {
            "provider_id": "identity",
            "name": "OIDC",
            "client_id": _env.oidc_client_id,
            "secret": _env.oidc_secret,
            "settings": {"server_url": _env.oidc_url},
        }
    ]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": _apps}}

DEMO_SECOND_FACTOR = _env.demo_second_factor
"""Whether demo logins need their second factor too; outside of production only: there they do not sign in at all."""

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DATABASE_ROUTERS = ["tirek.department.accounts.shared_cache.SharedCacheRouter"]
