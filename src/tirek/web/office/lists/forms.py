"""Forms of a list: the file with its body and period, and whose a doubtful row is."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tirek.department.lists.schemas import schemas
from tirek.department.registry.importing.tables_of_text import SUFFIXES
from tirek.web.ui.forms import DayField

NOBODY: Final = "nobody"
OTHER: Final = "other"
MONTHS_OF_QUARTER: Final = 3


class FileForm(forms.Form):
    """The file of a list."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput({"accept": ",".join(SUFFIXES)}))


class ListForm(FileForm):
    """A list: of which body, which district, which period."""

    schema = forms.ChoiceField(label=_("List"))
    territory = forms.ChoiceField(label=_("District"))
    period_on = DayField(label=_("Any day of the period"))
    field_order = ("schema", "territory", "period_on", "file")

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], districts: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["schema"].choices = kinds  # type: ignore[attr-defined]
        self.fields["territory"].choices = districts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The period is kept by its first day."""
        told = super().clean() or {}
        if told.get("period_on") and told.get("schema"):
            told["period_on"] = first_day(told["period_on"], schemas()[told["schema"]].period)
        return told


class SettlingForm(forms.Form):
    """Whose a row is, and how one knows."""

    whose = forms.ChoiceField(label=_("Whose row is it?"), widget=forms.RadioSelect)
    iin = forms.CharField(label=_("IIN of another person"), required=False, max_length=12)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the journal. Do not write names or numbers of people here."),
        min_length=5,
        max_length=200,
    )

    def __init__(self, *args: Any, candidates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            *candidates,
            (OTHER, _("another person of the registry, by IIN")),
            (NOBODY, _("nobody of ours")),
        ]

    def clean(self) -> dict[str, Any]:
        """Another person is told by the IIN."""
        told = super().clean() or {}
        if told.get("whose") == OTHER and not told.get("iin"):
            raise ValidationError({"iin": _("Write the IIN of the person.")})
        return told


def first_day(day: date, period: str) -> date:
    """The first day of the month or quarter of a day.

    Examples
    --------
    >>> first_day(date(2026, 8, 20), "quarter"), first_day(date(2026, 8, 20), "month")
    (datetime.date(2026, 7, 1), datetime.date(2026, 8, 1))
    """
    back = (day.month - 1) % MONTHS_OF_QUARTER if period == "quarter" else 0
    return date(day.year, day.month - back, 1)
