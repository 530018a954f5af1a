"""Forms of organisations. What may be written is checked by the actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.core.identifiers.iban import mask_iban
from tirek.department.core.identifiers.phone import mask_phone
from tirek.department.providers.models import Organisation
from tirek.department.providers.titles import Titles, organisation_kinds, price_units, service_titles
from tirek.web.ui.forms import DayField, ReasonForm
from tirek.web.ui.language import titled

MASKS: Final[Mapping[str, Callable[[str], str]]] = {"phone": mask_phone, "iban": mask_iban}


def choices_of(titles: Titles) -> list[tuple[str, Any]]:
    """Codes with their titles in the language of the page that shows them."""
    return [(code, titled(entry)) for code, entry in titles.items()]


class OrganisationForm(forms.Form):
    """What is recorded of an organisation beside its number."""

    name_kk = forms.CharField(label=_("Name in Kazakh"), required=False, max_length=200)
    name_ru = forms.CharField(label=_("Name in Russian"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(organisation_kinds()))
    territory = forms.ChoiceField(label=_("District"))
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    phone = forms.CharField(label=_("Phone"), required=False, help_text=_("For example, +7 701 000 00 00"))
    iban = forms.CharField(
        label=_("Account (IBAN)"), required=False, help_text=_("Twenty characters that begin with KZ")
    )

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = districts  # type: ignore[attr-defined]


class NewOrganisationForm(OrganisationForm):
    """An organisation that is not recorded yet."""

    number = forms.CharField(label=_("BIN, or IIN of a sole trader"), help_text=_("Twelve digits"))
    field_order = ("number",)


class CorrectionForm(OrganisationForm, ReasonForm):
    """The same fields, and why. Numbers of a sole trader stand masked: left as they stand, they stay as they are."""

    field_order = ("name_kk", "name_ru", "kind", "territory", "address", "phone", "iban", "reason")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        known = {name: getattr(organisation, name) for name in OrganisationForm.base_fields}
        self._numbers = {name: known[name] for name in MASKS if organisation.sole_trader and known[name]}
        masked = {name: MASKS[name](number) for name, number in self._numbers.items()}
        super().__init__(*args, **{"initial": known | masked} | kwargs)

    def clean(self) -> dict[str, Any]:
        """A number that was left masked is the number that is known."""
        told = super().clean() or {}
        for name, number in self._numbers.items():
            if told.get(name) == MASKS[name](number):
                told[name] = number
        return told


class TermForm(forms.Form):
    """From which day to which; the action says when the end comes too early."""

    since = DayField(label=_("From"))
    until = DayField(label=_("It does not hold from"), required=False, help_text=_("Empty if no end is set"))


class LicenceForm(TermForm):
    """A licence."""

    number = forms.CharField(label=_("Number of the licence"), max_length=60)
    activity = forms.CharField(label=_("Licensed activity"), max_length=200)
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    field_order = ("number", "activity", "issuer")


class ContractForm(TermForm):
    """A contract."""

    number = forms.CharField(label=_("Number of the contract"), max_length=60)
    dated_on = DayField(label=_("Date of the contract"))
    services = forms.MultipleChoiceField(
        label=_("Services and programmes"),
        choices=lambda: choices_of(service_titles()),
        widget=forms.SelectMultiple({"size": "8"}),
    )
    sum_tenge = forms.IntegerField(label=_("Sum, tenge"), min_value=1)
    signed_on = DayField(label=_("Signed on"), required=False, help_text=_("Empty while it is not signed"))
    field_order = ("number", "dated_on", "services", "sum_tenge", "since", "until", "signed_on")


class PriceForm(TermForm):
    """A price of the list."""

    service = forms.ChoiceField(label=_("Service"), choices=lambda: choices_of(service_titles()))
    unit = forms.ChoiceField(label=_("Unit"), choices=lambda: choices_of(price_units()))
    price_tenge = forms.IntegerField(label=_("Price of one unit, tenge"), min_value=1)
    field_order = ("service", "unit", "price_tenge")


class EndForm(ReasonForm):
    """From which day it does not hold, and why."""

    on = DayField(label=_("It does not hold from"))
    field_order = ("on", "reason")


class SigningForm(ReasonForm):
    """When a draft was signed."""

    signed_on = DayField(label=_("Signed on"))
    field_order = ("signed_on", "reason")
