"""How a debt comes back, worked out without a database: equal months of a plan, and what a payment may be lessened by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tirek.department.payments.rules_of_claims import WHOLE_SHARE
from tirek.rulebook.engine.calendar import shift_months


@dataclass(frozen=True)
class Portion:
    """One month of a plan: until which day, how much."""

    due_on: date
    amount_tenge: int


@dataclass(frozen=True)
class Debt:
    """What is still owed of a claim whose debtor's payments may be lessened."""

    claim_id: int
    left_tenge: int


@dataclass(frozen=True)
class Withheld:
    """So much of one due row goes to one claim."""

    due_id: int
    claim_id: int
    amount_tenge: int


def plan_portions(total_tenge: int, months: int, first_on: date) -> list[Portion]:
    """A debt in equal whole tenge, month by month; the first months carry the tenge that do not divide.

    The sum is the debt exactly. A debt smaller than its months has one month a tenge.

    Raises
    ------
    ValueError
        If there is no debt, or no month.

    Examples
    --------
    >>> [each.amount_tenge for each in plan_portions(100, 3, date(2026, 12, 31))]
    [34, 33, 33]
    >>> plan_portions(100, 3, date(2026, 12, 31))[2].due_on
    datetime.date(2027, 2, 28)
    """
    if total_tenge < 1 or months < 1:
        raise ValueError("a plan is made of at least one tenge and one month")
    count = min(months, total_tenge)
    each, rest = divmod(total_tenge, count)
    return [Portion(shift_months(first_on, place), each + (place < rest)) for place in range(count)]


def lawful_share(amount_tenge: int, share: int) -> int:
    """The most that may be withheld of a payment; ``share`` is per ten thousand, a part of a tenge stays with the family.

    Examples
    --------
    >>> lawful_share(28113, 2500)
    7028
    """
    return amount_tenge * share // WHOLE_SHARE


def spread_debts(dues: Iterable[tuple[int, int]], debts: Sequence[Debt], share: int) -> list[Withheld]:
    """What is withheld of each due row for each debt, the oldest debt first.

    Parameters
    ----------
    dues
        Id and tenge of what one person is about to receive, in the order in which it fell due.
    debts
        What the person owes, the oldest first.
    share
        The lawful share of each payment, per ten thousand.
    """
    left = {debt.claim_id: debt.left_tenge for debt in debts}
    found = []
    for due_id, amount_tenge in dues:
        room = lawful_share(amount_tenge, share)
        for debt in debts:
            taken = min(room, left[debt.claim_id])
            if taken > 0:
                found.append(Withheld(due_id, debt.claim_id, taken))
                left[debt.claim_id] -= taken
                room -= taken
    return found
