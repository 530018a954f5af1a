"""Columns with a meaning: money, territory, ranges of dates."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.core.validators import RegexValidator
from django.db import models

KATO_FORM = RegexValidator(r"^[1-9][0-9]{8}$", code="kato")


class TerritoryField(models.CharField):
    """The KATO code of a district: nine digits. Policies compare it, so it is stored in the row itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 9
        kwargs.setdefault("validators", [KATO_FORM])
        super().__init__(*args, **kwargs)


class TengeField(models.BigIntegerField):
    """Whole tenge, exact."""


class ValidityField(DateRangeField):
    """From which day to which: the first day counts, the last does not (``[)``); an open end is "until further notice"."""
