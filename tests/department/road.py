"""Rows of the road of a case for tests: made through the database's own rules, as the app's role inside ``entered(...)``."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from tests.department.factories import ALMALY, make_family, make_person, make_user
from tirek.department.accounts.enums import Role
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Application, Case
from tirek.department.decisions.models import Decision, Signature
from tirek.department.entitlements.models import Entitlement
from tirek.department.evaluations.models import Evaluation
from tirek.department.registry.models import Family

_numbers = count(1)
ON = date(2026, 11, 2)
DIGEST = "0" * 64
ROAD = (CaseState.REGISTERED, CaseState.CHECKING, CaseState.READY, CaseState.TO_SIGN)


def make_case(
    state: CaseState = CaseState.DRAFT,
    *,
    family: Family | None = None,
    programme: str = "half_yearly_aid",
    territory: str = ALMALY,
    confidential: str = "",
) -> Case:
    """A case with its application, moved along the road to a state before its decision."""
    family = family or make_family(make_person(territory), territory=territory)
    head = family.memberships.get(role="head").person
    shared = {"family": family, "applicant": head, "territory": territory, "confidential": confidential}
    registered = {} if state == CaseState.DRAFT else {"number": f"T-{next(_numbers)}", "registered_at": timezone.now()}
    application = Application.objects.create(programmes=[programme], received_on=ON, **shared, **registered)
    now = timezone.now()
    case = Case.objects.create(
        application=application, programme=programme, applied_on=ON, state_since=now, turn_since=now, **shared
    )
    for step in ROAD[: ROAD.index(state) + 1] if state in ROAD else ():
        case = move_case(case, step, turn=Turn.SPECIALIST, acting_user=None)
    return case


def make_evaluation(case: Case, outcome: str = "granted", **fields: Any) -> Evaluation:
    told = {"mode": "decide", "on": ON, "applied_on": ON, "facts": {}, "answer": {}, "decides": True, "amount": 30000}
    told |= {"facts_digest": DIGEST, "rulebook_digest": DIGEST}
    return Evaluation.objects.create(
        case=case,
        family=case.family,
        territory=case.territory,
        confidential=case.confidential,
        programme=case.programme,
        outcome=outcome,
        **(told | fields),
    )


def make_decision(case: Case, kind: str = "grant", evaluation: Evaluation | None = None, **fields: Any) -> Decision:
    """A draft by a specialist of the case's district."""
    outcome = "refused" if kind == "refuse" else "granted"
    told: dict[str, Any] = {} if "author" in fields else {"author": make_user(Role.SPECIALIST, case.territory)}
    told |= (
        {"grounds": ["not_in_category"]} if kind == "refuse" else {"starts_on": ON, "amount": 30000, "unit": "tenge"}
    )
    return Decision.objects.create(
        case=case,
        family=case.family,
        territory=case.territory,
        confidential=case.confidential,
        programme=case.programme,
        kind=kind,
        evaluation=evaluation or make_evaluation(case, outcome),
        **(told | fields),
    )


def sign(decision: Decision, **fields: Any) -> Decision:
    """Propose and sign by the head of the district, past every action: what the database itself demands."""
    decision.state, decision.proposed_at = "proposed", timezone.now()
    decision.save()
    signer = fields.pop("signer", None) or make_user(Role.HEAD, decision.territory)
    decision.state, decision.signer, decision.signed_at = "signed", signer, timezone.now()
    decision.number, decision.digest = f"D-{next(_numbers)}", DIGEST
    for name, value in fields.items():
        setattr(decision, name, value)
    decision.save()
    Signature.objects.create(
        decision=decision, kind="officer", cms=b"", signed_digest=DIGEST, algorithm="none", certificate_digest=DIGEST
    )
    return decision


def make_entitlement(decision: Decision, **fields: Any) -> Entitlement:
    told: dict[str, Any] = {"kind_group": "half_yearly_aid", "quantity": 30000, "unit": "tenge", "period": "half_year"}
    told["holder"] = decision.case.applicant
    return Entitlement.objects.create(
        decision=decision,
        case=decision.case,
        family=decision.family,
        territory=decision.territory,
        confidential=decision.confidential,
        programme=decision.programme,
        valid=(ON, None),
        **(told | fields),
    )
