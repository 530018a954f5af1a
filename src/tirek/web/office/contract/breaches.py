"""Changing: a breach, its putting right by another person, a refusal of measures."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.contracts.access import MANAGE
from tirek.department.contracts.actions import breaches
from tirek.department.contracts.enums import ObligationKind
from tirek.department.contracts.models import Breach
from tirek.department.contracts.queries import contract_sheet
from tirek.department.core.calendar.today import today
from tirek.department.registry.models import Membership
from tirek.web.office.contract import forms
from tirek.web.office.contract.changes import METHODS, answer, chosen, found_case
from tirek.web.office.contract.views import found_contract
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def breach(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """Establish a breach; the page says first what follows from it."""
    contract = found_contract(request, contract_id)
    sheet = contract_sheet(contract, today())
    lines = {each.pk: each for each in sheet.obligations}
    form = forms.BreachForm(
        typed(request), members=sheet.members, lines=sheet.obligations, initial={"happened_on": today()}
    )

    def save(told: dict[str, Any]) -> None:
        person, line = chosen(list(sheet.members), told.pop("person")), lines.get(told.pop("obligation"))
        breaches.establish_breach(contract, person, **told, obligation=line, acting_user=request.user)

    about = _("The aid stops for the whole family, and nobody of it is granted this aid for six months from that day.")
    return answer(request, contract, form, save, _("Establish a breach"), _("Establish"), about)


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def put_right(request: ViewerRequest, contract_id: int, breach_id: int) -> HttpResponse:
    """Put a breach right, by another person than established it."""
    contract = found_contract(request, contract_id)
    found = Breach.objects.select_related("contract", "person")
    row = get_object_or_404(found, pk=breach_id, contract=contract)
    return answer(
        request,
        contract,
        forms.WhyForm(typed(request)),
        lambda told: breaches.reinstate(row, **told, acting_user=request.user),
        _("Put the breach right"),
        about=row.person.full_name(language_of_page()),
    )


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def refusal(request: ViewerRequest, case_id: int) -> HttpResponse:
    """A member refused an employment measure."""
    case = found_case(request, case_id)
    rows = Membership.objects.filter(family=case.family_id, valid__contains=today()).select_related("person")
    members = [row.person for row in rows.order_by("pk")]
    form = forms.RefusalForm(typed(request), members=members, initial={"refused_on": today()})

    def save(told: dict[str, Any]) -> None:
        person, measure = chosen(members, told.pop("person")), ObligationKind(told.pop("measure"))
        breaches.refuse_measures(case, person, measure=measure, **told, acting_user=request.user)

    return answer_form(
        request,
        form,
        save,
        heading=_("Refusal of a measure"),
        back=reverse("office:contract-list"),
        about=_("This member is barred from the aid for six months, and the family with that member."),
    )
