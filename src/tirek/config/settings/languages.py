"""Kazakh first, Russian beside it, English for the office; the day and the hour of Almaty."""

from tirek.config.env import PROJECT

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "tirek_language"
LOCALE_PATHS = [PROJECT / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "tirek.web.ui.formats"
TIME_ZONE = "Asia/Almaty"  # UTC+5 since 01.03.2024, +6 before: the zone's own table knows
