"""Rows about a person: income, property, disability, statuses, accounts, consents, circumstances."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.iban import parse_iban
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created
from tirek.department.registry.actions.refusals import identifier_refused, refused_constraints
from tirek.department.registry.facts.columns import CONFIDENTIAL_FACTS, status_kinds
from tirek.department.registry.models import (
    BankAccount,
    Circumstance,
    Consent,
    Disability,
    Dwelling,
    Income,
    Person,
    Status,
    Vehicle,
)
from tirek.department.registry.models.recorded import OfPerson
from tirek.rulebook.engine.case import stored_value
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import fact_register

Row = TypeVar("Row", bound=OfPerson)
DATED = (Circumstance, Disability, Dwelling, Status, Vehicle, BankAccount)


def record_row(
    model: type[Row], person: Person, *, acting_user: User | None, source: str, reason: str = "", **values: Any
) -> Row:
    """A new row about a person, with its source and hand.

    Raises
    ------
    Refused
        By the constraint that the row breaks (``income_told``, ``disability_overlaps`` ...).
    """
    with refused_constraints(), transaction.atomic():
        row = model.objects.create(  # type: ignore[attr-defined]
            person=person, territory=person.territory, source=source, recorded_by=acting_user, **values
        )
        note_created(row, person_id=person.pk, acting_user=acting_user, reason=reason)
    return row


def end_row(row: OfPerson, on: date, *, acting_user: User | None, reason: str) -> None:
    """End a dated row: from ``on`` it does not hold. What was stays on record.

    Raises
    ------
    Refused
        ``reason_missing``, ``ends_before_start``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it ends."), "reason")
    valid = getattr(row, "valid")  # noqa: B009 - the abstract base has no range; its dated heirs do
    if valid.lower is not None and on <= valid.lower:
        raise Refused("ends_before_start", _("It cannot end before it starts."), "on")
    with transaction.atomic():
        change_row(row, {"valid": (valid.lower, on)}, person_id=row.person_id, acting_user=acting_user, reason=reason)


def record_income(
    person: Person,
    *,
    kind: str,
    month: date,
    amount_tenge: int,
    source: str,
    acting_user: User | None,
    payer_bin: str = "",
) -> Income:
    """What one source says a person got in a month, whole tenge; a reported zero is a row.

    Raises
    ------
    Refused
        ``income_negative``, ``income_told``.
    """
    if amount_tenge < 0:
        raise Refused("income_negative", _("An income is zero or more, in whole tenge."), "amount_tenge")
    values: dict[str, Any] = {
        "kind": kind,
        "month": month.replace(day=1),
        "amount_tenge": amount_tenge,
        "payer_bin": payer_bin,
    }
    return record_row(Income, person, acting_user=acting_user, source=source, **values)


def record_status(
    person: Person,
    *,
    kind: str,
    since: date,
    until: date | None,
    source: str,
    acting_user: User | None,
    **document: Any,
) -> Status:
    """A status of ``statuses.yaml``; a confidential one is marked so and hidden by the policy.

    Raises
    ------
    Refused
        ``status_unknown``, ``status_overlaps``, ``programme_closed``.
    """
    entry = status_kinds().get(kind)
    if entry is None:
        raise Refused("status_unknown", _("There is no such status."), "kind")
    values: dict[str, Any] = {
        "kind": kind,
        "confidential": _demand_open(str(entry.get("confidential", "")), "kind"),
        "valid": (since, until),
        **document,
    }
    return record_row(Status, person, acting_user=acting_user, source=source, **values)


def record_circumstance(
    person: Person, *, fact: str, value: object, since: date, until: date | None, source: str, acting_user: User | None
) -> Circumstance:
    """The value of a fact of the law's register, checked by the register itself. Facts of a family stand with its head.

    Raises
    ------
    Refused
        ``fact_unknown``, ``value_wrong``, ``circumstance_overlaps``, ``programme_closed``.
    """
    found = fact_register()["person"].get(fact) or fact_register()["family"].get(fact)
    if found is None:
        raise Refused("fact_unknown", _("The law knows no such fact."), "fact")
    try:
        stored = int(stored_value(found, value, fact))
    except FactError as error:
        raise identifier_refused(error, "value") from None
    told = {"choice": found.values[stored]} if found.type == "enum" else {"value": stored}
    return record_row(
        Circumstance,
        person,
        acting_user=acting_user,
        source=source,
        fact=fact,
        confidential=_demand_open(CONFIDENTIAL_FACTS.get(fact, ""), "fact"),
        valid=(since, until),
        **told,
    )


def _demand_open(programme: str, field: str) -> str:
    """The programme, if it is open to who writes: nobody records what that hand could not see."""
    if programme and programme not in current_viewer().confidential:
        raise Refused(
            "programme_closed", _("This belongs to a confidential programme that your posts do not open."), field
        )
    return programme


def record_account(
    person: Person, *, iban: str, since: date, source: str, acting_user: User | None, preferred: bool = True
) -> BankAccount:
    """A bank account; a new one to pay to ends the preference of the one before.

    Raises
    ------
    Refused
        ``iban_wrong``, ``account_known``.
    """
    try:
        number = parse_iban(iban)
    except IdentifierError as fault:
        raise identifier_refused(fault, "iban") from None
    with transaction.atomic():
        if preferred:
            before = BankAccount.objects.filter(person=person, preferred=True, valid__endswith__isnull=True)
            for account in before.select_for_update(of=("self",)).order_by("pk"):
                reason = "another account was named to pay to"
                change_row(account, {"preferred": False}, person_id=person.pk, acting_user=acting_user, reason=reason)
        values: dict[str, Any] = {"iban": number, "preferred": preferred, "valid": (since, None)}
        return record_row(BankAccount, person, acting_user=acting_user, source=source, **values)


def give_consent(
    person: Person, *, purpose: str, form: str, given_on: date, until: date | None, acting_user: User | None
) -> Consent:
    """A consent to one purpose, for a term."""
    values: dict[str, Any] = {"purpose": purpose, "form": form, "given_on": given_on, "valid": (given_on, until)}
    return record_row(Consent, person, acting_user=acting_user, source="document", **values)


def withdraw_consent(consent: Consent, at: datetime, *, acting_user: User | None, reason: str) -> None:
    """From now on the purpose is not allowed; what was done under the consent stays lawful.

    Raises
    ------
    Refused
        ``withdrawn_already``.
    """
    if consent.withdrawn_at is not None:
        raise Refused("withdrawn_already", _("This consent was withdrawn already."))
    with transaction.atomic():
        change_row(consent, {"withdrawn_at": at}, person_id=consent.person_id, acting_user=acting_user, reason=reason)
