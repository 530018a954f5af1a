"""What a register's answer says of a person, in the words of the registry: rows, facts, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tirek.department.registry import models
from tirek.department.registry.enums import IncomeKind
from tirek.registers.adapters import RECORDS
from tirek.registers.adapters.civil_acts import CivilActs
from tirek.registers.adapters.credit_bureau import Credits
from tirek.registers.adapters.disability import Aid, Disability, Group
from tirek.registers.adapters.family_card import FamilyCard
from tirek.registers.adapters.incomes import IncomeKind as ToldIncomeKind
from tirek.registers.adapters.incomes import Incomes
from tirek.registers.adapters.labour_market import Labour
from tirek.registers.adapters.legal_entities import Entities, EntityKind, Role
from tirek.registers.adapters.population import Person
from tirek.registers.adapters.real_estate import RealEstate
from tirek.registers.adapters.statements import Stating
from tirek.registers.adapters.vehicles import Vehicles
from tirek.registers.contract import KeyKind
from tirek.registers.fields import MISSING, Place, read_record

INCOME_KINDS: Mapping[ToldIncomeKind, IncomeKind] = {
    ToldIncomeKind.WAGE: IncomeKind.WAGE,
    ToldIncomeKind.BUSINESS: IncomeKind.BUSINESS_INCOME,
    ToldIncomeKind.PENSION: IncomeKind.PENSION,
    ToldIncomeKind.STATE_BENEFIT: IncomeKind.STATE_BENEFITS,
}
NEVER = "never"
"""A day that did not come: the register of facts stores it as 0."""


@dataclass(frozen=True)
class ToldIncome:
    """Net income of a month, whole tenge."""

    kind: IncomeKind
    month: date
    payer_bin: str
    amount_tenge: int


@dataclass(frozen=True)
class ToldIncomes:
    """All incomes of these kinds from one month to another, both included: what is not in it was not received."""

    first: date
    last: date
    rows: tuple[ToldIncome, ...]


@dataclass(frozen=True)
class ToldRow:
    """A row with a term: ``until`` is the first day on which it does not hold."""

    values: Mapping[str, Any]
    since: date | None = None
    until: date | None = None


@dataclass
class Told:
    """What one answer says.

    ``facts`` are single facts by name, as the register of facts takes them; ``family_facts`` the same of the family.
    ``dwellings``, ``vehicles``, ``disabilities`` are all there are; None where the answer does not say. ``named`` are the
    facts, with their entity, that the answer settles, by whatever rows.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    family_facts: dict[str, Any] = field(default_factory=dict)
    incomes: ToldIncomes | None = None
    dwellings: tuple[ToldRow, ...] | None = None
    vehicles: tuple[ToldRow, ...] | None = None
    disabilities: tuple[ToldRow, ...] | None = None
    named: set[str] = field(default_factory=set)


def disagreements_with(person: models.Person, record: object, as_of: date) -> tuple[str, ...]:
    """What a record says otherwise than the registry: birth, sex, death, citizenship. These are compared and never overwritten.

    What the registry does not know contradicts nobody, but for a death: whom the registry holds for living is known to live.
    """
    said: dict[str, Any] = {}
    if isinstance(record, Stating):
        said |= {name.value: value for name, value in record.statements()}
    if isinstance(record, Person) and record.residence is not MISSING:
        said["residence"] = record.residence.value
    died_on = person.died_on if person.died_on is not None and person.died_on <= as_of else ""
    known = {
        "birth_date": person.birth_on,
        "sex": person.sex or None,
        "residence": person.residence,
        "died_on": died_on,
    }
    return tuple(sorted(name for name, value in known.items() if value is not None and said.get(name, value) != value))


def read_payload(register: str, payload: Mapping[str, Any], missing: list[str]) -> Any:
    """The typed record of a stored answer about a person.

    Raises
    ------
    Malformed
        If what was stored is not what the contract says today.
    """
    kind = RECORDS[register, KeyKind.IIN]
    return read_record(kind, payload, Place(register, "payload"), frozenset(missing))


def told_by(register: str, record: object, as_of: date) -> Told:
    """What a record says; nothing for a register that fills no fact."""
    told = Told()
    reader = _READERS.get(register)
    if reader is not None:
        reader(record, told, as_of)
    told.named |= {f"person.{name}" for name in told.facts}
    return told


def _say(told: dict[str, Any], **facts: Any) -> None:
    told.update({name: value for name, value in facts.items() if value is not MISSING})


def _population(record: Person, told: Told, as_of: date) -> None:
    _say(told.facts, absence=record.absence, birth_order=record.birth_order)
    told.named |= {"person.birth_date", "person.sex", "family.territory", "dwelling.residence"}
    if record.residence is not MISSING:
        told.named.add("person.residence")
    if record.address is None:
        told.named |= {"person.registered_at_address"}
    elif record.address is not MISSING:
        told.family_facts["lives_in_village"] = record.address.rural


def _civil_acts(record: CivilActs, told: Told, as_of: date) -> None:
    if record.children is MISSING:
        return
    if all(child.alive for child in record.children):
        # Of a child who died the law asks how: the register does not say, so nobody knows the number.
        told.facts["children_raised"] = len(record.children)
    told.facts["last_child_born_on"] = max((child.birth_date for child in record.children), default=NEVER)


