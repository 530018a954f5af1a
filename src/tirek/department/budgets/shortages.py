"""Not enough money: how much is left, how much is needed, from which month, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from tirek.department.budgets.choosing import Months, Purse
from tirek.department.core.refusals import Refused


@dataclass(frozen=True)
class Shortage:
    """What a decision needs of a year and does not find.

    ``left`` is the most that one limit still has to the end of the year, tenge; ``ahead`` what waits ahead of the decision;
    ``month`` (1 to 12) the first that is not covered; ``number`` that of the application.
    """

    year: int
    needed: int
    left: int
    month: int
    ahead: int = 0
    number: str = ""
    lines: int = 1


class LimitShort(Refused):
    """``limit_short``: the signature does not stand; ``shortage`` says by how much."""

    def __init__(self, shortage: Shortage) -> None:
        super().__init__("limit_short", lazy(lambda: sentence_of(shortage), str)())
        self.shortage = shortage


def shortage_of(
    year: int, purses: Sequence[Purse], need: Months, *, ahead: int = 0, unserved: int = 0, number: str = ""
) -> Shortage:
    """Why no purse pays a need; the purse with the most left speaks for all."""
    first = next((month for month, amount in enumerate(need, 1) if amount), 1)
    best = max(purses, key=lambda purse: purse.left(), default=None)
    blocked = best is None or unserved > 0
    month = first if blocked or best is None else best.short_from(need) or first
    left = 0 if blocked or best is None else best.left()
    return Shortage(year, sum(need), left, month, ahead, number, len(purses))


def sentence_of(shortage: Shortage) -> str:
    """What the officer reads; nobody is named."""
    told = {
        "number": shortage.number or "—",
        "left": tenge(shortage.left),
        "needed": tenge(shortage.needed),
        "year": shortage.year,
        "month": f"{shortage.month:02}.{shortage.year}",
        "ahead": tenge(shortage.ahead),
    }
    if not shortage.lines:
        text = _(
            "Application %(number)s: the budget of %(year)s has no limit for this programme; %(needed)s ₸ are needed."
        )
    elif shortage.ahead:
        text = _(
            "Application %(number)s: %(left)s ₸ of the limit are left after those who wait ahead (%(ahead)s ₸); "
            "%(needed)s ₸ are needed in %(year)s, and the money falls short from %(month)s."
        )
    else:
        text = _(
            "Application %(number)s: %(left)s ₸ of the limit are left; %(needed)s ₸ are needed in %(year)s, "
            "and the money falls short from %(month)s."
        )
    remedy = _("Put it on the waiting list, or ask finance to amend the plan or transfer money.")
    return f"{text % told} {remedy}"


def tenge(amount: int) -> str:
    """A sum as it is read: groups of three digits, apart."""
    return f"{amount:,}".replace(",", "\N{NO-BREAK SPACE}")
