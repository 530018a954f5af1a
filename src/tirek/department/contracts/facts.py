"""What a contract makes known to the law: signed, taking part, broken, measures refused; as circumstances of the registry."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from tirek.department.accounts.models import User
from tirek.department.contracts.models import Breach, MeasureRefusal, SocialContract
from tirek.department.contracts.refusals import ContractRefused
from tirek.department.journal.history import change_row
from tirek.department.registry.actions.rows import record_circumstance
from tirek.department.registry.models import Circumstance, Membership, Person
from tirek.rulebook.engine.calendar import NEVER, as_integer

SIGNED, TAKES_PART = "social_contract_signed", "takes_part_in_measures"
BROKEN_ON, REFUSED_ON = "contract_broken_on", "measures_refused_on"
SOURCE = "document"


def head_of(contract: SocialContract, on: date) -> Person:
    """Whom the facts of the family stand with; the applicant where the family has no head in sight."""
    heads = Membership.objects.select_related("person").filter(family=contract.family_id, role="head")
    row = heads.filter(valid__contains=on).first()
    return row.person if row else contract.case.applicant


def tell_signed(contract: SocialContract, since: date, obliged: list[Person], *, acting_user: User) -> None:
    """The contract holds from a day to its last, and these members take part in measures."""
    until = contract.valid.upper
    _put(head_of(contract, since), SIGNED, since, until, acting_user=acting_user, number=contract.number)
    for person in obliged:
        _put(person, TAKES_PART, since, until, acting_user=acting_user, number=contract.number)


def tell_over(contract: SocialContract, on: date, obliged: list[Person], *, acting_user: User) -> None:
    """From a day on the contract does not hold any more."""
    people = [(head_of(contract, on), SIGNED), *((person, TAKES_PART) for person in obliged)]
    for person, fact in people:
        for row in _rows(person, fact).filter(value=1, valid__contains=on):
            # What began this very day is no longer than nothing: it is taken back, and the history says so.
            changes = {"valid": (row.valid.lower, on)} if row.valid.lower < on else {"value": 0}
            reason = f"social contract {contract.number} does not hold any more"
            change_row(row, changes, person_id=person.pk, acting_user=acting_user, reason=reason)


def tell_breaches(contract: SocialContract, *, acting_user: User) -> None:
    """The day of the family's last breach that stands, or that there is none."""
    standing = Breach.objects.filter(contract__family=contract.family_id, reinstated_at__isnull=True)
    last = standing.aggregate(last=Max("happened_on"))["last"]
    _put_day(head_of(contract, last or contract.valid.lower), BROKEN_ON, last, acting_user=acting_user)


def tell_refusal(person: Person, *, acting_user: User) -> None:
    """The day of the person's last refusal of measures."""
    last = MeasureRefusal.objects.filter(person=person).aggregate(last=Max("refused_on"))["last"]
    _put_day(person, REFUSED_ON, last, acting_user=acting_user)


def _put(person: Person, fact: str, since: date, until: date, *, acting_user: User, number: str | None) -> None:
    """Yes, for these days. What the department signs goes over what a register said of them; the history keeps both."""
    told: dict[str, Any] = {"person_id": person.pk, "acting_user": acting_user, "reason": f"social contract {number}"}
    rows = list(_rows(person, fact).filter(valid__overlap=(since, until)).order_by("valid"))
    if any(row.value == 1 and _covers(row, since, until) for row in rows):
        return
    within = [row for row in rows if row.valid.lower >= since]
    for row in rows:
        if row not in within:
            change_row(row, {"valid": (row.valid.lower, since)}, **told)
    ends = [*(row.valid.lower for row in within[1:]), until]
    for place, (row, end) in enumerate(zip(within, ends, strict=False)):
        days = (row.valid.lower if place else since, end)
        change_row(row, {"value": 1, "valid": days, "source": SOURCE}, **told)
    if not within:
        said: dict[str, Any] = {"fact": fact, "value": True, "since": since, "until": until, "source": SOURCE}
        record_circumstance(person, acting_user=acting_user, **said)


def _covers(row: Circumstance, since: date, until: date) -> bool:
    return bool(row.valid.lower <= since and (row.valid.upper is None or row.valid.upper >= until))


def _put_day(person: Person, fact: str, day: date | None, *, acting_user: User) -> None:
    """The day of a fact that says "since when"; one open row, corrected with its history."""
    row = _rows(person, fact).filter(valid__endswith__isnull=True).first()
    if row is None:
        if day is not None:
            _close_before(person, fact, day, acting_user)
            told = {"fact": fact, "value": day, "since": day, "until": None, "source": SOURCE}
            record_circumstance(person, acting_user=acting_user, **told)  # type: ignore[arg-type]
        return
    changes: dict[str, object] = {"value": NEVER if day is None else as_integer(day)}
    if day is not None and day < row.valid.lower:
        changes["valid"] = (day, None)
    change_row(row, changes, person_id=person.pk, acting_user=acting_user, reason="the day of a social contract")


def _close_before(person: Person, fact: str, day: date, acting_user: User) -> None:
    """Let an older word of the same fact end before the new one begins."""
    for row in _rows(person, fact).filter(valid__contains=day):
        if row.valid.lower >= day:
            raise ContractRefused("fact_stands_elsewhere")
        change_row(
            row, {"valid": (row.valid.lower, day)}, person_id=person.pk, acting_user=acting_user,
            reason="a newer day is known",
        )  # fmt: skip


def _rows(person: Person, fact: str):  # type: ignore[no-untyped-def]
    return Circumstance.objects.select_for_update(of=("self",)).filter(person=person, fact=fact)


def last_day(contract: SocialContract) -> date:
    """The last day on which a contract holds."""
    upper: date = contract.valid.upper
    return upper - timedelta(days=1)
