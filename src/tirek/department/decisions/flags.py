"""What makes a decision one to be looked at by itself."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import quantiles

from tirek.department.applications.models import Case
from tirek.department.decisions.enums import DecisionKind, DecisionState, Flag
from tirek.department.decisions.models import Decision
from tirek.department.evaluations.enums import Outcome
from tirek.department.evaluations.models import Evaluation

LOOKED_AT = 200
"""How many of the last grants of a programme say what is usual."""
ENOUGH = 20
"""From how many on quartiles say something; below, an amount is unusual beyond twice the median, or under its half."""
UNCLEAR = (Outcome.UNDETERMINED, Outcome.CONFLICT, Outcome.ABSENT)


@dataclass(frozen=True)
class Usual:
    """Between which amounts most grants of a programme lie, and what the middle one is."""

    low: float
    middle: float
    high: float


def flags_for(
    case: Case, evaluation: Evaluation, kind: str, amount: int | None, *, overrides: bool, was_returned: bool = False
) -> list[str]:
    """The flags of a decision as it stands, in the order of a list. Two queries for a grant."""
    found = set()
    if overrides:
        found.add(Flag.OVERRIDDEN)
    if evaluation.outcome in UNCLEAR:
        found.add(Flag.CONFLICT)
    if evaluation.assumption or not evaluation.decides:
        found.add(Flag.ASSUMPTION)
    if was_returned or kind not in (DecisionKind.GRANT, DecisionKind.REFUSE):
        found.add(Flag.CHANGED)
    if kind == DecisionKind.GRANT:
        found |= _beside_others(case, amount)
    return [flag.value for flag in Flag if flag in found]


def _beside_others(case: Case, amount: int | None) -> set[Flag]:
    """How a grant looks beside the grants of the programme before it: of this family, and of the district."""
    signed = Decision.objects.filter(
        programme=case.programme, kind=DecisionKind.GRANT, state=DecisionState.SIGNED
    ).order_by("-signed_at", "-pk")
    before = signed.filter(family_id=case.family_id).values_list("amount", flat=True).first()
    amounts = list(signed.filter(territory=case.territory).values_list("amount", flat=True)[:LOOKED_AT])
    found = {Flag.CHANGED} if before is not None and before != amount else set()
    if not amounts:
        return found | {Flag.FIRST}
    usual = usual_of([told for told in amounts if told is not None])
    if amount is not None and usual is not None and not usual.low <= amount <= usual.high:
        found.add(Flag.UNUSUAL)
    return found


def usual_of(amounts: list[int]) -> Usual | None:
    """What is usual among amounts; None where there are none.

    Examples
    --------
    >>> usual_of([30_000, 30_000, 31_000])
    Usual(low=15000.0, middle=30000, high=60000)
    """
    if not amounts:
        return None
    middle = sorted(amounts)[len(amounts) // 2]
    if len(amounts) < ENOUGH:
        return Usual(middle / 2, middle, middle * 2)
    first, _, third = quantiles(amounts, n=4, method="inclusive")
    reach = max(1.5 * (third - first), middle / 10)  # where nearly all are alike, a tenth of the middle is no surprise
    return Usual(first - reach, middle, third + reach)