def _real_estate(record: RealEstate, told: Told, as_of: date) -> None:
    if record.objects is MISSING:
        return
    told.dwellings = tuple(
        ToldRow(
            {
                "cadastral_number": one.cadastral,
                "kind": one.kind.value,
                "tenure": one.tenure.value,
                "area_m2_hundredths": one.area_m2_hundredths,
                "share_numerator": one.share_numerator,
                "share_denominator": one.share_denominator,
            },
            one.since,
        )
        for one in record.objects
        if one.dwelling
    )
    told.named |= {"dwelling.area", "dwelling.tenure", "dwelling.kind"}


def _vehicles(record: Vehicles, told: Told, as_of: date) -> None:
    if record.vehicles is MISSING:
        return
    told.vehicles = tuple(
        ToldRow(
            {"plate": one.plate, "kind": one.kind.value, "make": one.model[:60], "made_in_year": one.year}, one.since
        )
        for one in record.vehicles
    )
    told.named.add("vehicle.kind")


def _incomes(record: Incomes, told: Told, as_of: date) -> None:
    _say(
        told.facts,
        pension_kind=record.pension_kind,
        breadwinner_lost=record.breadwinner_lost,
        special_state_benefit=record.special_state_benefit,
        carer_benefit_paid=record.carer_benefit_paid,
    )
    if record.incomes is MISSING:
        return
    rows = tuple(
        ToldIncome(INCOME_KINDS[one.kind], _first_day(one.month), one.payer or "", one.net_tenge)
        for one in record.incomes
    )
    told.incomes = ToldIncomes(_first_day(record.from_month), _first_day(record.to_month), rows)
    told.named |= {f"person.{kind}" for kind in INCOME_KINDS.values()}


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _disability(record: Disability, told: Told, as_of: date) -> None:
    _say(told.facts, mobility_difficulty=record.mobility_difficulty, hearing_impairment=record.hearing_impairment)
    if record.programme is not MISSING:
        programme = record.programme
        holds = programme is not None and (programme.until is None or as_of <= programme.until)
        told.facts |= {
            "rehabilitation_programme": holds,
            "assistant_prescribed": holds and programme is not None and programme.assistant,
            "sign_language_prescribed": holds and programme is not None and programme.sign_language,
            "sanatorium_prescribed": holds and programme is not None and programme.sanatorium,
            "wheelchair_prescribed": holds and programme is not None and Aid.WHEELCHAIR in programme.aids,
        }
    if record.group is MISSING or (record.group is not Group.NONE and record.cause is MISSING):
        return
    told.disabilities = tuple(_disabilities(record, as_of))
    told.named |= {"person.disability", "person.disability_cause"}


def _disabilities(record: Disability, as_of: date) -> Iterator[ToldRow]:
    if record.group is Group.NONE or record.group is MISSING or record.cause is MISSING:
        return
    since = record.since if isinstance(record.since, date) else as_of
    until = record.until + timedelta(days=1) if isinstance(record.until, date) else None
    if until is None or as_of < until:
        yield ToldRow({"group": record.group.value, "cause": record.cause.value}, since, until)


def _labour(record: Labour, told: Told, as_of: date) -> None:
    _say(
        told.facts,
        employment=record.employment,
        work_experience=record.work_experience,
        works_in_village=record.works_in_village,
        rural_specialist=record.rural_specialist,
    )
    if record.measures is MISSING:
        return
    told.facts["takes_part_in_measures"] = any(
        one.refused_on is None and one.since <= as_of and (one.until is None or as_of <= one.until)
        for one in record.measures
    )
    refused = (one.refused_on for one in record.measures if one.refused_on is not None)
    told.facts["measures_refused_on"] = max(refused, default=NEVER)


def _credits(record: Credits, told: Told, as_of: date) -> None:
    if record.loans is not MISSING:
        told.family_facts["overdue_debt"] = any(loan.overdue_tenge > 0 for loan in record.loans)
        told.family_facts["loan_obligations"] = any(loan.outstanding_tenge > 0 for loan in record.loans)


def _entities(record: Entities, told: Told, as_of: date) -> None:
    if record.shares is not MISSING:
        told.facts["founder_of_active_entity"] = any(
            share.active and share.kind is EntityKind.LEGAL_ENTITY and share.role in (Role.FOUNDER, Role.OWNER)
            for share in record.shares
        )


def _family_card(record: FamilyCard, told: Told, as_of: date) -> None:
    _say(told.family_facts, family_card_category=record.category)


_READERS: Mapping[str, Callable[[Any, Told, date], None]] = {
    "population": _population,
    "civil_acts": _civil_acts,
    "real_estate": _real_estate,
    "vehicles": _vehicles,
    "incomes": _incomes,
    "disability": _disability,
    "labour_market": _labour,
    "credit_bureau": _credits,
    "legal_entities": _entities,
    "family_card": _family_card,
}
"""Land, livestock and custody answer questions of officers; the law has no fact that they fill."""
