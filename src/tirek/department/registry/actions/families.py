"""Families: formed, joined, left, moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered, reaching
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created
from tirek.department.registry.actions.refusals import refused_constraints
from tirek.department.registry.actions.rows import end_row, record_row
from tirek.department.registry.enums import AddressKind, FamilyRole
from tirek.department.registry.models import Address, Family, Membership, Person, PersonAddress


def form_family(
    head: Person,
    *,
    since: date,
    source: str,
    acting_user: User | None,
    address: Address | None = None,
    reason: str = "",
) -> Family:
    """A new family with its head.

    Raises
    ------
    Refused
        ``in_another_family``.
    """
    with refused_constraints(), transaction.atomic():
        family = Family.objects.create(
            territory=head.territory, address=address, formed_on=since, source=source, recorded_by=acting_user
        )
        note_created(family, person_id=head.pk, acting_user=acting_user, reason=reason)
        _join(family, head, FamilyRole.HEAD, since, source, acting_user)
    return family


def join_family(
    family: Family, person: Person, *, role: str, since: date, source: str, acting_user: User | None
) -> Membership:
    """A person becomes a member; of another district only after a move.

    Raises
    ------
    Refused
        ``in_another_family``, ``second_head``, ``other_district``, ``family_dissolved``.
    """
    if family.dissolved_on is not None:
        raise Refused("family_dissolved", _("This family was dissolved; form a new one."))
    if person.territory != family.territory:
        raise Refused("other_district", _("The person belongs to another district. Record the move first."), "person")
    with refused_constraints(), transaction.atomic():
        return _join(family, person, role, since, source, acting_user)


def leave_family(membership: Membership, on: date, *, acting_user: User | None, reason: str) -> None:
    """A membership ends; the head may leave only when another head is named on that day.

    Raises
    ------
    Refused
        ``reason_missing``, ``ends_before_start``.
    """
    end_row(membership, on, acting_user=acting_user, reason=reason)


def change_head(family: Family, person: Person, on: date, *, acting_user: User | None, reason: str) -> None:
    """Another member becomes the head from a day on; the head of before becomes "other relative".

    Raises
    ------
    Refused
        ``not_a_member``.
    """
    rows = list(family.memberships.select_for_update(of=("self",)).filter(valid__contains=on).order_by("pk"))
    chosen = next((row for row in rows if row.person_id == person.pk), None)
    if chosen is None:
        raise Refused("not_a_member", _("The head must be a member of the family on that day."), "person")
    with refused_constraints(), transaction.atomic():
        for row in rows:
            if row.role == FamilyRole.HEAD and row.pk != chosen.pk:
                _split(family, row, on, FamilyRole.OTHER, acting_user, reason)
        if chosen.role != FamilyRole.HEAD:
            _split(family, chosen, on, FamilyRole.HEAD, acting_user, reason)


def move_family(
    family: Family, address: Address, *, on: date, source: str, acting_user: User | None, reason: str
) -> Family:
    """A family moves to another address: its members move with it, to another district where that is one.

    All rows about a person follow the person's district by foreign key. The address before stays on record.
    """
    with refused_constraints(), entered(reaching(address.territory, "move")):
        members = Person.objects.filter(
            pk__in=family.memberships.filter(valid__contains=on).values("person_id")
        ).select_for_update(of=("self",))
        for person in members.order_by("pk"):
            if person.territory != address.territory:
                changes = {"territory": address.territory}
                change_row(person, changes, person_id=person.pk, acting_user=acting_user, reason=reason)
            _settle(person, address, on, source, acting_user, reason)
        changed = {"address": address, "territory": address.territory}
        change_row(family, changed, person_id=None, acting_user=acting_user, reason=reason)
    return family


def place_of(
    territory: str,
    street: str,
    house: str,
    flat: str = "",
    *,
    locality: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Address:
    """The address, made when it is new; a place is one row however many people live there."""
    told = {"territory": territory, "locality": locality, "street": street, "house": house, "flat": flat}
    clean = {name: " ".join(value.split()) for name, value in told.items()}
    place = {"latitude": latitude, "longitude": longitude}
    return Address.objects.get_or_create(**clean, defaults=place)[0]


def _join(family: Family, person: Person, role: str, since: date, source: str, acting_user: User | None) -> Membership:
    values: dict[str, Any] = {"family": family, "role": role, "valid": (since, None)}
    return record_row(Membership, person, acting_user=acting_user, source=source, **values)


def _split(family: Family, row: Membership, on: date, role: str, acting_user: User | None, reason: str) -> None:
    """From a day on the member has another role: the row ends, or is corrected where it begins that day."""
    if row.valid.lower == on:
        change_row(row, {"role": role}, person_id=row.person_id, acting_user=acting_user, reason=reason)
        return
    until = row.valid.upper
    end_row(row, on, acting_user=acting_user, reason=reason)
    values: dict[str, Any] = {"family": family, "role": role, "valid": (on, until)}
    record_row(Membership, row.person, acting_user=acting_user, source=row.source, reason=reason, **values)


def _settle(person: Person, address: Address, on: date, source: str, acting_user: User | None, reason: str) -> None:
    """The actual address of a person from a day on."""
    rows = PersonAddress.objects.filter(person=person, kind=AddressKind.ACTUAL, valid__contains=on)
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        if row.valid.lower == on:
            change_row(row, {"address": address}, person_id=person.pk, acting_user=acting_user, reason=reason)
            return
        end_row(row, on, acting_user=acting_user, reason=reason)
    values: dict[str, Any] = {"address": address, "kind": AddressKind.ACTUAL, "valid": (on, None)}
    record_row(PersonAddress, person, acting_user=acting_user, source=source, reason=reason, **values)
