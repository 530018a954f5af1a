"""A family comes to the counter: its people are registered, with what its documents show; nobody in it is real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from tirek.commands.road.households import Household, is_adult
from tirek.commands.road.officers import acting, officer, place_of, territory_of
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.applications.programmes import road_of
from tirek.department.applications.questions import is_asked
from tirek.department.contracts.facts import BROKEN_ON, REFUSED_ON, SIGNED, TAKES_PART
from tirek.department.core.calendar.today import today
from tirek.department.core.identifiers.iin import SYNTHETIC_SERIALS, synthetic_iin
from tirek.department.registry.actions.evidence import CONSENT_TO_REGISTERS
from tirek.department.registry.actions.families import form_family, join_family
from tirek.department.registry.actions.families import place_of as address_of
from tirek.department.registry.actions.people import PersonDraft, register_person
from tirek.department.registry.actions.rows import (
    give_consent,
    record_circumstance,
    record_row,
    record_status,
)
from tirek.department.registry.facts.columns import INCOMES, OF_PERSON, default_of, status_facts
from tirek.department.registry.importing.city_people import name_people
from tirek.department.registry.models import Disability, Dwelling, Family, Person, PersonAddress, Vehicle
from tirek.registers.catalogue import registers
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.case import Row, shown_value
from tirek.rulebook.engine.facts import RECEIVES, Fact, find_fact
from tirek.rulebook.engine.needs import facts_needed

SOURCE = "document"
SINCE = date(2020, 1, 1)
STREETS = ("Абай даңғылы", "Сейфуллин даңғылы", "Төле би көшесі", "Жандосов көшесі", "Момышұлы көшесі")
LATITUDE, LONGITUDE = 43.25, 76.9
PHONES = "+7799"
KNOWN_TO_REGISTERS = ("employment", "pension_kind", "disability", "disability_cause")
"""Facts that the registers of a drive know of each person as the case tells them (`citizens`)."""
VISITED = ("commission_found_need", "survey_refused")
"""Facts that the commission's visit establishes, where the road has one."""
OF_CONTRACT = (SIGNED, TAKES_PART)
"""Facts that the contract itself makes known, once it is concluded."""


@dataclass
class Arrival:
    """A household at a counter: with names and numbers, and later the rows it has become."""

    number: int
    household: Household
    place: str
    names: Sequence[Mapping[str, Any]]
    iins: Sequence[str]
    roles: Sequence[str]
    persons: list[Person] = field(default_factory=list)
    family: Family | None = None

    @property
    def officers_place(self) -> str:
        """Where the officers sit who see the case."""
        return place_of(self.household.confidential, self.place)

    @property
    def concludes_contract(self) -> bool:
        """Whether the family concludes a social contract on its way to a grant."""
        return self.household.grants and road_of(self.household.programme).social_contract


class Numbers:
    """Numbers of invented people, from the last serial of each day down: a sample city takes them from the first up."""

    def __init__(self) -> None:
        self._next: dict[tuple[date, str], int] = {}

    def take(self, born: date, sex: str) -> str:
        """A number nobody has."""
        found, serial = None, self._next.get((born, sex), SYNTHETIC_SERIALS - 1)
        while found is None:
            found, serial = synthetic_iin(born, sex, serial), serial - 1  # type: ignore[arg-type]
        self._next[born, sex] = serial
        return found


def arrivals_of(households: Sequence[Household], places: Sequence[str], seed: int) -> list[Arrival]:
    """Households with names, numbers and roles, in their order, by turns in the places; a seed gives the same."""
    on, numbers = today(), Numbers()
    rows = [
        {"family_id": number, "birth_on": birth_of(row), "sex": word_of("sex", row), "role": role}
        for number, each in enumerate(households)
        for row, role in zip(each.persons, _roles(each.persons, on), strict=True)
    ]
    named = name_people(pl.DataFrame(rows), np.random.default_rng(seed))
    by_family: dict[int, list[dict[str, Any]]] = {}
    for told in named.iter_rows(named=True):
        by_family.setdefault(told["family_id"], []).append(told)
    return [
        Arrival(
            number,
            each,
            places[number % len(places)],
            names=by_family[number],
            iins=[numbers.take(told["birth_on"], told["sex"]) for told in by_family[number]],
            roles=[told["role"] for told in by_family[number]],
        )
        for number, each in enumerate(households)
    ]


