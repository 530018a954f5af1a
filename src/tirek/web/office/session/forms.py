"""Forms of a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.enums import Confidential
from tirek.department.verification.enums import Ballot
from tirek.department.verification.models import SessionMember
from tirek.department.verification.staffing import Candidate
from tirek.web.ui.forms import DayField

SUM, NO_NEED = "sum", "not_in_need"


class CallForm(forms.Form):
    """The day, the members and the chair."""

    held_on = DayField(label=_("Day of the session"))
    confidential = forms.ChoiceField(
        label=_("Confidential programme"), required=False, help_text=_("Its cases are never mixed with others.")
    )
    members = forms.MultipleChoiceField(label=_("Members of the commission"), widget=forms.CheckboxSelectMultiple)
    chair = forms.ChoiceField(label=_("Chair"))

    def __init__(self, candidates: Iterable[Candidate], kinds: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.user.pk), str(each.user)) for each in candidates]
        named = [("", _("none")), *((kind, Confidential(kind).label) for kind in sorted(kinds))]
        self.fields["members"].choices = choices  # type: ignore[attr-defined]
        self.fields["chair"].choices = choices  # type: ignore[attr-defined]
        self.fields["confidential"].choices = named  # type: ignore[attr-defined]
        if len(named) == 1:
            del self.fields["confidential"]


class AgendaForm(forms.Form):
    """The cases that go on the agenda."""

    cases = forms.MultipleChoiceField(label=_("Cases"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = choices  # type: ignore[attr-defined]


class PresentForm(forms.Form):
    """Who is present."""

    present = forms.MultipleChoiceField(label=_("Who is present"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, members: Sequence[SessionMember], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(member.user_id), str(member.user)) for member in members]
        self.fields["present"].choices = choices  # type: ignore[attr-defined]
        self.fields["present"].initial = [str(member.user_id) for member in members if member.present]


class ProposalForm(forms.Form):
    """What is proposed: a sum under the ceiling, or "not in need"."""

    answer = forms.ChoiceField(
        label=_("What is proposed"),
        choices=[(SUM, _("a sum")), (NO_NEED, _("not in need"))],
        initial=SUM,
        widget=forms.RadioSelect,
    )
    amount_tenge = forms.IntegerField(label=_("Sum, tenge"), required=False, min_value=1)
    ground = forms.CharField(
        label=_("Ground"),
        help_text=_("It stands in the minutes: write no diagnosis and no number of a document."),
        max_length=1000,
        widget=forms.Textarea({"rows": "4"}),
    )

    def clean(self) -> dict[str, Any]:
        """A sum is written where a sum is proposed."""
        told = super().clean() or {}
        if told.get("answer") == SUM and told.get("amount_tenge") is None and "amount_tenge" not in self.errors:
            self.add_error("amount_tenge", ValidationError(_("Write the sum.")))
        return told


class BallotForm(forms.Form):
    """The vote of a member."""

    ballot = forms.ChoiceField(label=_("Your vote"), choices=Ballot.choices, widget=forms.RadioSelect)


class ReasonedForm(forms.Form):
    """Why an item is put off, or a session called off."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": "3"}))
