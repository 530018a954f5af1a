"""What an officer says of a pair."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REASON = _("It is kept in the journal. Do not write names or numbers of people here.")


class ReasonOfDecision(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=REASON,
        min_length=5,
        max_length=300,
        widget=forms.Textarea({"rows": "2"}),
    )


class MergeForm(ReasonOfDecision):
    """Which of the two records stays, and why they are one person."""

    survivor = forms.ChoiceField(label=_("Which record stays"), widget=forms.RadioSelect)
    field_order = ("survivor", "reason")

    def __init__(self, *args: Any, sides: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["survivor"].choices = sides  # type: ignore[attr-defined]
