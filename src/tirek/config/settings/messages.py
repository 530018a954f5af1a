"""Ways out of the house: the mail server and the SMS gateway. Without one its messages wait in the outbox."""

from tirek.config.env import environment
from tirek.config.mail import mail_server

_env = environment()
_mail = mail_server(_env.email_url)
EMAIL_CONFIGURED = _mail is not None
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp.EmailBackend" if _mail else "dummy.EmailBackend")
EMAIL_HOST, EMAIL_PORT = (_mail.host, _mail.port) if _mail else ("", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (_mail.user, _mail.password) if _mail else ("", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = (_mail.starttls, _mail.tls) if _mail else (False, False)
DEFAULT_FROM_EMAIL = _mail.sender if _mail else "tirek@localhost"
EMAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
SMS_URL = _env.sms_url
SMS_TOKEN = _env.sms_token
