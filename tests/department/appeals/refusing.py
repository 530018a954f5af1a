"""A case that a signed decision refused."""

from __future__ import annotations

from typing import Any

from tests.department.road import make_case, make_decision, sign
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.decisions.models import Decision


def refused_case(**told: Any) -> Decision:
    """The decision, with its case as it stands."""
    case = make_case(CaseState.TO_SIGN, **told)
    decision = sign(make_decision(case, "refuse"))
    decision.case = move_case(case, CaseState.REFUSED, turn=Turn.NOBODY, acting_user=None)
    return decision
