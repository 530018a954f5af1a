"""What the rule says a decision should be, and in what a draft differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tirek.department.applications.models import Case
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.grounds import grounds_of
from tirek.department.decisions.models import Decision
from tirek.department.decisions.periods import granted_period
from tirek.department.evaluations.enums import Outcome
from tirek.department.evaluations.models import Evaluation
from tirek.department.verification.enums import SessionState
from tirek.department.verification.models import SessionItem
from tirek.rulebook.catalogue import find_benefit

CEILING, NO_NEED = "ceiling", "no_need_found"


@dataclass(frozen=True)
class RuleSays:
    """A decision as the evaluation and the road of the programme give it.

    ``kind`` is None where the rule gives no clear answer. ``amount`` is a period's, in ``unit``: what the law computed, or
    under a ``ceiling`` what the special commission set (None until it has); ``is_measured``: there has to be one.
    """

    kind: DecisionKind | None
    grounds: tuple[str, ...]
    amount: int | None
    ceiling: int | None
    unit: str
    starts_on: date
    ends_on: date | None
    is_measured: bool


def rule_says(case: Case, evaluation: Evaluation) -> RuleSays:
    """What the rule gives for a case; one query more where a special commission sets the sum."""
    starts_on, ends_on = granted_period(case.programme, case.applied_on)
    benefit = find_benefit(case.programme)
    ceiling = evaluation.amount if benefit.outcome == CEILING else None
    item = _commission_item(case) if benefit.outcome == CEILING else None
    kind = {Outcome.GRANTED: DecisionKind.GRANT, Outcome.REFUSED: DecisionKind.REFUSE}.get(Outcome(evaluation.outcome))
    grounds = _known_reasons(evaluation) if kind == DecisionKind.REFUSE else ()
    if kind == DecisionKind.GRANT and item is not None and item.in_need is False:
        kind, grounds = DecisionKind.REFUSE, (NO_NEED,)
    return RuleSays(
        kind=kind,
        grounds=grounds,
        amount=(item.amount_tenge if item else None) if benefit.outcome == CEILING else evaluation.amount,
        ceiling=ceiling,
        unit=evaluation.unit or ("tenge" if evaluation.amount is not None else ""),
        starts_on=starts_on,
        ends_on=ends_on,
        is_measured=benefit.amount_rule is not None,
    )


def differs(decision: Decision, rule: RuleSays) -> bool:
    """Whether a grant or a refusal is another one than the rule gives: its kind, its amount, or its days."""
    if decision.kind != rule.kind:
        return True
    if decision.kind == DecisionKind.REFUSE:
        return False
    return (decision.amount, decision.starts_on, decision.ends_on) != (rule.amount, rule.starts_on, rule.ends_on)


def _known_reasons(evaluation: Evaluation) -> tuple[str, ...]:
    known = grounds_of(evaluation.programme)
    return tuple(
        dict.fromkeys(code for each in evaluation.answer.get("reasons", ()) if (code := each["code"]) in known)
    )


def _commission_item(case: Case) -> SessionItem | None:
    held = SessionItem.objects.filter(case=case, session__state=SessionState.HELD)
    return held.exclude(in_need=None).order_by("-session__closed_at", "-pk").first()
