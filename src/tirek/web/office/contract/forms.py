"""Forms of social contracts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.contracts.enums import MEASURES, ExemptionGround, ObligationKind, ObligationState
from tirek.department.contracts.grounds import grounds
from tirek.department.contracts.models import Obligation
from tirek.department.registry.models import Person
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page, titled

EMPTY = [("", "—")]


def long_text(label: Any, *, required: bool = True) -> forms.CharField:
    """A text of a few lines."""
    return forms.CharField(label=label, required=required, max_length=1000, widget=forms.Textarea({"rows": "3"}))


class OfMember(forms.Form):
    """A form about one member of the family."""

    person = forms.TypedChoiceField(label=_("Member of the family"), coerce=int)

    def __init__(self, *args: Any, members: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_of_page()
        self.fields["person"].choices = [*EMPTY, *((each.pk, each.full_name(language)) for each in members)]  # type: ignore[attr-defined]


class DaysForm(forms.Form):
    """From when until when."""

    begins_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))


class PlanForm(OfMember):
    """A line of the individual plan."""

    kind = forms.ChoiceField(label=_("What is undertaken"), choices=[*EMPTY, *ObligationKind.choices])
    detail = forms.CharField(label=_("In detail"), required=False, max_length=300)
    due_on = DayField(label=_("By when"))


class ExemptForm(OfMember):
    """A ground why a member undertakes nothing."""

    ground = forms.ChoiceField(label=_("Ground"))
    reason = forms.CharField(label=_("What it rests on"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(ExemptionGround(code), titled(ground.title)) for code, ground in grounds().items()]
        self.fields["ground"].choices = [*EMPTY, *choices]  # type: ignore[attr-defined]


class ExemptInForceForm(ExemptForm):
    """The same while the contract is in force: from a day on, with a reason."""

    since = DayField(label=_("From which day"))
    reason = forms.CharField(label=_("What it rests on"), max_length=500)


class WhyForm(forms.Form):
    """Why."""

    reason = long_text(_("Reason"))


class SignatureForm(forms.Form):
    """The day on which the applicant signed."""

    signed_on = DayField(label=_("Signed by the applicant on"))


class SettleForm(forms.Form):
    """How an obligation came out."""

    state = forms.ChoiceField(
        label=_("How it came out"),
        choices=[
            (each, each.label) for each in (ObligationState.DONE, ObligationState.MISSED, ObligationState.EXCUSED)
        ],
        widget=forms.RadioSelect,
    )
    on = DayField(label=_("On which day"))
    reason = long_text(_("Reason"), required=False)


class LookForm(forms.Form):
    """The look of a month."""

    kept = forms.TypedChoiceField(
        label=_("Is the contract kept?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
    )
    finding = long_text(_("What was found"), required=False)


class EndForm(forms.Form):
    """The day of the end."""

    ended_on = DayField(label=_("Ended on"))
    reason = long_text(_("Reason, where it ends before its last day"), required=False)


class BreachForm(OfMember):
    """What was broken, by whom, and whether by fault."""

    obligation = forms.TypedChoiceField(label=_("Obligation"), required=False, coerce=int, empty_value=None)
    happened_on = DayField(label=_("Day of the breach"))
    finding = long_text(_("What was found"))
    at_fault = forms.TypedChoiceField(
        label=_("Was it the member's own fault?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, lines: Iterable[Obligation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_of_page()
        told = [(each.pk, f"{each.person.full_name(language)}: {each.get_kind_display()}") for each in lines]
        self.fields["obligation"].choices = [*EMPTY, *told]  # type: ignore[attr-defined]


class RefusalForm(OfMember):
    """A measure that a member refused."""

    measure = forms.ChoiceField(label=_("Measure"), choices=[*EMPTY, *((each, each.label) for each in MEASURES)])
    refused_on = DayField(label=_("Day of the refusal"))
    finding = long_text(_("What was found"))
