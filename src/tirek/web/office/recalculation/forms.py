"""Forms of runs: the day of a run, the reason of drafts, what an auditor found."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.web.ui.forms import DayField

LONG = forms.Textarea({"rows": "2"})


class RunForm(forms.Form):
    """On which day the law is asked."""

    on = DayField(
        label=_("On which day"),
        required=False,
        help_text=_("Empty: today. Families, facts and values of the law are those of that day"),
    )


class DraftForm(forms.Form):
    """Which lines become drafts, and why."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one line.")}, widget=forms.MultipleHiddenInput
    )
    reason = forms.CharField(
        label=_("Why it is changed or ended"),
        help_text=_("It stands in each decision and in its letter: the family will read it"),
        min_length=5,
        max_length=1000,
        widget=LONG,
    )

    def __init__(self, known: list[int], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.fields["chosen"].choices = [(str(pk), str(pk)) for pk in known]  # type: ignore[attr-defined]


class FindingForm(forms.Form):
    """What was found."""

    finding = forms.CharField(label=_("What was found, and what is done about it"), max_length=1000, widget=LONG)
