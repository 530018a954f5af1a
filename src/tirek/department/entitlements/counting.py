"""Nobody is counted in two entitlements of one group at once: which one stands in the way, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.types.range import DateRange

from tirek.department.core.queries import districts_to_call
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.models import EntitlementMember


@dataclass(frozen=True)
class CountedElsewhere:
    """What stands in the way: decisions that the viewer may see (id and number), and districts to call for the others."""

    decisions: tuple[tuple[int, str], ...]
    districts: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.decisions or self.districts)


class PersonCounted(Refused):
    """A person is counted elsewhere on these days; ``elsewhere`` says where, as far as the viewer may know."""

    def __init__(self, elsewhere: CountedElsewhere) -> None:
        super().__init__("counted_elsewhere", lazy(lambda: sentence_of(elsewhere), str)(), "members")
        self.elsewhere = elsewhere


def counted_elsewhere(
    persons: Sequence[int], kind_group: str, first: date, until: date | None, *, besides: int | None
) -> CountedElsewhere:
    """Where persons are counted on some of these days (``until`` is not one of them). Two queries.

    Parameters
    ----------
    besides
        The case asked for: its own entitlements do not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT territory FROM entitlements_counted_elsewhere(%s, %s, daterange(%s, %s), %s)",
            [list(persons), kind_group, first, until, besides],
        )
        districts = [str(row[0]) for row in cursor.fetchall()]
    if not districts:
        return CountedElsewhere((), ())
    seen = (
        EntitlementMember.objects.filter(
            person__in=persons, kind_group=kind_group, valid__overlap=DateRange(first, until)
        )
        .exclude(entitlement__case=besides)
        .order_by("entitlement__decision_id")
        .values_list("entitlement__decision_id", "entitlement__decision__number", "entitlement__territory")
        .distinct()
    )
    decisions = {int(pk): (str(number), str(territory)) for pk, number, territory in seen}
    told = {territory for _number, territory in decisions.values()}
    return CountedElsewhere(
        tuple((pk, number) for pk, (number, _territory) in decisions.items()),
        tuple(code for code in districts if code not in told),
    )


def sentence_of(elsewhere: CountedElsewhere) -> str:
    """What the officer reads: the decisions to look at, the districts to call; nobody is named."""
    parts = []
    if elsewhere.decisions:
        numbers = ", ".join(number for _pk, number in elsewhere.decisions)
        parts.append(
            ngettext(
                "Somebody of this family is counted in another decision on these days already: %(numbers)s. Look at it first.",
                "Somebody of this family is counted in other decisions on these days already: %(numbers)s. Look at them first.",
                len(elsewhere.decisions),
            )
            % {"numbers": numbers}
        )
    if elsewhere.districts:
        parts.append(
            _("Somebody of this family is counted in another district on these days already. Call: %(districts)s.")
            % {"districts": districts_to_call(elsewhere.districts)}
        )
    return " ".join(parts)
