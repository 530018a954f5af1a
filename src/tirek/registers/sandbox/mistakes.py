"""Mistakes in what a register says: another truth than elsewhere, a part left out, a reply that breaks the contract."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tirek.registers.adapters.civil_acts import CivilActs
from tirek.registers.adapters.credit_bureau import Credits, Loan, LoanKind
from tirek.registers.adapters.disability import Cause, Disability, Group
from tirek.registers.adapters.family_card import FamilyCard
from tirek.registers.adapters.incomes import Incomes
from tirek.registers.adapters.labour_market import Employment, Labour
from tirek.registers.adapters.land_livestock import LandAndLivestock
from tirek.registers.adapters.legal_entities import Entities, EntityKind, Role, Share
from tirek.registers.adapters.penitentiary import Custody, CustodyState
from tirek.registers.adapters.population import Person
from tirek.registers.adapters.real_estate import RealEstate
from tirek.registers.adapters.vehicles import Vehicles
from tirek.registers.fields import missing_fields, write_record
from tirek.registers.sandbox.draws import Draws
from tirek.registers.sandbox.things import (
    DISTRICTS,
    business_number,
    cadastral_number,
    entity_name,
    estate_of,
    plate_number,
    plot_of,
    vehicle_of,
)


def contradict(record: object, as_of: date, draws: Draws) -> object:
    """The same record with one thing that the other registers, or the number itself, know otherwise."""
    changed: Any = record
    if hasattr(changed, "birth_date") and draws.chance("whose birth date", 300):
        return _born_otherwise(changed)
    change = _CHANGES.get(type(record))
    return record if change is None else change(changed, as_of, draws)


def leave_out(record: object, draws: Draws) -> tuple[dict[str, Any], list[str]]:
    """The data of a partial answer, and the names of the fields that are missing."""
    names = missing_fields(type(record))
    number = 1 + draws.below("how many are missing", max(1, len(names) - 1))
    first = draws.below("which are missing", len(names))
    missing = [(*names, *names)[first + place] for place in range(number)]
    return {name: value for name, value in write_record(record).items() if name not in missing}, missing


def _born_otherwise(record: Any) -> Any:
    return replace(record, birth_date=record.birth_date - timedelta(days=1))


def _person(record: Person, as_of: date, draws: Draws) -> Person:
    address: Any = record.address
    others = [code for code in DISTRICTS if code != address.territory]
    return replace(record, address=replace(address, territory=draws.pick("moved", others)))


def _civil_acts(record: CivilActs, as_of: date, draws: Draws) -> CivilActs:
    children: Any = record.children
    return replace(record, children=children[:-1]) if children else _born_otherwise(record)


def _real_estate(record: RealEstate, as_of: date, draws: Draws) -> RealEstate:
    objects: Any = record.objects
    more = replace(estate_of(draws.seed, cadastral_number(draws, "one more")), since=as_of)
    return RealEstate(objects[:-1] if objects else (more,))


def _vehicles(record: Vehicles, as_of: date, draws: Draws) -> Vehicles:
    vehicles: Any = record.vehicles
    more = replace(vehicle_of(draws.seed, plate_number(draws, "one more")), since=as_of)
    return Vehicles(vehicles[:-1] if vehicles else (more,))


def _incomes(record: Incomes, as_of: date, draws: Draws) -> Incomes:
    incomes: Any = record.incomes
    return replace(record, incomes=incomes[:-1]) if incomes else _born_otherwise(record)


def _disability(record: Disability, as_of: date, draws: Draws) -> Disability:
    if record.group is not Group.NONE:
        return replace(record, group=Group.NONE, cause=Cause.NONE, since=None, programme=None)
    return replace(record, group=Group.GROUP_3, cause=Cause.GENERAL_ILLNESS, since=record.birth_date)


def _labour(record: Labour, as_of: date, draws: Draws) -> Labour:
    if record.employment is Employment.SELF_EMPLOYED:
        return replace(record, employment=Employment.NONE)
    return replace(record, employment=Employment.SELF_EMPLOYED, unemployed_since=None)


def _credits(record: Credits, as_of: date, draws: Draws) -> Credits:
    loans: Any = record.loans
    if any(loan.overdue_tenge for loan in loans):
        return Credits(tuple(replace(loan, overdue_tenge=0, overdue_days=0) for loan in loans))
    return Credits((*loans, Loan(LoanKind.MICROCREDIT, business_number(draws, "one more"), as_of, 90_000, 90_000, 1)))


def _entities(record: Entities, as_of: date, draws: Draws) -> Entities:
    shares: Any = record.shares
    number = business_number(draws, "one more")
    more = Share(number, entity_name(number), EntityKind.LEGAL_ENTITY, Role.FOUNDER, as_of, active=True)
    return Entities((*shares, more))


def _land(record: LandAndLivestock, as_of: date, draws: Draws) -> LandAndLivestock:
    plots: Any = record.plots
    more = replace(plot_of(draws.seed, cadastral_number(draws, "one more")), since=as_of)
    return replace(record, plots=plots[:-1] if plots else (more,))


def _custody(record: Custody, as_of: date, draws: Draws) -> Custody:
    if record.state is CustodyState.HELD:
        return Custody(CustodyState.NONE, None, as_of)
    return Custody(CustodyState.HELD, as_of, None)


def _family_card(record: FamilyCard, as_of: date, draws: Draws) -> FamilyCard:
    told: Any = record.indicators
    name = draws.pick("which indicator", ("dwellings", "vehicles", "children", "plots", "animals", "net_income_tenge"))
    return replace(record, indicators=replace(told, **{name: getattr(told, name) + 1}))


_CHANGES: Mapping[type, Callable[[Any, date, Draws], object]] = {
    Person: _person,
    CivilActs: _civil_acts,
    RealEstate: _real_estate,
    Vehicles: _vehicles,
    Incomes: _incomes,
    Disability: _disability,
    Labour: _labour,
    Credits: _credits,
    Entities: _entities,
    LandAndLivestock: _land,
    Custody: _custody,
    FamilyCard: _family_card,
}


def spoil(reply: dict[str, Any], draws: Draws) -> bytes:
    """A body that breaks the contract in one of many ways; no way of them may pass for an answer."""
    return draws.pick("how it is spoilt", tuple(SPOILS.values()))(reply)


def _dump(reply: Mapping[str, Any]) -> bytes:
    return json.dumps(reply, ensure_ascii=False).encode()


def _cut(reply: dict[str, Any]) -> bytes:
    body = _dump(reply)
    return body[: len(body) * 2 // 3]


SPOILS: Mapping[str, Callable[[dict[str, Any]], bytes]] = {
    "a page": lambda reply: b"<html><body>502 Bad Gateway</body></html>",
    "nothing": lambda reply: b"",
    "cut short": _cut,
    "not UTF-8": lambda reply: _dump(reply).decode().encode("utf-16"),
    "a list": lambda reply: _dump({"replies": [reply]}),
    "no status": lambda reply: _dump({name: value for name, value in reply.items() if name != "status"}),
    "a status of its own": lambda reply: _dump(reply | {"status": "ok"}),
    "another request": lambda reply: _dump(reply | {"request_id": "00000000-0000-0000-0000-000000000000"}),
    "another person": lambda reply: _dump(reply | {"key": {"kind": "iin", "value": "061211600012"}}),
    "another register": lambda reply: _dump(reply | {"register": "tax"}),
    "another day": lambda reply: _dump(reply | {"as_of": "1999-12-31"}),
    "a key twice": lambda reply: b'{"status": "not_found", ' + _dump(reply)[1:],
    "no data": lambda reply: _dump(
        {name: value for name, value in reply.items() if name != "data"} | {"status": "complete"}
    ),
    "empty data": lambda reply: _dump(reply | {"status": "complete", "data": {}, "missing": []}),
    "found and not found": lambda reply: _dump(reply | {"status": "not_found", "data": reply["data"] or {}}),
    "an answer of tomorrow": lambda reply: _dump(reply | {"answered_at": "2999-01-01T00:00:00+05:00"}),
    "no time zone": lambda reply: _dump(reply | {"answered_at": reply["answered_at"][:19]}),
    "partial of nothing": lambda reply: _dump(reply | {"status": "partial", "missing": []}),
    "missing what it has": lambda reply: _dump(reply | {"status": "partial", "missing": ["birth_date"]}),
    "fractions": lambda reply: _dump(reply | {"data": {"sum": 0.1}}),
    "far too long": lambda reply: _dump(reply)[:-1] + b" " * (3 * 1024 * 1024) + b"}",
}
"""Ways in which a reply is spoilt, by name."""