def birth_of(row: Row) -> date:
    """The day of birth of a person of a case."""
    number = int(row["birth_date"])
    return date(number // 10000, number // 100 % 100, number % 100)


def word_of(fact: str, row: Row) -> str:
    """The word of a listed fact of a person."""
    return find_fact("person", fact).values[int(row[fact])]


def _roles(persons: Sequence[Row], on: date) -> list[str]:
    """Who is what to the first: one adult of the other sex the spouse, minors children, the others relatives."""
    roles, married = ["head"], False
    for row in persons[1:]:
        if not is_adult(row, on):
            roles.append("child")
        elif not married and word_of("sex", row) != word_of("sex", persons[0]):
            roles, married = [*roles, "spouse"], True
        else:
            roles.append("other")
    return roles


def register_family(arrival: Arrival) -> Family:
    """Register the family with everything its documents show, as one officer at the counter does it."""
    place = arrival.officers_place
    role = Role.SPECIALIST if arrival.household.confidential else Role.REGISTRAR
    with acting(officer(role, place)) as user:
        territory = territory_of(arrival.place)
        address = address_of(
            territory,
            STREETS[arrival.number % len(STREETS)],
            str(500 + arrival.number),
            latitude=LATITUDE + arrival.number % 17 / 1000,
            longitude=LONGITUDE + arrival.number % 19 / 1000,
        )
        arrival.persons = [_register(arrival, at, user) for at in range(len(arrival.iins))]
        head = arrival.persons[0]
        family = form_family(head, since=_since(head), source=SOURCE, acting_user=user, address=address)
        for person, relation in list(zip(arrival.persons, arrival.roles, strict=True))[1:]:
            join_family(family, person, role=relation, since=_since(person), source=SOURCE, acting_user=user)
        for person, row in zip(arrival.persons, arrival.household.persons, strict=True):
            kind = "registered" if row.get("registered_at_address", True) else "actual"
            told: dict[str, Any] = {"address": address, "kind": kind, "valid": (_since(person), None)}
            record_row(PersonAddress, person, acting_user=user, source=SOURCE, **told)
            _record_facts(arrival, person, row, user)
            give_consent(
                person, purpose=CONSENT_TO_REGISTERS, form="paper", given_on=today(), until=None, acting_user=user
            )
        _record_of_family(arrival, head, address, user)
    arrival.family = family
    return family


def _since(person: Person) -> date:
    return max(SINCE, person.birth_on or SINCE)


def _register(arrival: Arrival, at: int, user: User) -> Person:
    names, row = arrival.names[at], arrival.household.persons[at]
    residence = word_of("residence", row)
    draft = PersonDraft(
        territory=territory_of(arrival.place),
        sex=names["sex"],
        birth_on=names["birth_on"],
        iin=arrival.iins[at],
        citizenship="KAZ" if residence == "citizen" else "UZB",
        residence=residence,
        kandas_since=SINCE if residence == "kandas" else None,
        phone=f"{PHONES}{(9_000_000 - arrival.number * 20 - at) % 10**7:07}" if arrival.roles[at] != "child" else "",
        language=names["language"],
        source=SOURCE,
        **{name: names[name] for name in NAMES},
    )
    return register_person(draft, acting_user=user)


NAMES = tuple(f"{part}_{language}" for part in ("surname", "given_name", "patronymic") for language in ("kk", "ru"))


def _record_facts(arrival: Arrival, person: Person, row: Row, user: User) -> None:
    """What documents show of a person and nobody asks the applicant; what is none is left to the registers."""
    if row.get("disability"):
        cause = word_of("disability_cause", row) if row.get("disability_cause") else "general_illness"
        told: dict[str, Any] = {"group": word_of("disability", row), "cause": cause, "valid": (_since(person), None)}
        record_row(Disability, person, acting_user=user, source=SOURCE, **told)
    for name, value in row.items():
        fact = find_fact("person", name)
        if name in OF_PERSON or name in INCOMES or is_asked(fact) or not _is_told(arrival, fact, value):
            continue
        if name in status_facts():
            if not value:
                continue  # there is no such thing as a status that is not there
            kind = status_facts()[name]
            record_status(person, kind=kind, since=_since(person), until=None, source=SOURCE, acting_user=user)
        else:
            _record(person, fact, value, user)


def _record_of_family(arrival: Arrival, head: Person, address: Any, user: User) -> None:
    facts = arrival.household.facts
    for name, value in facts.family.items():
        fact = find_fact("family", name)
        if name.startswith(RECEIVES):
            continue  # the department's own records say it
        if not is_asked(fact) and _is_told(arrival, fact, value):
            _record(head, fact, value, user)
    for row in facts.rows.get("dwelling") or ():
        here = bool(row.get("residence", 1))
        told: dict[str, Any] = {
            "kind": find_fact("dwelling", "kind").values[int(row.get("kind", 0))],
            "tenure": find_fact("dwelling", "tenure").values[int(row.get("tenure", 0))],
            "area_m2_hundredths": row.get("area"),
            "residence": here,
            "address": address if here else None,
            "valid": (_since(head), None),
        }
        record_row(Dwelling, head, acting_user=user, source=SOURCE, **told)
    for row in facts.rows.get("vehicle") or ():
        told = {"kind": find_fact("vehicle", "kind").values[int(row.get("kind", 0))], "valid": (_since(head), None)}
        record_row(Vehicle, head, acting_user=user, source=SOURCE, **told)


@cache
def _drawn_facts() -> frozenset[str]:
    """Facts of which the sandbox's registers tell what they draw: a document has to say where it is none."""
    filled = {key for register in registers().values() for key in register.fills}
    return frozenset(filled - {f"person.{fact}" for fact in KNOWN_TO_REGISTERS})


@cache
def _read_by(programme: str) -> frozenset[str]:
    return frozenset(fact.key for fact in facts_needed(find_benefit(programme)))


def _is_told(arrival: Arrival, fact: Fact, value: int | bool) -> bool:
    """Whether a document shows a value: not where it is none, nor where the commission or the contract is to tell it."""
    if fact.key not in _read_by(arrival.household.programme):
        return False
    if value == default_of(fact) and fact.key not in _drawn_facts() and arrival.household.grants:
        return False  # who is refused brings papers for everything: each reason of the refusal is then established
    if fact.name in VISITED and road_of(arrival.household.programme).survey:
        return False
    if fact.name in (BROKEN_ON, REFUSED_ON):
        return not arrival.household.grants
    return not (fact.name in OF_CONTRACT and arrival.concludes_contract)


def _record(person: Person, fact: Fact, value: int | bool, user: User) -> None:
    record_circumstance(
        person,
        fact=fact.name,
        value=shown_value(fact, value),
        since=_since(person),
        until=None,
        source=SOURCE,
        acting_user=user,
    )
