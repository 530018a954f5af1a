"""Which month, of which territory."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.payments.enums import ClosingKind
from tirek.web.ui.forms import DayField


class ClosingForm(forms.Form):
    """A month, a territory, and whether it is the close of the month."""

    territory = forms.ChoiceField(label=_("Territory"), help_text=_("A city with all its districts, or one district"))
    month = DayField(label=_("Month"), help_text=_("Any day of the month"))
    kind = forms.ChoiceField(label=_("What is paid"), choices=ClosingKind.choices)

    def __init__(self, territories: Sequence[tuple[str, str]], *args: object, **told: object) -> None:
        super().__init__(*args, **told)  # type: ignore[arg-type]
        self.fields["territory"].choices = list(territories)  # type: ignore[attr-defined]
