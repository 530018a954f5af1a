"""Forms of invoices and of what is handed over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.applications.programmes import askable_programmes
from tirek.department.core.calendar.today import today
from tirek.department.payments.enums import InvoiceKind
from tirek.department.providers.enums import ContractState
from tirek.department.providers.models import Contract, Organisation
from tirek.web.ui.cases import short_programme
from tirek.web.ui.forms import DayField

EMPTY = [("", "—")]


class ReceiveForm(forms.Form):
    """An invoice as it came."""

    kind = forms.ChoiceField(label=_("Who asks, and what for"), choices=InvoiceKind.choices)
    organisation = forms.CharField(label=_("BIN or IIN of the organisation"), max_length=12, min_length=12)
    territory = forms.ChoiceField(label=_("District"))
    programme = forms.ChoiceField(label=_("Programme"))
    contract = forms.CharField(
        label=_("Number of the contract"), max_length=60, required=False,
        help_text=_("Leave it empty for insurance contributions."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the invoice or the act"), max_length=40)
    month = DayField(label=_("Any day of the month it is for"))
    amount_tenge = forms.IntegerField(label=_("Sum, tenge"), min_value=1)

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = [(each.id, short_programme(each.id)) for each in askable_programmes(today())]
        self.fields["territory"].choices = districts  # type: ignore[attr-defined]
        self.fields["programme"].choices = [*EMPTY, *programmes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the organisation and its contract by their numbers."""
        told: dict[str, Any] = super().clean() or {}
        organisation = Organisation.objects.filter(number=told.get("organisation", "")).first()
        if "organisation" in told and organisation is None:
            self.add_error("organisation", _("There is no such organisation. Record it among the organisations first."))
        contract, number = None, told.get("contract", "").strip()
        if number and organisation is not None:
            rows = Contract.objects.filter(organisation=organisation, number__iexact=number)
            contract = rows.filter(state=ContractState.IN_FORCE).order_by("-dated_on").first()
            if contract is None:
                self.add_error("contract", _("The organisation has no signed contract of this number."))
        return told | {"organisation": organisation, "contract": contract}


class RefuseForm(forms.Form):
    """Why it is given back."""

    reason = forms.CharField(label=_("Why it is given back"), max_length=1000, widget=forms.Textarea({"rows": "3"}))


class HandForm(forms.Form):
    """By whom, when, by which paper."""

    organisation = forms.CharField(
        label=_("BIN or IIN of who handed it over"), max_length=12, required=False,
        help_text=_("Leave it empty where the department handed it over itself."),
    )  # fmt: skip
    handed_on = DayField(label=_("Day on which it was handed over"))
    reference = forms.CharField(label=_("Number of the paper the family signed"), max_length=60)

    def clean_organisation(self) -> Organisation | None:
        """The organisation by its number."""
        number = self.cleaned_data["organisation"].strip()
        if not number:
            return None
        found = Organisation.objects.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no such organisation. Record it among the organisations first."))
        return found
