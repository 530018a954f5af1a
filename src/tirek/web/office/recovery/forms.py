"""Forms of claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.core.calendar.today import today
from tirek.department.payments.claim_enums import Cause, CourtStepKind, MoneySource
from tirek.department.payments.rules_of_claims import claim_rules
from tirek.web.ui.forms import DayField


def reason_field(label: Any) -> forms.CharField:
    """A reason of a few lines."""
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea({"rows": "3"}))


class OpenForm(forms.Form):
    """Why it was paid too much."""

    cause = forms.ChoiceField(label=_("Why too much was paid"), choices=Cause.choices)
    reason = reason_field(_("What happened"))


class AgreeForm(forms.Form):
    """The day of the debtor's written word."""

    agreed_on = DayField(label=_("Day of the written agreement"))


class PlanForm(forms.Form):
    """In how many months, from which day on."""

    agreed_on = DayField(label=_("Day of the written agreement"))
    months = forms.IntegerField(label=_("In how many equal months"), min_value=1)
    first_on = DayField(label=_("Last day of the first payment"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].max_value = claim_rules().plan_months  # type: ignore[attr-defined]
        self.fields["agreed_on"].initial = today()


class RepaymentForm(forms.Form):
    """Money that came in."""

    amount_tenge = forms.IntegerField(label=_("Sum, tenge"), min_value=1)
    booked_on = DayField(label=_("Day on which it came in"))
    source = forms.ChoiceField(label=_("How it came in"), choices=MoneySource.choices)
    reference = forms.CharField(label=_("Number of the paper"), max_length=60)


class CourtForm(forms.Form):
    """A paper of a court."""

    kind = forms.ChoiceField(label=_("What happened at the court"), choices=CourtStepKind.choices)
    happened_on = DayField(label=_("Day of the paper"))
    reference = forms.CharField(label=_("Number of the paper"), max_length=60)


class WriteOffForm(forms.Form):
    """Why the debt is to be given up."""

    act = forms.CharField(label=_("By which act"), max_length=200)
    reason = reason_field(_("Why nothing more can be asked for"))


class DecideForm(forms.Form):
    """Approve or refuse."""

    approved = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Approve the write-off")), ("no", _("Refuse the write-off"))],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
    )


class CancelForm(forms.Form):
    """Why the claim was wrong."""

    reason = reason_field(_("Why the claim is cancelled"))
