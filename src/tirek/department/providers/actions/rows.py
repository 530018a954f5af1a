"""Licences, contracts and prices of an organisation: added, signed, ended. What was stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created
from tirek.department.providers.actions.refusals import (
    refused_constraints,
    require_known,
    require_reason,
    require_territory,
)
from tirek.department.providers.enums import ContractState
from tirek.department.providers.models import Contract, Licence, OfOrganisation, Organisation, PriceListItem
from tirek.department.providers.titles import price_units, service_titles

Row = TypeVar("Row", bound=OfOrganisation)


def add_licence(
    organisation: Organisation,
    *,
    number: str,
    activity: str,
    issuer: str,
    since: date,
    until: date | None,
    acting_user: User | None,
) -> Licence:
    """A licence for one activity, from a day until the day after its last.

    Raises
    ------
    Refused
        ``licence_overlaps``, ``text_missing``, ``ends_before_start``, ``territory_not_yours``.
    """
    texts = _texts(number=number, activity=activity, issuer=issuer)
    return _add(Licence, organisation, acting_user, since=since, until=until, **texts)


def add_contract(
    organisation: Organisation,
    *,
    number: str,
    dated_on: date,
    services: Sequence[str],
    sum_tenge: int,
    since: date,
    until: date | None,
    acting_user: User | None,
    signed_on: date | None = None,
) -> Contract:
    """A contract; in force where the day of its signing is told, a draft otherwise.

    Raises
    ------
    Refused
        ``contract_number_taken``, ``services_unknown``, ``services_missing``, ``sum_not_positive``,
        ``signed_before_written``, ``text_missing``, ``ends_before_start``, ``territory_not_yours``.
    """
    if not services:
        raise Refused("services_missing", _("Name what the contract is for."), "services")
    for service in services:
        require_known(service, service_titles(), "services")
    if sum_tenge <= 0:
        raise Refused("sum_not_positive", _("A sum is above zero, in whole tenge."), "sum_tenge")
    values: dict[str, Any] = {
        **_texts(number=number),
        "dated_on": dated_on,
        "services": sorted(set(services)),
        "sum_tenge": sum_tenge,
        "signed_on": signed_on,
        "state": ContractState.IN_FORCE if signed_on else ContractState.DRAFT,
    }
    return _add(Contract, organisation, acting_user, since=since, until=until, **values)


def sign_contract(contract: Contract, on: date, *, acting_user: User | None, reason: str) -> None:
    """A draft was signed.

    Raises
    ------
    Refused
        ``not_a_draft``, ``signed_before_written``, ``reason_missing``, ``territory_not_yours``.
    """
    if contract.state != ContractState.DRAFT:
        raise Refused("not_a_draft", _("This contract is signed or ended already."), "signed_on")
    changes = {"state": ContractState.IN_FORCE, "signed_on": on}
    _change(contract, changes, acting_user=acting_user, reason=reason)


def add_price(
    organisation: Organisation,
    *,
    service: str,
    unit: str,
    price_tenge: int,
    since: date,
    until: date | None,
    acting_user: User | None,
) -> PriceListItem:
    """What one unit of a service costs, whole tenge.

    Raises
    ------
    Refused
        ``price_overlaps``, ``service_unknown``, ``unit_unknown``, ``price_not_positive``, ``ends_before_start``,
        ``territory_not_yours``.
    """
    require_known(service, service_titles(), "service")
    require_known(unit, price_units(), "unit")
    if price_tenge <= 0:
        raise Refused("price_not_positive", _("A price is above zero, in whole tenge."), "price_tenge")
    values: dict[str, Any] = {"service": service, "unit": unit, "price_tenge": price_tenge}
    return _add(PriceListItem, organisation, acting_user, since=since, until=until, **values)


def end_row(row: OfOrganisation, on: date, *, acting_user: User | None, reason: str) -> None:
    """From ``on`` a licence, a contract or a price does not hold. A draft that is ended was never in force.

    Raises
    ------
    Refused
        ``reason_missing``, ``ends_before_start``, ``ended_already``, ``territory_not_yours``.
    """
    changes: dict[str, Any] = {}
    if isinstance(row, Contract):
        if row.state == ContractState.ENDED:
            raise Refused("ended_already", _("It is ended already."), "on")
        changes["state"] = ContractState.ENDED
    if not (isinstance(row, Contract) and row.state == ContractState.DRAFT):
        _check_end(row, on)
        changes["valid"] = (row.valid.lower, on)
    _change(row, changes, acting_user=acting_user, reason=reason)


def _check_end(row: OfOrganisation, on: date) -> None:
    if on <= row.valid.lower:
        raise Refused("ends_before_start", _("It cannot end before it starts."), "on")
    if row.valid.upper is not None and on > row.valid.upper:
        raise Refused("ended_already", _("It ends before that day already. Add a new one for the days after."), "on")


def _add(
    model: type[Row],
    organisation: Organisation,
    acting_user: User | None,
    *,
    since: date,
    until: date | None,
    **values: Any,
) -> Row:
    require_territory(organisation.territory)
    if until is not None and until <= since:
        raise Refused("ends_before_start", _("The end must come after the start."), "until")
    with refused_constraints(), transaction.atomic():
        row: Row = model.objects.create(  # type: ignore[attr-defined]
            organisation=organisation, valid=(since, until), recorded_by=acting_user, **values
        )
        row.refresh_from_db(fields=["valid"])  # a range as the database gives it, not the pair it was made of
        note_created(row, person_id=None, acting_user=acting_user, reason="", territory=organisation.territory)
    return row


def _change(row: OfOrganisation, changes: dict[str, Any], *, acting_user: User | None, reason: str) -> None:
    require_reason(reason)
    territory = row.organisation.territory
    require_territory(territory)
    with refused_constraints(), transaction.atomic():
        change_row(row, changes, person_id=None, acting_user=acting_user, reason=reason, territory=territory)


def _texts(**told: str) -> dict[str, str]:
    """Texts without stray spaces, none of them empty."""
    texts = {name: " ".join(text.split()) for name, text in told.items()}
    for name, text in texts.items():
        if not text:
            raise Refused("text_missing", _("Write it as the document has it."), name)
    return texts
