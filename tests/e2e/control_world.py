"""Social audit as its pages show it: a plan, a sample, a finding that was answered."""

from __future__ import annotations

from typing import Any

from tests.department.control.audited import approved_plan, drawn_sample, inspected, signed_decision
from tests.department.factories import make_user, whole_city
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.control.actions.answering import object_to_finding, order_measure, reply_to_finding
from tirek.department.control.enums import MeasureKind
from tirek.department.core.calendar.today import today


def make_control(author: User) -> dict[str, Any]:
    """A plan with a sample of all: one case of the author inspected, with a finding, its reply, a measure and an objection."""
    with entered(whole_city()):
        return _made(author)


def _made(author: User) -> dict[str, Any]:
    decision = signed_decision(overrides="The commission said so.", author=author)
    signed_decision()
    plan = approved_plan()
    sampled, *others = drawn_sample(plan).cases.order_by("-score", "pk")
    (finding,) = inspected(sampled, None, "amount_too_high")
    head = make_user(Role.HEAD)
    reply_to_finding(finding, text="The income came later.", accepts=False, acting_user=author)
    told = {"words": "Recover it.", "due_on": today(), "acting_user": head}
    measure = order_measure(finding, MeasureKind.RECOVER, **told)  # type: ignore[arg-type]
    objection = object_to_finding(finding, text="It was counted.", acting_user=author)
    return {
        "plan": plan,
        "decision": decision,
        "sampled": sampled,
        "waiting": others[0],
        "finding": finding,
        "measure": measure,
        "objection": objection,
    }
