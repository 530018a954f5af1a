"""Life events: recorded with their day and source, and done to the registry in the same transaction.

Later stages read `LifeEvent` rows and react (an entitlement stops with a death, a family is re-evaluated after a birth).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered, reaching
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created
from tirek.department.registry.actions.families import change_head, form_family, join_family, leave_family, move_family
from tirek.department.registry.actions.people import PersonDraft, register_person
from tirek.department.registry.actions.refusals import refused_constraints
from tirek.department.registry.enums import FamilyRole, LifeEventKind
from tirek.department.registry.models import Address, Family, LifeEvent, Membership, Person


def record_event(
    kind: str,
    *,
    on: date,
    source: str,
    acting_user: User | None,
    family: Family | None = None,
    person: Person | None = None,
    evidence: str = "",
    **details: Any,
) -> LifeEvent:
    """The event alone, for kinds that change rows of their own (income, job, disability)."""
    place = family or person
    if place is None:
        raise Refused("event_of_nobody", _("Say whose event it is."))
    with refused_constraints(), transaction.atomic():
        event = LifeEvent.objects.create(
            kind=kind,
            family=family,
            person=person,
            territory=place.territory,
            happened_on=on,
            evidence=evidence,
            details=details,
            source=source,
            recorded_by=acting_user,
        )
        person_id = person.pk if person else None
        note_created(event, person_id=person_id, acting_user=acting_user, reason=f"{kind}")
    return event


def record_birth(
    family: Family, draft: PersonDraft, *, acting_user: User | None, evidence: str = ""
) -> tuple[Person, LifeEvent]:
    """A child is born into a family and becomes its member from the day of birth.

    Raises
    ------
    Refused
        ``birth_day_missing``, and what `register_person` refuses.
    """
    if draft.birth_on is None:
        raise Refused("birth_day_missing", _("Write the day of birth."), "birth_on")
    with transaction.atomic():
        child = register_person(draft, acting_user=acting_user, reason="birth")
        told: dict[str, Any] = {"source": draft.source, "acting_user": acting_user}
        join_family(family, child, role=FamilyRole.CHILD, since=draft.birth_on, **told)
        event = record_event(
            LifeEventKind.BIRTH, on=draft.birth_on, family=family, person=child, evidence=evidence, **told
        )
    return child, event


def record_death(
    person: Person, on: date, *, source: str, acting_user: User | None, evidence: str, new_head: Person | None = None
) -> LifeEvent:
    """A person died: the membership ends the day after; a family that is left has another head.

    Raises
    ------
    Refused
        ``dead_already``, ``death_before_birth``, ``head_needed``.
    """
    if person.died_on is not None:
        raise Refused("dead_already", _("The death is recorded already."), "died_on")
    with refused_constraints(), transaction.atomic():
        change_row(person, {"died_on": on}, person_id=person.pk, acting_user=acting_user, reason=f"death {evidence}")
        membership = _membership_of(person, on)
        if membership:
            _leave(membership, date.fromordinal(on.toordinal() + 1), new_head, acting_user, "death")
        family = membership.family if membership else None
        return record_event(
            LifeEventKind.DEATH,
            on=on,
            family=family,
            person=person,
            evidence=evidence,
            source=source,
            acting_user=acting_user,
        )


def record_marriage(
    family: Family, spouse: Person, on: date, *, source: str, acting_user: User | None, evidence: str = ""
) -> LifeEvent:
    """A person marries into a family; the membership of before ends on that day."""
    told: dict[str, Any] = {"source": source, "acting_user": acting_user}
    with refused_constraints(), transaction.atomic():
        before = _membership_of(spouse, on)
        if before and before.family_id != family.pk:
            _leave(before, on, None, acting_user, "marriage")
        join_family(family, spouse, role=FamilyRole.SPOUSE, since=on, **told)
        return record_event(LifeEventKind.MARRIAGE, on=on, family=family, person=spouse, evidence=evidence, **told)


def record_divorce(
    person: Person,
    on: date,
    *,
    source: str,
    acting_user: User | None,
    evidence: str = "",
    new_head: Person | None = None,
) -> tuple[Family, LifeEvent]:
    """A person leaves the family and heads one of their own.

    Raises
    ------
    Refused
        ``not_a_member``, ``head_needed``.
    """
    membership = _membership_of(person, on)
    if membership is None:
        raise Refused("not_a_member", _("The person belongs to no family on that day."), "person")
    told: dict[str, Any] = {"source": source, "acting_user": acting_user}
    with refused_constraints(), transaction.atomic():
        left = membership.family
        _leave(membership, on, new_head, acting_user, "divorce")
        own = form_family(person, since=on, address=left.address, **told)
        event = record_event(LifeEventKind.DIVORCE, on=on, family=left, person=person, evidence=evidence, **told)
    return own, event


def record_joining(
    family: Family,
    person: Person,
    on: date,
    *,
    role: str,
    source: str,
    acting_user: User | None,
    evidence: str = "",
) -> LifeEvent:
    """A person of the same district joins a family.

    Raises
    ------
    Refused
        As `join_family`.
    """
    told: dict[str, Any] = {"source": source, "acting_user": acting_user}
    with refused_constraints(), transaction.atomic():
        join_family(family, person, role=role, since=on, **told)
        return record_event(LifeEventKind.JOINED, on=on, family=family, person=person, evidence=evidence, **told)


def record_leaving(
    person: Person,
    on: date,
    *,
    source: str,
    acting_user: User | None,
    evidence: str = "",
    new_head: Person | None = None,
) -> LifeEvent:
    """A member leaves the family and belongs to none.

    Raises
    ------
    Refused
        ``not_a_member``, ``head_needed``.
    """
    membership = _membership_of(person, on)
    if membership is None:
        raise Refused("not_a_member", _("The person belongs to no family on that day."), "member")
    told: dict[str, Any] = {"source": source, "acting_user": acting_user}
    with refused_constraints(), transaction.atomic():
        _leave(membership, on, new_head, acting_user, "left")
        family = membership.family
        return record_event(LifeEventKind.LEFT, on=on, family=family, person=person, evidence=evidence, **told)


def record_move(
    family: Family, address: Address, on: date, *, source: str, acting_user: User | None, evidence: str = ""
) -> LifeEvent:
    """A family moves; the event stays in the district it left, and one stands in the district it came to."""
    told: dict[str, Any] = {"source": source, "acting_user": acting_user, "on": on, "evidence": evidence}
    with refused_constraints(), transaction.atomic():
        before = family.territory
        event = record_event(LifeEventKind.MOVE, family=family, to=address.territory, **told)
        move_family(family, address, on=on, source=source, acting_user=acting_user, reason=f"move {evidence}".strip())
        if before != address.territory:
            with entered(reaching(address.territory, "move")):
                record_event(LifeEventKind.MOVE, family=family, came_from=before, **told)
    return event


def _membership_of(person: Person, on: date) -> Membership | None:
    rows = Membership.objects.select_related("family").filter(person=person, valid__contains=on)
    return rows.order_by("pk").first()


def _leave(membership: Membership, on: date, new_head: Person | None, acting_user: User | None, reason: str) -> None:
    family = membership.family
    others = family.memberships.filter(valid__contains=on).exclude(pk=membership.pk)
    if membership.role == FamilyRole.HEAD and others.exists():
        if new_head is None:
            raise Refused("head_needed", _("Name who heads the family from now on."), "new_head")
        # Leaves first: a family has one head a day.
        leave_family(membership, on, acting_user=acting_user, reason=reason)
        change_head(family, new_head, on, acting_user=acting_user, reason=reason)
        return
    leave_family(membership, on, acting_user=acting_user, reason=reason)
    if not others.exists():
        change_row(family, {"dissolved_on": on}, person_id=None, acting_user=acting_user, reason=reason)
