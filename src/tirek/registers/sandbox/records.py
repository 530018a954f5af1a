"""What each register answers about a person or a thing of the sandbox, as the same typed records that the client reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tirek.registers.adapters.civil_acts import ActKind, Bond, Child, CivilAct, CivilActs
from tirek.registers.adapters.credit_bureau import Credits, Loan, LoanKind
from tirek.registers.adapters.disability import Disability, Group, Programme
from tirek.registers.adapters.family_card import Category, FamilyCard, Indicators, Member
from tirek.registers.adapters.incomes import (
    BreadwinnerLost,
    Contribution,
    ContributionKind,
    Income,
    IncomeKind,
    Incomes,
    year_before,
)
from tirek.registers.adapters.labour_market import Contract, EmployerStaff, Employment, Field, Labour
from tirek.registers.adapters.land_livestock import AnimalKind, Herd, LandAndLivestock
from tirek.registers.adapters.legal_entities import Entities, EntityKind, Role, Share
from tirek.registers.adapters.penitentiary import Custody, CustodyState
from tirek.registers.adapters.population import Absence, Name, Person, RegisteredAddress, Residence
from tirek.registers.adapters.real_estate import RealEstate
from tirek.registers.adapters.vehicles import Vehicles
from tirek.registers.contract import Key, KeyKind
from tirek.registers.identifiers import birth_date_of
from tirek.registers.sandbox.citizens import Citizen, City
from tirek.registers.sandbox.draws import Draws
from tirek.registers.sandbox.things import business_number, entity_name, entity_of, estate_of, plot_of, vehicle_of

_CATEGORY_BOUNDS_TENGE = ((25_000, Category.CATEGORY_E), (50_000, Category.CATEGORY_D), (90_000, Category.CATEGORY_C))
_FAMILY_NAMES = ("Үлгіұлы", "Мысалов", "Сынақбай", "Жорамал", "Ұқсасов")
_GIVEN_NAMES = ("Бірінші", "Екінші", "Үшінші", "Төртінші", "Бесінші")


def record_of(register: str, key: Key, as_of: date, city: City, seed: int) -> object:
    """What a register holds; None where it holds nothing by this number."""
    if key.kind is KeyKind.IIN:
        citizen = city.find(key.value, as_of)
        return None if citizen is None else _BY_IIN[register](citizen, as_of, Draws(seed, key.value))
    return _thing(register, key, as_of, seed)


def _thing(register: str, key: Key, as_of: date, seed: int) -> object:
    if register == "labour_market":
        return EmployerStaff(workers_with_disability=Draws(seed, key.value).below("staff", 6))
    if register == "legal_entities":
        entity = entity_of(seed, key.value)
        return entity if isinstance(entity.registered_on, date) and entity.registered_on <= as_of else None
    if register == "real_estate":
        estate = estate_of(seed, key.value)
        return RealEstate((estate,)) if estate.since <= as_of else None
    if register == "vehicles":
        vehicle = vehicle_of(seed, key.value)
        return Vehicles((vehicle,)) if vehicle.since <= as_of else None
    plot = plot_of(seed, key.value)
    return LandAndLivestock((plot,), ()) if plot.since <= as_of else None


def _person(citizen: Citizen, as_of: date, draws: Draws) -> Person:
    name = Name(draws.pick("family", _FAMILY_NAMES), draws.pick("given", _GIVEN_NAMES), None)
    return Person(
        birth_date=citizen.birth_date,
        sex=citizen.sex,
        name=name,
        residence=Residence.CITIZEN,
        address=RegisteredAddress(citizen.territory, citizen.rural, _address(draws), citizen.birth_date),
        absence=Absence.NONE if citizen.held_since is None else Absence.IMPRISONED,
        birth_order=citizen.birth_order,
        died_on=citizen.died_on,
    )


def _address(draws: Draws) -> str:
    return f"Үлгі көшесі, {draws.below('house', 200) + 1}, {draws.below('flat', 90) + 1}"


def _civil_acts(citizen: Citizen, as_of: date, draws: Draws) -> CivilActs:
    married = max(citizen.birth_date.replace(year=citizen.birth_date.year + 19, day=1), date(1900, 1, 1))
    acts: tuple[CivilAct, ...] = ()
    if citizen.spouse is not None and married <= as_of:
        acts = (CivilAct(ActKind.MARRIAGE, f"02-{draws.below('act', 10**7):07}", married, citizen.spouse),)
    children = tuple(
        Child(child, born, Bond.BORN, alive=True)
        for child in citizen.children
        if (born := birth_date_of(child)) is not None
    )
    return CivilActs(citizen.birth_date, acts, children, citizen.died_on)


def _real_estate(citizen: Citizen, as_of: date, draws: Draws) -> RealEstate:
    found = (estate_of(draws.seed, number) for number in citizen.estates)
    return RealEstate(tuple(one for one in found if one.since <= as_of))


def _vehicles(citizen: Citizen, as_of: date, draws: Draws) -> Vehicles:
    found = (vehicle_of(draws.seed, number) for number in citizen.plates)
    return Vehicles(tuple(one for one in found if one.since <= as_of))


def _incomes(citizen: Citizen, as_of: date, draws: Draws) -> Incomes:
    first, last = year_before(as_of)
    monthly = (
        (IncomeKind.WAGE, citizen.employer, citizen.wage_tenge),
        (IncomeKind.BUSINESS, None, citizen.business_tenge),
        (IncomeKind.PENSION, None, citizen.pension_tenge),
        (IncomeKind.STATE_BENEFIT, None, citizen.benefit_tenge),
    )
    incomes = tuple(
        Income(month, kind, payer, _gross(kind, tenge), tenge)
        for month in _months(first)
        for kind, payer, tenge in monthly
        if tenge > 0
    )
    contributions = tuple(
        Contribution(one.month, ContributionKind.PENSION, one.payer, one.gross_tenge // 10)
        for one in incomes
        if one.kind is IncomeKind.WAGE
    )
    return Incomes(
        birth_date=citizen.birth_date,
        from_month=first,
        to_month=last,
        incomes=incomes,
        contributions=contributions,
        pension_kind=citizen.pension_kind,
        breadwinner_lost=BreadwinnerLost.NONE,
        special_state_benefit=draws.chance("special", 20),
        carer_benefit_paid=citizen.disability is Group.GROUP_1 and draws.chance("carer", 500),
    )


def _gross(kind: IncomeKind, net_tenge: int) -> int:
    return net_tenge * 100 // 81 if kind is IncomeKind.WAGE else net_tenge


def _months(first: str) -> tuple[str, ...]:
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(start, start + 12))


def _disability(citizen: Citizen, as_of: date, draws: Draws) -> Disability:
    if citizen.disability is Group.NONE:
        since, programme = None, None
    else:
        since = max(citizen.birth_date, as_of - timedelta(days=400 + draws.below("since", 3000)))
        programme = None if draws.chance("none", 200) else _programme(since, draws)
    return Disability(
        birth_date=citizen.birth_date,
        group=citizen.disability,
        cause=citizen.cause,
        since=since,
        until=None,
        programme=programme,
        mobility_difficulty=citizen.disability is Group.GROUP_1,
        hearing_impairment=since is not None and draws.chance("hearing", 100),
    )


def _programme(since: date, draws: Draws) -> Programme:
    return Programme(
        number=f"{draws.below('programme', 10**8):08}",
        since=since,
        until=None,
        assistant=draws.chance("assistant", 100),
        sign_language=draws.chance("sign", 50),
        sanatorium=draws.chance("sanatorium", 400),
        aids=(),
    )


def _labour(citizen: Citizen, as_of: date, draws: Draws) -> Labour:
    contracts: tuple[Contract, ...] = ()
    if citizen.employer is not None:
        since = as_of - timedelta(days=400 + draws.below("contract", 2000))
        until = None if citizen.employment is Employment.PERMANENT_JOB else as_of + timedelta(days=90)
        contracts = (Contract(citizen.employer, "маман", since, until),)
    unemployed = citizen.employment is Employment.REGISTERED_UNEMPLOYED
    return Labour(
        employment=citizen.employment,
        contracts=contracts,
        unemployed_since=as_of - timedelta(days=20 + draws.below("unemployed", 300)) if unemployed else None,
        measures=(),
        work_experience=bool(contracts) or draws.chance("experience", 500),
        works_in_village=citizen.rural and bool(contracts),
        rural_specialist=Field.NONE,
    )


def _credits(citizen: Citizen, as_of: date, draws: Draws) -> Credits:
    def loan(place: int) -> Loan:
        topic = f"loan{place}"
        outstanding = 100_000 + draws.below(topic, 50) * 100_000
        overdue = citizen.overdue and place == 0
        return Loan(
            kind=draws.pick(topic, (LoanKind.CONSUMER, LoanKind.MORTGAGE, LoanKind.CARD)),
            lender=business_number(draws, topic),
            since=as_of - timedelta(days=100 + draws.below(topic, 900)),
            outstanding_tenge=outstanding,
            overdue_tenge=outstanding // 10 if overdue else 0,
            overdue_days=35 if overdue else 0,
        )

    return Credits(tuple(loan(place) for place in range(citizen.loans)))


def _entities(citizen: Citizen, as_of: date, draws: Draws) -> Entities:
    found = ((number, entity_of(draws.seed, number).registered_on) for number in citizen.entities)
    shares = tuple(
        Share(number, entity_name(number), EntityKind.LEGAL_ENTITY, Role.FOUNDER, since, active=True)
        for number, since in found
        if isinstance(since, date) and since <= as_of
    )
    return Entities(shares)


def _land(citizen: Citizen, as_of: date, draws: Draws) -> LandAndLivestock:
    found = (plot_of(draws.seed, number) for number in citizen.plots)
    herds: tuple[Herd, ...] = ()
    if citizen.animals:
        herds = (Herd(draws.pick("kind", tuple(AnimalKind)), citizen.animals, as_of.replace(month=1, day=1)),)
    return LandAndLivestock(tuple(one for one in found if one.since <= as_of), herds)


def _custody(citizen: Citizen, as_of: date, draws: Draws) -> Custody:
    if citizen.held_since is None:
        return Custody(CustodyState.NONE, None, None)
    return Custody(CustodyState.HELD, citizen.held_since, None)


def _family_card(citizen: Citizen, as_of: date, draws: Draws) -> FamilyCard:
    """Repeats the other registers; the category follows the person's own income, which is enough for a sandbox."""
    incomes = _incomes(citizen, as_of, draws).incomes
    yearly = sum(one.net_tenge for one in incomes) if isinstance(incomes, tuple) else 0
    monthly = yearly // 12 // len(citizen.members)
    category = next((name for bound, name in _CATEGORY_BOUNDS_TENGE if monthly < bound), Category.CATEGORY_B)
    return FamilyCard(
        birth_date=citizen.birth_date,
        sex=citizen.sex,
        category=category,
        categorised_on=as_of.replace(day=1),
        members=tuple(Member(iin, relation) for iin, relation in citizen.members),
        indicators=Indicators(
            territory=citizen.territory,
            children=len(citizen.children),
            dwellings=_listed(_real_estate(citizen, as_of, draws).objects),
            vehicles=_listed(_vehicles(citizen, as_of, draws).vehicles),
            net_income_tenge=yearly,
            disability=citizen.disability,
            employment=citizen.employment,
            overdue_debt=citizen.overdue,
            active_entities=_listed(_entities(citizen, as_of, draws).shares),
            plots=_listed(_land(citizen, as_of, draws).plots),
            animals=citizen.animals,
            held=citizen.held_since is not None,
        ),
    )


def _listed(things: object) -> int:
    return len(things) if isinstance(things, tuple) else 0


_BY_IIN: Mapping[str, Callable[[Citizen, date, Draws], Any]] = {
    "population": _person,
    "civil_acts": _civil_acts,
    "real_estate": _real_estate,
    "vehicles": _vehicles,
    "incomes": _incomes,
    "disability": _disability,
    "labour_market": _labour,
    "credit_bureau": _credits,
    "legal_entities": _entities,
    "land_livestock": _land,
    "penitentiary": _custody,
    "family_card": _family_card,
}
