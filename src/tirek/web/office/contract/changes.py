"""Changing: the draft and its plan, the signature, the looks, obligations, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.applications.access import access_case
from tirek.department.applications.models import Case
from tirek.department.contracts.access import MANAGE
from tirek.department.contracts.actions import concluding, drafting, monitoring
from tirek.department.contracts.enums import ContractState, ExemptionGround, ObligationKind, ObligationState
from tirek.department.contracts.facts import last_day
from tirek.department.contracts.models import Exemption, Obligation, SocialContract
from tirek.department.contracts.programmes import proposed_days
from tirek.department.contracts.queries import contract_sheet
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.registry.models import Person
from tirek.web.office.contract import forms
from tirek.web.office.contract.views import found_contract
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only

METHODS = ["GET", "HEAD", "POST"]


def found_case(request: ViewerRequest, case_id: int) -> Case:
    """The case that a contract is about, or the page "not here"."""
    try:
        return access_case(request.viewer, case_id, what="contract")
    except NotSeen:
        raise Http404 from None


def members_of(contract: SocialContract) -> list[Person]:
    """Whom a form may name."""
    return list(contract_sheet(contract, today()).members)


def chosen(members: list[Person], pk: int) -> Person:
    """The member that a form names; its choices hold no other."""
    return next(each for each in members if each.pk == pk)


def answer(
    request: ViewerRequest,
    contract: SocialContract,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], object],
    heading: str | Promise,
    action: str | Promise = "",
    about: str = "",
) -> HttpResponse:
    """A form of a contract; saved, it leads to the contract."""
    back = reverse("office:contract-show", args=[contract.pk])

    def save_and_go_back(told: dict[str, Any]) -> None:
        save(told)

    number = contract.number or contract.case.applicant.full_name(language_of_page())
    return answer_form(
        request, form, save_and_go_back, heading=heading, back=back, action=action, about=about or number
    )


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def draft(request: ViewerRequest, case_id: int) -> HttpResponse:
    """A new contract of a case."""
    case = found_case(request, case_id)
    begins_on, ends_on = proposed_days(case, today())
    form = forms.DaysForm(typed(request), initial={"begins_on": begins_on, "ends_on": ends_on})

    def save(told: dict[str, Any]) -> str:
        made = drafting.draft_contract(case, **told, acting_user=request.user)
        return reverse("office:contract-show", args=[made.pk])

    about = case.applicant.full_name(language_of_page())
    return answer_form(
        request, form, save, heading=_("New social contract"), back=reverse("office:contract-list"), about=about
    )


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def plan(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """A line of the individual plan."""
    contract = found_contract(request, contract_id)
    members = members_of(contract)
    form = forms.PlanForm(typed(request), members=members, initial={"person": request.GET.get("person")})

    def save(told: dict[str, Any]) -> None:
        person, kind = chosen(members, told.pop("person")), ObligationKind(told.pop("kind"))
        drafting.plan_obligation(contract, person, kind, **told, acting_user=request.user)

    return answer(request, contract, form, save, _("Add to the individual plan"))


@require_POST
@needs(MANAGE)
@once_only
def strike(request: ViewerRequest, contract_id: int, line_id: int) -> HttpResponse:
    """Take a line out of the plan of a draft."""
    contract = found_contract(request, contract_id)
    line = get_object_or_404(Obligation.objects.select_related("contract"), pk=line_id, contract=contract)
    try:
        drafting.strike_obligation(line, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("office:contract-show", contract.pk)


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def settle(request: ViewerRequest, contract_id: int, line_id: int) -> HttpResponse:
    """How an obligation came out."""
    contract = found_contract(request, contract_id)
    lines = Obligation.objects.select_related("contract", "person")
    line = get_object_or_404(lines, pk=line_id, contract=contract)
    form = forms.SettleForm(typed(request), initial={"on": today()})

    def save(told: dict[str, Any]) -> None:
        state = ObligationState(told.pop("state"))
        monitoring.settle_obligation(line, state, **told, acting_user=request.user)

    about = f"{line.person.full_name(language_of_page())}: {line.get_kind_display()}"
    return answer(request, contract, form, save, _("Settle an obligation"), about=about)


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def exempt(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """An exemption, before the signature or while the contract is in force."""
    contract = found_contract(request, contract_id)
    members = members_of(contract)
    of_state = forms.ExemptInForceForm if contract.state == ContractState.IN_FORCE else forms.ExemptForm
    initial = {"person": request.GET.get("person"), "since": today()}
    form = of_state(typed(request), members=members, initial=initial)

    def save(told: dict[str, Any]) -> None:
        person, ground = chosen(members, told.pop("person")), ExemptionGround(told.pop("ground"))
        drafting.exempt_member(contract, person, ground, **told, acting_user=request.user)

    return answer(request, contract, form, save, _("Exempt a member"))


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def lift(request: ViewerRequest, contract_id: int, exemption_id: int) -> HttpResponse:
    """The end of an exemption."""
    contract = found_contract(request, contract_id)
    exemptions = Exemption.objects.select_related("contract", "person")
    row = get_object_or_404(exemptions, pk=exemption_id, contract=contract)
    return answer(
        request,
        contract,
        forms.WhyForm(typed(request)),
        lambda told: drafting.lift_exemption(row, **told, acting_user=request.user),
        _("Lift an exemption"),
        about=row.person.full_name(language_of_page()),
    )


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def conclude(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """The applicant has signed the paper; the consultant concludes the contract."""
    contract = found_contract(request, contract_id)
    signer = contract.case.applicant
    form = forms.SignatureForm(typed(request), initial={"signed_on": today()})

    def save(told: dict[str, Any]) -> None:
        concluding.conclude_contract(contract, signed_by=signer, **told, acting_user=request.user)

    return answer(request, contract, form, save, _("Conclude the contract"), _("Conclude"))


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def cancel(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """Give up a draft."""
    contract = found_contract(request, contract_id)
    return answer(
        request,
        contract,
        forms.WhyForm(typed(request)),
        lambda told: drafting.cancel_contract(contract, **told, acting_user=request.user),
        _("Give up the draft"),
    )


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def monitor(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """The look of the month that is next."""
    contract = found_contract(request, contract_id)
    month = contract.next_look
    if month is None or contract.state != ContractState.IN_FORCE:
        raise Http404

    def save(told: dict[str, Any]) -> None:
        monitoring.record_monitoring(contract, month, **told, acting_user=request.user)

    about = month.strftime("%m.%Y")
    return answer(request, contract, forms.LookForm(typed(request)), save, _("Look of the month"), about=about)


@require_http_methods(METHODS)
@needs(MANAGE)
@once_only
def end(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """The contract is fulfilled."""
    contract = found_contract(request, contract_id)
    form = forms.EndForm(typed(request), initial={"ended_on": min(today(), last_day(contract))})

    def save(told: dict[str, Any]) -> None:
        concluding.end_contract(contract, **told, acting_user=request.user)

    return answer(request, contract, form, save, _("End the contract"))
