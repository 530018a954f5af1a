"""Changing: record and correct organisations, add licences, contracts and prices, sign and end them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.core.calendar.today import today
from tirek.department.providers.actions import organisations, rows
from tirek.department.providers.models import Contract, Licence, OfOrganisation, Organisation, PriceListItem
from tirek.web.office.providers import forms
from tirek.web.office.providers.views import found_organisation
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices

ENDED: Final[Mapping[str, type[OfOrganisation]]] = {"licence": Licence, "contract": Contract, "price": PriceListItem}
METHODS: Final = ["GET", "HEAD", "POST"]


def _answer(
    request: ViewerRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], object],
    heading: str | Promise,
    organisation: Organisation | None = None,
) -> HttpResponse:
    """A form of an organisation; saved, it leads to the organisation."""

    def save_and_show(told: dict[str, Any]) -> str:
        made = save(told)
        shown = organisation or made
        assert isinstance(shown, Organisation)
        return reverse("office:provider-show", args=[shown.pk])

    back = reverse("office:provider-show", args=[organisation.pk]) if organisation else reverse("office:provider-list")
    about = organisation.name(language_of_page()) if organisation else ""
    return answer_form(request, form, save_and_show, heading=heading, back=back, about=about)


@require_http_methods(METHODS)
@needs("edit_providers")
@once_only
def add(request: ViewerRequest) -> HttpResponse:
    """An organisation that is not recorded yet."""
    form = forms.NewOrganisationForm(typed(request), districts=district_choices(request.viewer))
    return _answer(
        request,
        form,
        lambda told: organisations.record_organisation(
            organisations.OrganisationDraft(**told), acting_user=request.user
        ),
        _("Record an organisation"),
    )


@require_http_methods(METHODS)
@needs("edit_providers")
@once_only
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """What is recorded, corrected for a reason."""
    found = found_organisation(request.viewer, pk, to_change=True)
    form = forms.CorrectionForm(typed(request), organisation=found, districts=district_choices(request.viewer))

    def save(told: dict[str, Any]) -> None:
        reason = told.pop("reason")
        organisations.correct_organisation(found, told, acting_user=request.user, reason=reason)

    return _answer(request, form, save, _("Correct the record"), found)


@require_http_methods(METHODS)
@needs("edit_providers")
@once_only
def add_licence(request: ViewerRequest, pk: int) -> HttpResponse:
    """A licence."""
    return _add(request, pk, forms.LicenceForm, rows.add_licence, _("Add a licence"))


@require_http_methods(METHODS)
@needs("edit_providers")
@once_only
def add_contract(request: ViewerRequest, pk: int) -> HttpResponse:
    """A contract, signed or not yet."""
    return _add(request, pk, forms.ContractForm, rows.add_contract, _("Add a contract"))


@require_http_methods(METHODS)
@needs("edit_providers")
@once_only
def add_price(request: ViewerRequest, pk: int) -> HttpResponse:
    """A price."""
    return _add(request, pk, forms.PriceForm, rows.add_price, _("Add a price"))


def _add(
    request: ViewerRequest, pk: int, form: type[forms.TermForm], save: Callable[..., object], heading: str
) -> HttpResponse:
    found = found_organisation(request.viewer, pk, to_change=True)
    filled = form(typed(request), initial={"since": today()})
    return _answer(request, filled, lambda told: save(found, acting_user=request.user, **told), heading, found)


@require_http_methods(METHODS)
@needs("edit_providers")
@once_only
def sign_contract(request: ViewerRequest, pk: int, row_id: int) -> HttpResponse:
    """A draft was signed."""
    found = found_organisation(request.viewer, pk, to_change=True)
    contract = _row_of(found, "contract", row_id)
    assert isinstance(contract, Contract)
    form = forms.SigningForm(typed(request), initial={"signed_on": today()})
    return _answer(
        request,
        form,
        lambda told: rows.sign_contract(contract, told["signed_on"], acting_user=request.user, reason=told["reason"]),
        _("The contract is signed"),
        found,
    )


@require_http_methods(METHODS)
@needs("edit_providers")
@once_only
def end(request: ViewerRequest, pk: int, kind: str, row_id: int) -> HttpResponse:
    """From a day on a licence, a contract or a price does not hold; it stays on record."""
    found = found_organisation(request.viewer, pk, to_change=True)
    row = _row_of(found, kind, row_id)
    form = forms.EndForm(typed(request), initial={"on": today()})
    return _answer(
        request,
        form,
        lambda told: rows.end_row(row, told["on"], acting_user=request.user, reason=told["reason"]),
        _("It does not hold any more"),
        found,
    )


def _row_of(organisation: Organisation, kind: str, row_id: int) -> OfOrganisation:
    model = ENDED.get(kind)
    row = model.objects.filter(pk=row_id, organisation=organisation).first() if model else None  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    found: OfOrganisation = row
    found.organisation = organisation
    return found
