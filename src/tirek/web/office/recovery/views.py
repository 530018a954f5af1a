"""Looking: claims by state and age, one whole, and write-offs that wait for approval."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.calendar.today import local_day, today
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.payments.balances import Balance, balance_of, balances
from tirek.department.payments.claim_enums import ClaimState
from tirek.department.payments.claim_queries import access_claim, list_claims, list_write_offs_asked
from tirek.department.payments.models import Claim
from tirek.department.payments.rules_of_claims import claim_rules
from tirek.department.registry.models import Person
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import short_name, short_programme
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

TONES = {ClaimState.RECOVERED: "good", ClaimState.COURT: "warn", ClaimState.NOTICED: "note"}


def found_claim(request: ViewerRequest, claim_id: int) -> Claim:
    """The claim, or the page "not here"."""
    try:
        return access_claim(request.viewer, claim_id)
    except NotSeen:
        raise Http404 from None


@require_safe
@needs("view_payments")
def list_all(request: ViewerRequest) -> HttpResponse:
    """Claims that are open, the oldest first; or those that are over."""
    is_over, state = request.GET.get("state") == "over", request.GET.get("step", "")
    rows = list_claims(open_only=not is_over, state=state)
    page = page_of(rows, {"opened": "opened_at"}, request.GET, default="-opened" if is_over else "opened")
    note_view("claim-list", None, {row.debtor_id for row in page.rows})
    left = balances(page.rows)
    shown = [_row(row, left[row.pk]) for row in page.rows]
    steps = [(value, label) for value, label in ClaimState.choices if value in ClaimState.open()]
    context = {"page": page, "rows": shown, "is_over": is_over, "steps": steps, "step": state}
    return render(request, "office/recovery/list.html", context)


@require_safe
@needs("approve_write_off")
def list_write_offs(request: ViewerRequest) -> HttpResponse:
    """Write-offs that somebody else asked for."""
    rows = list(list_write_offs_asked())
    note_view("claim-list", None, {row.claim.debtor_id for row in rows}, detail="write-offs")
    shown = [
        {
            "row": row,
            "who": short_name(row.claim.debtor),
            "programme": short_programme(row.claim.programme),
            "is_own": row.asked_by_id == request.user.pk,
        }
        for row in rows
    ]
    return render(request, "office/recovery/write_offs.html", {"rows": shown})


@require_safe
@needs("view_payments")
def show(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """One claim: its months, what came in, its plan, and what may be done now."""
    claim = found_claim(request, claim_id)
    person = Person.objects.filter(pk=claim.debtor_id).first()
    balance, plan = balance_of(claim), claim.plans.filter(live=True).first()
    is_open = claim.state in ClaimState.open()
    asked = claim.write_offs.filter(state="asked").select_related("asked_by").first()
    rule = claim_rules().causes[claim.cause]
    context = {
        "claim": claim,
        "who": short_name(person) if person else "",
        "programme": short_programme(claim.programme),
        "place": place_title(claim.territory),
        "tone": TONES.get(ClaimState(claim.state), ""),
        "balance": balance,
        "months": claim.months.select_related("payment__list"),
        "portions": _portions(plan.instalments.all(), balance) if plan else [],
        "plan": plan,
        "repayments": claim.repayments.select_related("recorded_by"),
        "deductions": claim.deductions.select_related("payment__list"),
        "court_steps": claim.court_steps.all(),
        "asked": asked,
        "steps": claim.steps.select_related("by"),
        "is_late": claim.state == ClaimState.NOTICED and claim.answer_by < today(),
        "may_act": is_open and request.viewer.may("recover_money"),
        "may_court": rule.goes_to_court,
        "may_withhold": not rule.needs_agreement or claim.agreed_on is not None,
        "may_cancel": balance.left == claim.amount_tenge,
        "may_decide": asked and request.viewer.may("approve_write_off") and asked.asked_by_id != request.user.pk,
        "share": claim_rules().share // 100,
    }
    return render(request, "office/recovery/show.html", context)


def _row(claim: Claim, balance: Balance) -> dict[str, Any]:
    return {
        "claim": claim,
        "who": short_name(claim.debtor),
        "programme": short_programme(claim.programme),
        "place": place_title(claim.territory),
        "left": balance.left,
        "tone": TONES.get(ClaimState(claim.state), ""),
        "age_days": (today() - local_day(claim.opened_at)).days,
        "is_late": claim.state == ClaimState.NOTICED and claim.answer_by < today(),
    }


def _portions(instalments: Any, balance: Balance) -> list[dict[str, Any]]:
    """The months of a plan, each with what of it came in: money counts for the earliest month first."""
    rows = list(instalments)
    planned = sum(row.amount_tenge for row in rows)
    came = max(0, planned - balance.left)
    found = []
    for row in rows:
        met = min(came, row.amount_tenge)
        came -= met
        found.append({"row": row, "met": met, "is_late": met < row.amount_tenge and row.due_on < today()})
    return found
