"""Forms of local law. What a value may be is the engine's to say; a form reads what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.parameters.enums import ActKind, Mark
from tirek.department.parameters.models import LocalValue
from tirek.department.parameters.register import Enterable
from tirek.web.ui.forms import DayField
from tirek.web.ui.places import place_title


class ActForm(forms.Form):
    """The act, and where the value was seen."""

    act_kind = forms.ChoiceField(label=_("Kind of act"), choices=ActKind.choices)
    act_number = forms.CharField(label=_("Number of the act"), max_length=40)
    act_date = DayField(label=_("Date of the act"))
    act_title_kk = forms.CharField(label=_("Title of the act in Kazakh"), max_length=400)
    act_title_ru = forms.CharField(label=_("Title of the act in Russian"), max_length=400)
    act_link = forms.URLField(label=_("Address of the text"), max_length=300, required=False, assume_scheme="https")
    article = forms.CharField(label=_("Article or point"), max_length=40, required=False)
    mark = forms.ChoiceField(label=_("Where the value comes from"), choices=Mark.choices, initial=Mark.FOUND)
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Who read it, and where"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class ValueForm(ActForm):
    """One value of a parameter."""

    place_id = forms.ChoiceField(label=_("Territory"))
    amount = forms.CharField(label=_("Value"), max_length=40, help_text=_("Exact: 18, 0,025 or 5/100"))
    starts_on = DayField(label=_("First day"))
    quarter = forms.CharField(label=_("Quarter"), max_length=6, help_text=_("For example, 2026Q4"))
    until = DayField(
        label=_("Day after the last"),
        required=False,
        help_text=_("Empty where the act sets no end: the value holds until the next one"),
    )
    field_order = ("place_id", "amount", "starts_on", "quarter", "until")

    def __init__(self, enterable: Enterable, territories: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_id"].choices = [(code, place_title(code)) for code in territories]  # type: ignore[attr-defined]
        for name in ("starts_on", "until") if enterable.by_quarter else ("quarter",):
            del self.fields[name]


class ReasonOfSignature(forms.Form):
    """Why a value is signed without its effect having been seen."""

    unseen_effect_reason = forms.CharField(
        label=_("Why the effect was not computed"), max_length=300, required=False, widget=forms.Textarea({"rows": "2"})
    )


class RejectionForm(forms.Form):
    """Why a proposal is refused."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": "2"}))


ACT_FIELDS = tuple(ActForm.base_fields)
"""Fields of a value that a next value by the same act repeats."""


def initial_of(value: LocalValue, *names: str) -> dict[str, Any]:
    """What a form begins with."""
    return {name: getattr(value, name) for name in names}
