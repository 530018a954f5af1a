"""Kazakh first, Russian beside it, English for the office; the day and the hour of Almaty."""

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "tirek_language"
LOCALE_PATHS = [SOURCE / "web/ui/framework_texts"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "tirek.web.ui.formats"
TIME_ZONE = "Asia/Almaty"  # UTC+5 since 01.03.2024, +6 before: the zone's own table knows
