"""Persons: registered, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.iin import Iin, parse_iin
from tirek.department.core.identifiers.phone import parse_phone
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created
from tirek.department.registry.actions.known_otherwise import note_met_otherwise
from tirek.department.registry.actions.refusals import identifier_refused, refused_constraints
from tirek.department.registry.models import Person

NAMES = ("surname_kk", "given_name_kk", "patronymic_kk", "surname_ru", "given_name_ru", "patronymic_ru")
CORRECTABLE = frozenset(
    {
        *NAMES,
        *("iin", "birth_on", "sex", "citizenship", "residence", "kandas_since", "phone", "email", "language"),
    }
)
"""What an officer may correct; the territory changes by a move, death by an event, a merge by merging."""


@dataclass
class PersonDraft:
    """What is told of a person who is not in the registry yet."""

    territory: str
    sex: str
    birth_on: date | None = None
    iin: str | None = None
    surname_kk: str = ""
    given_name_kk: str = ""
    patronymic_kk: str = ""
    surname_ru: str = ""
    given_name_ru: str = ""
    patronymic_ru: str = ""
    citizenship: str = "KAZ"
    residence: str = "citizen"
    kandas_since: date | None = None
    phone: str = ""
    email: str = ""
    language: str = "kk"
    source: str = "declared"


def register_person(draft: PersonDraft, *, acting_user: User | None, reason: str = "") -> Person:
    """A new person. A number that only a confidential programme knew is known otherwise from then on, and found as taken.

    Raises
    ------
    Refused
        ``iin_wrong``, ``phone_wrong``, ``birth_differs``, ``sex_differs``, ``name_missing``, ``iin_taken``.
    """
    clean = _cleaned(draft)
    if clean.iin:
        note_met_otherwise([clean.iin], acting_user=acting_user, everywhere=True)
    with refused_constraints(), transaction.atomic():
        person = Person.objects.create(**asdict(clean), recorded_by=acting_user)
        note_created(person, person_id=person.pk, acting_user=acting_user, reason=reason)
    return person


def correct_person(person: Person, changes: Mapping[str, Any], *, acting_user: User | None, reason: str) -> Person:
    """Correct what the registry says of a person; what it said before stays in the history.

    Raises
    ------
    Refused
        As `register_person`, and ``reason_missing``, ``not_correctable``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the record is corrected."), "reason")
    if not set(changes) <= CORRECTABLE:
        raise Refused("not_correctable", _("This field is changed by an event, not by a correction."))
    known = {name: getattr(person, name) for name in CORRECTABLE}
    clean = _cleaned(PersonDraft(territory=person.territory, **{**known, **changes}))
    wanted = {name: getattr(clean, name) for name in changes}
    with refused_constraints(), transaction.atomic():
        change_row(person, wanted, person_id=person.pk, acting_user=acting_user, reason=reason)
    return person


def _cleaned(draft: PersonDraft) -> PersonDraft:
    """The draft in normal form: an IIN with its checks, a phone as +7..., names without stray spaces."""
    names = {name: " ".join(getattr(draft, name).split()) for name in NAMES}
    if not any(names.values()):
        raise Refused("name_missing", _("Write the name, in Kazakh or in Russian."), "surname_kk")
    told: dict[str, Any] = {**names, "iin": None, "phone": ""}
    if draft.iin:
        iin = _read_iin(draft.iin)
        _check_against(iin, draft)
        told |= {"iin": iin.value, "birth_on": draft.birth_on or iin.born_on, "sex": draft.sex or iin.sex or ""}
    if draft.phone:
        try:
            told["phone"] = parse_phone(draft.phone)
        except IdentifierError as fault:
            raise identifier_refused(fault, "phone") from None
    return replace(draft, **told)


def _read_iin(text: str) -> Iin:
    try:
        return parse_iin(text, with_synthetic=settings.SYNTHETIC_IDENTIFIERS)
    except IdentifierError as fault:
        raise identifier_refused(fault, "iin") from None


def _check_against(iin: Iin, draft: PersonDraft) -> None:
    if draft.birth_on and iin.born_on and draft.birth_on != iin.born_on:
        raise Refused(
            "birth_differs", _("The IIN tells another birth date. Check both against the document."), "birth_on"
        )
    if draft.sex and iin.sex and draft.sex != iin.sex:
        raise Refused("sex_differs", _("The IIN tells another sex. Check both against the document."), "sex")
