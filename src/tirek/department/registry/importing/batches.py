"""One batch of an officer's import: new people, changed people, families, and what became of each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from tirek.department.accounts.models import User
from tirek.department.journal.history import change_row, note_batch
from tirek.department.registry.models import (
    Address,
    Family,
    ImportedRow,
    Membership,
    PeopleImport,
    Person,
    PersonAddress,
)

BATCH = 1000
FIELDS = (
    *("surname_kk", "given_name_kk", "patronymic_kk", "surname_ru", "given_name_ru", "patronymic_ru"),
    *("birth_on", "sex", "citizenship", "residence", "kandas_since", "died_on", "phone", "email", "language"),
)
"""What a row tells of a person, besides the number and the territory."""
NULLABLE = ("birth_on", "kandas_since", "died_on")
UPDATED = (
    "surname_kk",
    "given_name_kk",
    "patronymic_kk",
    "surname_ru",
    "given_name_ru",
    "patronymic_ru",
    "phone",
    "email",
)
"""What a row changes of somebody known; where a cell is empty, what is known stays."""
Row = dict[str, Any]
Outcome = ImportedRow.Outcome


def take_over(people_import: PeopleImport, rows: pl.DataFrame, on: date, *, acting_user: User) -> None:
    """Write a batch: inside a transaction, as the viewer who brought the file."""
    told: list[Row] = rows.to_dicts()
    reason = f"import {people_import.pk}"
    known = {
        person.iin: person
        for person in Person.objects.filter(iin__in=[row["iin"] for row in told if row["iin"]], merged_into=None)
    }
    new = [row for row in told if row["iin"] not in known]
    made = _create_people(people_import, new, acting_user)
    alike = _alike([person.pk for person in made.values()])
    results = [_result(people_import, row, known, made, alike) for row in told]
    if people_import.known == PeopleImport.Known.UPDATE:
        for row in told:
            if row["iin"] in known:
                _update(known[row["iin"]], row, people_import.reason, acting_user)
    settled = _settle(people_import, told, known, made, on, acting_user)
    ImportedRow.objects.bulk_create(results)
    ids = [person.pk for person in made.values()]
    for table, count in (("registry_person", len(made)), *settled.items()):
        if count:
            note_batch(
                table,
                rows=count,
                acting_user=acting_user,
                reason=reason,
                digest=people_import.digest,
                person_ids=ids,
            )


def _create_people(people_import: PeopleImport, rows: Sequence[Row], user: User) -> dict[int, Person]:
    """New people by row. A number that another district has is passed over by the database, and stays unknown here."""
    keys = _reserve("registry_person", len(rows))
    people = {
        row["row"]: Person(
            pk=key,
            territory=row["territory"],
            iin=row["iin"],
            source="import",
            recorded_by=user,
            **{name: row[name] if name in NULLABLE else row[name] or "" for name in FIELDS},
        )
        for key, row in zip(keys, rows, strict=True)
    }
    Person.objects.bulk_create(people.values(), ignore_conflicts=True)
    there = set(Person.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return {row: person for row, person in people.items() if person.pk in there}


def _reserve(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [int(key) for (key,) in cursor.fetchall()]


def _alike(keys: list[int]) -> dict[int, int]:
    """New people who bear the name and the birth date of somebody known, where one of the two has no number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT new.id, min(known.id) FROM registry_person AS new JOIN registry_person AS known "
            "ON known.territory = new.territory AND known.sort_key = new.sort_key AND known.birth_on = new.birth_on "
            "AND known.id <> new.id AND known.merged_into_id IS NULL AND (known.iin IS NULL OR new.iin IS NULL) "
            "WHERE new.id = ANY (%s) AND NOT (known.id = ANY (%s) AND known.id > new.id) GROUP BY new.id",
            [keys, keys],
        )
        return dict(cursor.fetchall())


