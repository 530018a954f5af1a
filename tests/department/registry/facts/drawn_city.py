"""A small city in which everything that makes facts hard happens at random; and its facts said a second time, row by row."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from tests.department.factories import make_person, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.registry.enums import DisabilityCause, DisabilityGroup, IncomeKind, Tenure, VehicleKind
from tirek.department.registry.facts.columns import (
    CONFIDENTIAL_FACTS,
    OWN_SOURCES,
    circumstances_of,
    default_of,
    facts_of,
    sources_of,
    status_facts,
    status_kinds,
)
from tirek.department.registry.models import (
    Address,
    Circumstance,
    Disability,
    Dwelling,
    Family,
    Income,
    Membership,
    Person,
    PersonAddress,
    Status,
    Vehicle,
)
from tirek.rulebook.engine.facts import Fact

ON, QUARTER = date(2026, 11, 22), (date(2026, 7, 1), date(2026, 10, 1))
TERRITORIES = ("751110000", "751210000")
VALID = (("2020-01-01", None), ("2020-01-01", "2026-11-22"), ("2026-11-22", "2026-11-23"), ("2026-11-23", None))
"""Open; ended that very day; that day only; from the next day on."""
CONFIDENTIAL = frozenset({"hiv", "tuberculosis", "violence"})
MODELS: tuple[Any, ...] = (Circumstance, Disability, Dwelling, Income, PersonAddress, Status, Vehicle)
Answer = tuple[dict[str, int | bool], list[dict[str, int | bool]], list[Any], list[Any]]


def draw_city(seed: int, families: int) -> None:
    """Families with members of two districts, the dead, doubles, closed rows, half-asked sources; kept by a commit."""
    luck = Random(seed)
    with entered(whole_city(confidential=CONFIDENTIAL)):
        homes = [Address.objects.create(territory=TERRITORIES[0], street="Абай", house=str(n)) for n in range(3)]
        rows: list[Any] = []
        for _ in range(families):
            family = Family.objects.create(
                territory=luck.choice(TERRITORIES),
                address=luck.choice([*homes, None]),
                dissolved_on=luck.choice([None] * 9 + [ON]),
            )
            headed = luck.random() < 0.8
            for place in range(luck.randint(1, 4)):
                rows += _draw_member(luck, family, "head" if headed and not place else "child", homes)
        for model in MODELS:
            model.objects.bulk_create(row for row in rows if isinstance(row, model))


def _draw_member(luck: Random, family: Family, role: str, homes: list[Address]) -> list[Any]:
    asked = [source for source in sorted({*sources_of("person"), *sources_of("family")}) if luck.random() < 0.7]
    person = make_person(
        luck.choice(TERRITORIES),
        sex=luck.choice(["male", "female"]),
        birth_on=luck.choice([None, date(1961, 3, 9), date(2024, 2, 29), date(1900, 1, 1)]),
        residence=luck.choice(["citizen", "kandas", "other"]),
        died_on=luck.choice([None] * 4 + [date(2026, 1, 1), ON, date(2026, 11, 23)]),
        checked={source: luck.choice(["2026-09-30", "2026-10-01", "2026-11-02"]) for source in asked},
    )
    records = [person, *(make_person(person.territory, merged_into=person) for _ in range(luck.choice([0, 0, 1, 2])))]
    valid = luck.choice([VALID[0]] * 6 + [VALID[1], VALID[3]])
    Membership.objects.create(family=family, person=person, territory=person.territory, role=role, valid=valid)
    if len(records) > 1 and luck.random() < 0.4:  # found to be the same only after both had joined
        double = records[1]
        Membership.objects.create(
            family=family, person=double, territory=double.territory, role="other", valid=VALID[0]
        )
    return [row for record in records for row in _draw_rows(luck, record, homes)]


def _draw_rows(luck: Random, record: Person, homes: list[Address]) -> list[Any]:
    rows: list[Any] = []

    def add(model: Any, **fields: Any) -> None:
        rows.append(model(person=record, territory=record.territory, **{"valid": luck.choice(VALID)} | fields))

    facts = [fact for entity in ("person", "family") for fact in circumstances_of(entity)]
    for fact in luck.sample(facts, 12):
        of_list = fact.type == "enum"
        value: dict[str, Any] = (
            {"choice": luck.choice(fact.values)} if of_list else {"value": luck.choice([0, 1, 20250131])}
        )
        add(Circumstance, fact=fact.name, confidential=CONFIDENTIAL_FACTS.get(fact.name, ""), **value)
    for kind in luck.sample(sorted(status_kinds()), 3):
        name = str(status_kinds()[kind].get("fact", ""))
        add(Status, kind=kind, confidential=CONFIDENTIAL_FACTS.get(name, ""))
    for month in ("2026-06-01", "2026-07-01", "2026-09-01", "2026-10-01"):
        kind, source = luck.choice(IncomeKind.values), luck.choice(["incomes", "declared"])
        told = {"kind": kind, "month": month, "amount_tenge": luck.randrange(9), "source": source}
        rows.append(Income(person=record, territory=record.territory, **told))
    if luck.random() < 0.4:
        add(Disability, group=luck.choice(DisabilityGroup.values), cause=luck.choice(DisabilityCause.values))
    if luck.random() < 0.7:
        add(PersonAddress, address=luck.choice(homes), kind=luck.choice(["registered", "actual"]))
    for _ in range(luck.randrange(3)):
        add(
            Dwelling,
            kind=luck.choice(["flat", "house"]),
            tenure=luck.choice(Tenure.values),
            area_m2_hundredths=luck.choice([None, 6050]),
            cadastral_number=luck.choice(["", "20:311:1", "20:311:2"]),
            residence=luck.random() < 0.5,
        )
    if luck.random() < 0.4:
        add(Vehicle, kind=luck.choice(VehicleKind.values))
    return rows


class Said:
    """Everything read through Django, and looked through once for each fact: slow, and written without the other way."""

    def __init__(self, confidential: frozenset[str]) -> None:
        self.may_know = confidential
        with entered(whole_city(confidential=confidential)):
            self.people = {person.pk: person for person in Person.objects.all()}
            self.families = list(Family.objects.filter(dissolved_on=None))
            self.memberships = [row for row in Membership.objects.all() if ON in row.valid]
            self.rows: dict[tuple[Any, int], list[Any]] = {}
            for model in MODELS:
                for row in model.objects.order_by("pk"):
                    if model is Income or ON in row.valid:
                        owner = self.people[row.person_id].merged_into_id or row.person_id
                        self.rows.setdefault((model, owner), []).append(row)

    def members(self, family: Family) -> list[Membership]:
        return sorted((m for m in self.memberships if m.family_id == family.pk), key=lambda m: m.person_id)

    def records(self, family: Family) -> list[int]:
        members = {m.person_id for m in self.members(family)}
        return [pk for pk, person in self.people.items() if {pk, person.merged_into_id} & members]

    def living(self, family: Family) -> list[Person]:
        people = [self.people[m.person_id] for m in self.members(family)]
        return [p for p in people if p.merged_into_id is None and (p.died_on is None or p.died_on > ON)]

    def answer(self, family: Family) -> Answer:
        """Facts of the family, of its persons by id, of its dwellings and vehicles by id."""
        members = self.members(family)
        holder = min(members, key=lambda m: (m.role != "head", m.person_id))
        facts = self._known("family", self.people[holder.person_id], family)
        persons = [self._known("person", person, family) for person in self.living(family)]
        return facts, persons, self._dwellings(members), self._vehicles(members)

    def _known(self, entity: str, person: Person, family: Family) -> dict[str, int | bool]:
        result = {}
        for fact in facts_of(entity):
            value = self._recorded(fact, person, family)
            if value is None and default_of(fact) is not None and self._asked(fact, person):
                value = 0
            if value is not None and CONFIDENTIAL_FACTS.get(fact.name, "hiv") in {"hiv", *self.may_know}:
                result[fact.name] = bool(value) if fact.type == "boolean" else value
        if "hiv" not in self.may_know:
            result.pop("hiv_registered", None)
        return result

    def _asked(self, fact: Fact, person: Person) -> bool:
        if fact.source in OWN_SOURCES:
            return True
        day = person.checked.get(fact.source)
        return day is not None and (fact.name not in IncomeKind.values or date.fromisoformat(day) >= QUARTER[1])

    def _recorded(self, fact: Fact, person: Person, family: Family) -> int | None:
        def found(model: Any) -> list[Any]:
            return self.rows.get((model, person.pk), [])

        if fact.name in status_facts():
            return 1 if any(row.kind == status_facts()[fact.name] for row in found(Status)) else None
        if fact.name in IncomeKind.values:
            told = [r for r in found(Income) if r.kind == fact.name and QUARTER[0] <= r.month < QUARTER[1]]
            official = [row.amount_tenge for row in told if row.source != "declared"]
            return sum(official or [row.amount_tenge for row in told]) if told else None
        if fact.name == "territory":
            return int(family.territory)
        if fact.name == "registered_at_address":
            homes = [row.address_id for row in found(PersonAddress) if row.kind == "registered"]
            return int(family.address_id in (None, min(homes))) if homes else None
        if fact.name in ("disability", "disability_cause"):
            words = [row.group if fact.name == "disability" else row.cause for row in found(Disability)]
            return min((fact.values.index(word) for word in words), default=None)
        if fact.name in ("birth_date", "sex", "residence"):
            return _of_person(fact, person)
        told = [row for row in found(Circumstance) if row.fact == fact.name]
        return max((fact.values.index(r.choice) if fact.type == "enum" else r.value for r in told), default=None)

    def _dwellings(self, members: list[Membership]) -> list[dict[str, Any]]:
        chosen: dict[str, Any] = {}
        rows = [row for m in members for row in self.rows.get((Dwelling, m.person_id), [])]
        for row in sorted(rows, key=lambda row: (not row.residence, row.pk)):
            chosen.setdefault(row.cadastral_number or str(row.pk), row)
        facts = {fact.name: fact for fact in facts_of("dwelling")}
        return [
            {
                **({} if row.area_m2_hundredths is None else {"area": row.area_m2_hundredths}),
                "tenure": facts["tenure"].values.index(row.tenure),
                "kind": facts["kind"].values.index(row.kind),
                "residence": row.residence,
            }
            for row in sorted(chosen.values(), key=lambda row: row.pk)
        ]

    def _vehicles(self, members: list[Membership]) -> list[dict[str, Any]]:
        kinds = facts_of("vehicle")[0].values
        rows = [row for m in members for row in self.rows.get((Vehicle, m.person_id), [])]
        return [{"kind": kinds.index(row.kind)} for row in sorted(rows, key=lambda row: row.pk)]


def _of_person(fact: Fact, person: Person) -> int | None:
    if fact.name != "birth_date":
        return fact.values.index(getattr(person, fact.name))
    return int(person.birth_on.strftime("%Y%m%d")) if person.birth_on else None
