"""The filter of the queue, the choice of a colleague, the name of a view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.queue import QueueFilter
from tirek.rulebook.catalogue import family_benefit_ids
from tirek.web.ui.cases import WAITS, programme_title
from tirek.web.ui.places import district_choices

Choices = Sequence[tuple[str, Any]]


class FilterForm(forms.Form):
    """What of the queue is shown; what it does not know is passed over, so that an old view still opens."""

    state = forms.ChoiceField(label=_("State"), required=False)
    turn = forms.ChoiceField(label=_("Whose turn"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    territory = forms.ChoiceField(label=_("District"), required=False)
    officer = forms.ChoiceField(label=_("Officer"), required=False)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    flagged = forms.BooleanField(label=_("To look at closely only"), required=False)

    def __init__(self, told: Any, viewer: Viewer, officers: Choices) -> None:
        super().__init__(told)
        districts = district_choices(viewer)
        titles = sorted(((name, programme_title(name)) for name in family_benefit_ids()), key=lambda each: each[1])
        choices: dict[str, Choices] = {
            "state": [("", _("open cases")), *((state.value, state.label) for state in CaseState)],
            "turn": [("", _("anybody’s")), *((turn.value, WAITS[turn]) for turn in Turn)],
            "programme": [("", _("every programme")), *titles],
            "territory": [("", _("every district")), *districts],
            "officer": [("", _("every officer")), ("nobody", _("in nobody’s hands")), *officers],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        if len(districts) < 2:
            del self.fields["territory"]

    def asked(self) -> QueueFilter:
        """The filter; fields that do not fit ask nothing."""
        self.is_valid()
        return QueueFilter(**{name: value for name, value in self.cleaned_data.items() if value})


class KeepForm(forms.Form):
    """The name under which the filters are kept."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)


class HandForm(forms.Form):
    """Which cases, and to whom; an empty colleague lays them back for anybody."""

    case = forms.TypedMultipleChoiceField(coerce=int, required=False)
    to = forms.ChoiceField(required=False)

    def __init__(self, told: Any, offered: Choices) -> None:
        super().__init__(told)
        self.fields["to"].choices = [("", ""), *offered]  # type: ignore[attr-defined]
        asked = [each for each in told.getlist("case") if each.isascii() and each.isdigit() and len(each) < 19]
        self.fields["case"].choices = [(each, each) for each in asked]  # type: ignore[attr-defined]