def _result(
    people_import: PeopleImport,
    row: Row,
    known: dict[str | None, Person],
    made: dict[int, Person],
    alike: dict[int, int],
) -> ImportedRow:
    result = ImportedRow(people_import=people_import, row=row["row"], outcome=Outcome.SKIPPED)
    if row["iin"] in known:
        result.person = known[row["iin"]]
        if people_import.known == PeopleImport.Known.UPDATE:
            result.outcome = Outcome.UPDATED
    elif row["row"] in made:
        result.person = made[row["row"]]
        result.like_id = alike.get(result.person.pk)
        result.outcome = Outcome.UNSURE if result.like_id else Outcome.CREATED
    return result


def _update(person: Person, row: Row, reason: str, user: User) -> None:
    changes = {name: row[name] for name in UPDATED if row[name]}
    change_row(person, changes, person_id=person.pk, acting_user=user, reason=reason)


def _settle(
    people_import: PeopleImport,
    rows: Sequence[Row],
    known: dict[str | None, Person],
    made: dict[int, Person],
    on: date,
    user: User,
) -> dict[str, int]:
    """Addresses and families of new people; rows written by table. Nobody who is known is moved."""
    addresses = _addresses(rows)
    common = {"source": "import", "recorded_by": user}
    links = [
        PersonAddress(
            person=person,
            territory=person.territory,
            address_id=addresses[place],
            kind="registered",
            valid=(on, None),
            **common,
        )
        for row in rows
        if (person := made.get(row["row"])) and (place := _place(row)) in addresses
    ]
    PersonAddress.objects.bulk_create(links)
    families = _families(rows, known, made, addresses, on, common)
    members = [
        Membership(
            person=person,
            territory=person.territory,
            family_id=families[row["household"]],
            role=row["role"],
            valid=(on, None),
            **common,
        )
        for row in rows
        if (person := made.get(row["row"])) and row["household"] in families
    ]
    Membership.objects.bulk_create(members)
    return {"registry_personaddress": len(links), "registry_membership": len(members)}


def _place(row: Row) -> tuple[str, ...]:
    return tuple(row[name] or "" for name in ("territory", "locality", "street", "house", "flat"))


def _addresses(rows: Sequence[Row]) -> dict[tuple[str, ...], int]:
    """Addresses of the rows that name a street and a house, found or made."""
    places = {_place(row) for row in rows if row["street"] and row["house"]}
    names = ("territory", "locality", "street", "house", "flat")
    Address.objects.bulk_create(
        [Address(**dict(zip(names, place, strict=True))) for place in sorted(places)], ignore_conflicts=True
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.territory, a.locality, a.street, a.house, a.flat FROM registry_address AS a "
            "JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) "
            "AS told (territory, locality, street, house, flat) USING (territory, locality, street, house, flat)",
            [list(part) for part in zip(*sorted(places), strict=True)] if places else [[]] * len(names),
        )
        return {tuple(place): int(key) for key, *place in cursor.fetchall()}


def _families(
    rows: Sequence[Row],
    known: dict[str | None, Person],
    made: dict[int, Person],
    addresses: dict[tuple[str, ...], int],
    on: date,
    common: dict[str, Any],
) -> dict[str, int]:
    """The family of each household: that of a head who is known, or a new one of a new head."""
    heads = {row["household"]: row for row in rows if row["household"] and row["role"] == "head"}
    there = dict(
        Membership.objects.filter(
            person__in=[known[row["iin"]] for row in heads.values() if row["iin"] in known], valid__contains=on
        ).values_list("person_id", "family_id")
    )
    families = {
        household: there[known[row["iin"]].pk]
        for household, row in heads.items()
        if row["iin"] in known and known[row["iin"]].pk in there
    }
    fresh = {household: row for household, row in heads.items() if row["row"] in made}
    created = Family.objects.bulk_create(
        Family(territory=row["territory"], address_id=addresses.get(_place(row)), formed_on=on, **common)
        for row in fresh.values()
    )
    return families | {household: family.pk for household, family in zip(fresh, created, strict=True)}
