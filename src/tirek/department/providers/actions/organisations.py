"""Organisations: recorded, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.identifiers.bin import parse_bin
from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.iban import parse_iban
from tirek.department.core.identifiers.iin import parse_iin
from tirek.department.core.identifiers.phone import parse_phone
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created
from tirek.department.providers.actions.refusals import (
    refused_constraints,
    require_known,
    require_reason,
    require_territory,
)
from tirek.department.providers.models import Organisation
from tirek.department.providers.titles import organisation_kinds
from tirek.department.registry.actions.refusals import identifier_refused

CORRECTABLE = frozenset({"name_kk", "name_ru", "kind", "territory", "address", "phone", "iban"})
"""What may be corrected; another number is another organisation."""


@dataclass
class OrganisationDraft:
    """What is told of an organisation that is not recorded yet; ``number`` is a BIN, or the IIN of a sole trader."""

    number: str
    kind: str
    territory: str
    name_kk: str = ""
    name_ru: str = ""
    address: str = ""
    phone: str = ""
    iban: str = ""


def record_organisation(draft: OrganisationDraft, *, acting_user: User | None, reason: str = "") -> Organisation:
    """A new organisation or sole trader.

    Raises
    ------
    Refused
        ``number_wrong``, ``number_taken``, ``name_missing``, ``kind_unknown``, ``phone_wrong``, ``iban_wrong``,
        ``territory_not_yours``.
    """
    clean = _cleaned(draft)
    number, is_sole_trader = read_number(draft.number)
    values = asdict(clean) | {"number": number, "sole_trader": is_sole_trader}
    with refused_constraints(), transaction.atomic():
        row = Organisation.objects.create(**values, recorded_by=acting_user)
        note_created(row, person_id=None, acting_user=acting_user, reason=reason)
    return row


def correct_organisation(
    organisation: Organisation, changes: Mapping[str, Any], *, acting_user: User | None, reason: str
) -> Organisation:
    """Correct what is recorded; what it was before stays in the history.

    Raises
    ------
    Refused
        As `record_organisation`, and ``reason_missing``, ``not_correctable``.
    """
    require_reason(reason)
    if not set(changes) <= CORRECTABLE:
        raise Refused("not_correctable", _("The number is not corrected. Record the organisation anew."), "number")
    require_territory(organisation.territory)
    known = {name: getattr(organisation, name) for name in CORRECTABLE}
    clean = _cleaned(OrganisationDraft(number=organisation.number, **{**known, **changes}))
    wanted = {name: getattr(clean, name) for name in changes}
    with refused_constraints(), transaction.atomic():
        change_row(organisation, wanted, person_id=None, acting_user=acting_user, reason=reason)
    return organisation


def read_number(text: str) -> tuple[str, bool]:
    """The number in its normal form, and whether it is a sole trader's: an IIN, or the joint number of several.

    Raises
    ------
    Refused
        ``number_wrong``, with the fault of the kind of number that it looks like.
    """
    try:
        found = parse_bin(text)
    except IdentifierError as fault:
        if fault.code != "person":
            raise identifier_refused(fault, "number") from None
    else:
        return found.value, found.kind == "joint_sole_trader"
    try:
        return parse_iin(text, with_synthetic=settings.SYNTHETIC_IDENTIFIERS).value, True
    except IdentifierError as fault:
        raise identifier_refused(fault, "number") from None


def _cleaned(draft: OrganisationDraft) -> OrganisationDraft:
    """The draft in normal form, in a territory of the viewer."""
    require_territory(draft.territory)
    require_known(draft.kind, organisation_kinds(), "kind")
    texts = {name: " ".join(getattr(draft, name).split()) for name in ("name_kk", "name_ru", "address")}
    if not (texts["name_kk"] or texts["name_ru"]):
        raise Refused("name_missing", _("Write the name, in Kazakh or in Russian."), "name_kk")
    told: dict[str, str] = {}
    for name, parse in (("phone", parse_phone), ("iban", parse_iban)):
        try:
            told[name] = parse(getattr(draft, name)) if getattr(draft, name).strip() else ""
        except IdentifierError as fault:
            raise identifier_refused(fault, name) from None
    return replace(draft, **texts, **told)
