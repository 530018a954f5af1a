"""Plans, samples and inspections for tests: by the actions, as the people who do it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.department.factories import ALMALY, make_user
from tests.department.road import make_case, make_decision, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.applications.enums import CaseState
from tirek.department.control.actions.drawing import Choice, draw_sample
from tirek.department.control.actions.inspecting import (
    assign_inspector,
    close_inspection,
    hold_inspection,
    record_finding,
)
from tirek.department.control.actions.planning import approve_plan, prepare_plan
from tirek.department.control.enums import InspectionKind, SampleMethod, SampleUnit
from tirek.department.control.models import Finding, InspectionPlan, Sample, SampledCase
from tirek.department.core.calendar.today import today
from tirek.department.decisions.models import Decision

ON = date(2026, 11, 23)


def signed_decision(**fields: Any) -> Decision:
    """A grant that was signed today."""
    family, signer = fields.pop("family", None), fields.pop("signer", None)
    return sign(make_decision(make_case(CaseState.TO_SIGN, family=family), **fields), signer=signer)


def approved_plan(territory: str = ALMALY) -> InspectionPlan:
    told = {"territory": territory, "year": 2026, "quarter": 4, "title": "Grants of the quarter", "ground": "Order 7"}
    plan = prepare_plan(**told, acting_user=make_user(Role.AUDITOR))  # type: ignore[arg-type]
    return approve_plan(plan, acting_user=make_user(Role.HEAD))


def choice(**told: Any) -> Choice:
    told = {
        "method": SampleMethod.RANDOM,
        "unit": SampleUnit.DECISION,
        "first_day": today(),
        "last_day": today(),
    } | told
    return Choice(**told)


def drawn_sample(plan: InspectionPlan | None = None, **told: Any) -> Sample:
    return draw_sample(plan or approved_plan(), choice(**told), acting_user=make_user(Role.AUDITOR))


def inspected(
    sampled: SampledCase, inspector: User | None = None, *codes: str, sum_tenge: int = 12_000
) -> list[Finding]:
    """An inspection held and closed, with a finding of each code."""
    inspector = inspector or make_user(Role.AUDITOR)
    assign_inspector(sampled, inspector, acting_user=make_user(Role.HEAD))
    held = hold_inspection(sampled, InspectionKind.DESK, held_on=today(), words="Read the case.", acting_user=inspector)
    found = [
        record_finding(held, code, words="As the papers show.", sum_tenge=sum_tenge, acting_user=inspector)
        for code in codes
    ]
    close_inspection(held, acting_user=inspector)
    return found
