"""The card of a family: who belongs to it, what the registry knows, and the level with its reasons. Seven queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tirek.department.accounts.viewer import Viewer
from tirek.department.journal.views import note_view
from tirek.department.registry.access import access_family
from tirek.department.registry.facts.reading import case_of_family, quarter_before
from tirek.department.registry.models import (
    Address,
    BankAccount,
    Circumstance,
    Consent,
    Disability,
    Dwelling,
    Family,
    Income,
    LifeEvent,
    Membership,
    Person,
    PersonAddress,
    RegisterAnswer,
    Status,
    Vehicle,
)
from tirek.department.registry.rows_about import Found, rows_about
from tirek.rulebook.decisions import Answer, decide_family
from tirek.rulebook.engine.moment import Moment

KINDS = (
    PersonAddress,
    Income,
    Dwelling,
    Vehicle,
    Disability,
    Status,
    Consent,
    BankAccount,
    Circumstance,
    RegisterAnswer,
)
EVENTS_SHOWN = 50
LEVEL = "six_levels"


@dataclass(frozen=True)
class Member:
    """One member on the card, with the rows of all records that are this person."""

    membership: Membership
    person: Person
    age_years: int | None
    rows: Found = field(repr=False)

    def of(self, kind: type[Any], on: date | None = None) -> list[Any]:
        """Rows of a kind; with a day only those that hold on it."""
        rows = self.rows.get(kind, [])
        return rows if on is None else [row for row in rows if holds(row, on)]


@dataclass(frozen=True)
class FamilyCard:
    """What an officer sees of a family on a day."""

    family: Family
    on: date
    members: Sequence[Member]
    former: Sequence[Membership]
    addresses: Mapping[int, Address]
    events: Sequence[LifeEvent]
    level: Answer | None
    quarter_from: date
    quarter_to: date

    @property
    def head(self) -> Member | None:
        """Who heads the family today."""
        return next((member for member in self.members if member.membership.role == "head"), None)

    def incomes_by_kind(self) -> dict[str, int]:
        """Income of the quarter that counts, by kind, whole tenge; a register's word outweighs a declaration."""
        total: dict[str, int] = {}
        for member in self.members:
            counted: dict[str, dict[bool, int]] = {}
            for row in member.of(Income):
                if self.quarter_from <= row.month < self.quarter_to:
                    by_hand = counted.setdefault(row.kind, {})
                    declared = row.source == "declared"
                    by_hand[declared] = by_hand.get(declared, 0) + row.amount_tenge
            for kind, sums in counted.items():
                total[kind] = total.get(kind, 0) + sums.get(False, sums.get(True, 0))
        return total

    def unanswered(self, sources: Sequence[str]) -> list[str]:
        """Sources that have not answered for some member."""
        return [source for source in sources if any(source not in member.person.checked for member in self.members)]


def family_card_for(viewer: Viewer, family_id: int, on: date) -> FamilyCard:
    """The card, journalled as a look at every member.

    Raises
    ------
    NotSeen
        If there is no such family, or it is not the viewer's; `IsOwnFamily` if it is the viewer's own.
    """
    family = access_family(viewer, family_id)
    memberships = list(family.memberships.select_related("person").order_by("pk"))
    current = [row for row in memberships if holds(row, on)]
    ids = [row.person_id for row in current]
    owner = {pk: pk for pk in ids} | dict(
        Person.objects.filter(merged_into__in=ids).order_by("pk").values_list("pk", "merged_into_id")
    )
    note_view("family", family.pk, ids)
    rows = _by_person(rows_about(list(owner), KINDS), owner)
    members = [Member(row, row.person, age_on(row.person.birth_on, on), rows.get(row.person_id, {})) for row in current]
    asked = _asked(members)
    case, _ = case_of_family(family.pk, list(owner), on, asked)
    level = decide_family(LEVEL, Moment(on=on, territory=family.territory), case) if ids else None
    events = LifeEvent.objects.filter(family=family)[:EVENTS_SHOWN]
    quarter = quarter_before(on)
    return FamilyCard(
        family=family,
        on=on,
        members=sorted(members, key=_order),
        former=[row for row in memberships if not holds(row, on)],
        addresses=_addresses(members),
        events=list(events),
        level=level,
        quarter_from=quarter["quarter_from"],
        quarter_to=quarter["quarter_to"],
    )


def holds(row: Any, on: date) -> bool:
    """Whether a dated row holds on a day."""
    valid = row.valid
    return (valid.lower is None or valid.lower <= on) and (valid.upper is None or on < valid.upper)


def age_on(born_on: date | None, on: date) -> int | None:
    """Whole years on a day.

    Examples
    --------
    >>> age_on(date(2020, 3, 1), date(2026, 2, 28))
    5
    """
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _order(member: Member) -> tuple[int, date, int]:
    """The head, the spouse, then by age."""
    rank = {"head": 0, "spouse": 1}.get(member.membership.role, 2)
    return rank, member.person.birth_on or date.max, member.person.pk


def _asked(members: Sequence[Member]) -> set[str]:
    answered = [set(member.person.checked) for member in members]
    return set.intersection(*answered) if answered else set()


def _by_person(found: Found, owner: Mapping[int, int]) -> dict[int, Found]:
    rows: dict[int, Found] = {}
    for kind, listed in found.items():
        for row in listed:
            rows.setdefault(owner[row.person_id], {}).setdefault(kind, []).append(row)
    return rows


def _addresses(members: Sequence[Member]) -> dict[int, Address]:
    ids = {row.address_id for member in members for row in (*member.of(PersonAddress), *member.of(Dwelling))}
    return Address.objects.in_bulk([pk for pk in ids if pk])
