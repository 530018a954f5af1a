"""Looking: contracts by the look that is due, one whole, and its print in both languages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from tirek.department.applications.programmes import title_of
from tirek.department.contracts.access import MANAGE, access_contract
from tirek.department.contracts.actions.concluding import unplanned
from tirek.department.contracts.enums import ContractState, ObligationState
from tirek.department.contracts.facts import last_day
from tirek.department.contracts.grounds import grounds
from tirek.department.contracts.models import Exemption, SocialContract
from tirek.department.contracts.queries import Sheet, contract_sheet, list_contracts, list_looks
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import short_name
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

DUE = "due"
STATES = (DUE, *ContractState.values)


def found_contract(request: ViewerRequest, contract_id: int, *, what: str = "contract") -> SocialContract:
    """The contract, or the page "not here"."""
    try:
        return access_contract(request.viewer, contract_id, what=what)
    except NotSeen:
        raise Http404 from None


@require_safe
@needs("view_cases")
def list_all(request: ViewerRequest) -> HttpResponse:
    """Contracts by the last day of the look that is due; or those of one state, the newest first."""
    state = request.GET.get("state", DUE)
    if state not in STATES:
        raise Http404
    if state == DUE:
        page = page_of(list_looks(), {"due": "look_due_on"}, request.GET, default="due")
    else:
        page = page_of(list_contracts(ContractState(state)), {"drafted": "drafted_at"}, request.GET, default="-drafted")
    note_view("contract-list", None, {row.case.applicant_id for row in page.rows})
    on = today()
    rows = [
        {
            "contract": row,
            "who": short_name(row.case.applicant),
            "place": place_title(row.territory),
            "last_day": last_day(row),
            "is_late": row.look_due_on is not None and row.look_due_on < on,
        }
        for row in page.rows
    ]
    states = [(value, label) for value, label in ContractState.choices]
    context = {"page": page, "rows": rows, "states": states, "state": state}
    return render(request, "office/contract/list.html", context)


@require_safe
@needs("view_cases")
def show(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """One contract: the plan, the exemptions, the months, the breaches, and what may be done now."""
    contract = found_contract(request, contract_id)
    sheet = contract_sheet(contract, today())
    note_view("contract", contract.pk, [person.pk for person in sheet.members], detail="plan")
    may = request.viewer.may(MANAGE)
    missing = unplanned(contract, today()) if contract.state == ContractState.DRAFT else set()
    context = {
        **shown(sheet),
        "unplanned": [each for each in sheet.members if each.pk in missing],
        "is_draft": may and contract.state == ContractState.DRAFT,
        "in_force": may and contract.state == ContractState.IN_FORCE,
        "may_break": may and contract.state in (ContractState.IN_FORCE, ContractState.BROKEN),
        "may_change": may,
        "open_lines": any(each.state == ObligationState.OPEN for each in sheet.obligations),
    }
    return render(request, "office/contract/show.html", context)


@require_safe
@needs("view_cases")
def show_printed(request: ViewerRequest, contract_id: int) -> HttpResponse:
    """The contract as paper, in Kazakh and in Russian, with room for both signatures."""
    contract = found_contract(request, contract_id, what="print")
    sheet = contract_sheet(contract, today())
    note_view("contract", contract.pk, [person.pk for person in sheet.members], action="print")
    sides = []
    for language in ("kk", "ru"):
        with override(language):
            sides.append({"language": language, **shown(sheet)})
    return render(request, "office/contract/print.html", {"sides": sides, "contract": contract})


def shown(sheet: Sheet) -> dict[str, Any]:
    """A contract as a page shows it, in the language of the moment."""
    language, contract = language_of_page(), sheet.contract
    names = {each.pk: each.full_name(language) for each in sheet.members}

    def name(person: Any) -> str:
        return names.get(person.pk) or person.full_name(language)

    return {
        "contract": contract,
        "language": language,
        "programme": title_of(contract.case.programme, language),
        "applicant": contract.case.applicant.full_name(language),
        "place": place_title(contract.territory),
        "last_day": last_day(contract),
        "lines": [
            {
                "row": each,
                "who": name(each.person),
                "kind": each.get_kind_display(),
                "state": each.get_state_display(),
                "is_open": each.state == ObligationState.OPEN,
                "is_late": each.state == ObligationState.OPEN and each.due_on < today(),
            }
            for each in sheet.obligations
            if each.state != ObligationState.STRUCK
        ],
        "exemptions": [_exemption(each, name(each.person)) for each in sheet.exemptions if each.lifted_at is None],
        "months": sheet.months,
        "breaches": [{"row": each, "who": name(each.person)} for each in sheet.breaches],
    }


def _exemption(row: Exemption, who: str) -> dict[str, Any]:
    ground, language = grounds()[row.ground], language_of_page()  # type: ignore[index]
    told = {"row": row, "who": who, "title": ground.title[language], "cited": ground.cite(language)}
    return {**told, "is_doubtful": not ground.verified, "source": ground.source}
