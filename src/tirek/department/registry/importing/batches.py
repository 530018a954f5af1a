"""One batch of an officer's import: new people, changed people, families, and what became of each row.

The rows go into a temporary table by COPY, which the policies do not touch, and from there set by set into the registry, where
they hold. A person is written by the database alone; Python sees only those who are changed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from tirek.department.accounts.models import User
from tirek.department.journal.history import change_row, note_batch
from tirek.department.registry.actions.known_otherwise import note_met_otherwise
from tirek.department.registry.models import PeopleImport, Person

BATCH = 10_000
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
_COLUMNS = (
    *("row", "household", "role", "territory", "iin"),
    *("surname_kk", "given_name_kk", "patronymic_kk", "surname_ru", "given_name_ru", "patronymic_ru"),
    *("birth_on", "sex", "citizenship", "residence", "kandas_since", "died_on", "phone", "email", "language"),
    *("locality", "street", "house", "flat"),
)
_NULLABLE = ("row", "household", "role", "iin", "birth_on", "kandas_since", "died_on")


def take_over(people_import: PeopleImport, rows: pl.DataFrame, on: date, *, acting_user: User) -> None:
    """Write a batch: inside a transaction, as the viewer who brought the file."""
    _stage(rows)
    note_met_otherwise(rows["iin"], acting_user=acting_user)
    told: dict[str, int | bool | date] = {
        "import": people_import.pk,
        "user": acting_user.pk,
        "on": on,
        "update": people_import.known == PeopleImport.Known.UPDATE,
    }
    written: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table, statement in _STEPS:
            cursor.execute(statement, told)
            if table:
                written[table] = cursor.rowcount
        cursor.execute("SELECT id FROM people_batch WHERE made ORDER BY id")
        made = [key for (key,) in cursor.fetchall()]
    if told["update"]:
        _update_known(rows, people_import.reason, acting_user)
    for table, count in written.items():
        if count:
            note_batch(
                table,
                rows=count,
                acting_user=acting_user,
                reason=f"import {people_import.pk}",
                digest=people_import.digest,
                person_ids=made,
            )


def _stage(rows: pl.DataFrame) -> None:
    texts = [pl.col(name).fill_null("") for name in _COLUMNS if name not in _NULLABLE]
    content = rows.with_columns(texts).select(_COLUMNS).write_csv(include_header=False, null_value="\\N")
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(f"COPY people_batch ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
            copy.write(content.encode())


def _update_known(rows: pl.DataFrame, reason: str, user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row, known FROM people_batch WHERE known IS NOT NULL")
        known: dict[int, int] = dict(cursor.fetchall())
    people = Person.objects.in_bulk(known.values())
    for row in rows.filter(pl.col("row").is_in(list(known))).to_dicts():
        person = people[known[row["row"]]]
        changes: dict[str, Any] = {name: row[name] for name in UPDATED if row[name]}
        change_row(person, changes, person_id=person.pk, acting_user=user, reason=reason)


_STAGE = """
DROP TABLE IF EXISTS pg_temp.people_batch;
CREATE TEMPORARY TABLE people_batch (
    row int PRIMARY KEY, household text, role text, territory text, iin text,
    surname_kk text, given_name_kk text, patronymic_kk text, surname_ru text, given_name_ru text, patronymic_ru text,
    birth_on date, sex text, citizenship text, residence text, kandas_since date, died_on date, phone text, email text,
    language text, locality text, street text, house text, flat text,
    id bigint, known bigint, address bigint, family bigint, alike bigint, made boolean NOT NULL DEFAULT false
) ON COMMIT DROP
"""
# Each step with the table whose rows it counts. A number that another district has makes nobody here: the database passes
# it over, and the row stays without a person. Nobody who is known is moved.
_STEPS = (
    (
        "",
        "UPDATE people_batch AS b SET known = p.id FROM registry_person AS p "
        "WHERE p.iin = b.iin AND p.merged_into_id IS NULL",
    ),
    (
        "",
        "UPDATE people_batch SET id = nextval(pg_get_serial_sequence('registry_person', 'id')) WHERE known IS NULL",
    ),
    (
        "",
        "INSERT INTO registry_address (territory, locality, street, house, flat, cadastral_number) "
        "SELECT DISTINCT territory, locality, street, house, flat, '' FROM people_batch "
        "WHERE known IS NULL AND street <> '' AND house <> '' ON CONFLICT DO NOTHING",
    ),
    (
        "",
        "UPDATE people_batch AS b SET address = a.id FROM registry_address AS a "
        "WHERE b.known IS NULL AND b.street <> '' "
        "AND (a.territory, a.locality, a.street, a.house, a.flat) = (b.territory, b.locality, b.street, b.house, b.flat)",
    ),
    # People and where they are registered in one statement: their search keys are then written once.
    (
        "registry_person",
        "WITH person AS (INSERT INTO registry_person (id, territory, iin, surname_kk, given_name_kk, patronymic_kk, "
        "surname_ru, given_name_ru, patronymic_ru, birth_on, sex, citizenship, residence, kandas_since, died_on, phone, "
        "email, language, checked, version, source, recorded_by_id, recorded_at) "
        "SELECT id, territory, iin, surname_kk, given_name_kk, patronymic_kk, surname_ru, given_name_ru, patronymic_ru, "
        "birth_on, sex, citizenship, residence, kandas_since, died_on, phone, email, language, '{}', 1, 'import', "
        "%(user)s, now() FROM people_batch WHERE known IS NULL ORDER BY id ON CONFLICT DO NOTHING RETURNING id), "
        "registered AS (INSERT INTO registry_personaddress (person_id, territory, address_id, kind, valid, source, "
        "recorded_by_id, recorded_at) SELECT id, territory, address, 'registered', daterange(%(on)s, NULL), 'import', "
        "%(user)s, now() FROM people_batch JOIN person USING (id) WHERE address IS NOT NULL) "
        "UPDATE people_batch AS b SET made = true FROM person WHERE person.id = b.id",
    ),
    ("registry_personaddress", "SELECT FROM people_batch WHERE made AND address IS NOT NULL"),
    (
        "",
        "UPDATE people_batch AS b SET family = CASE WHEN b.made "
        "THEN nextval(pg_get_serial_sequence('registry_family', 'id')) ELSE (SELECT m.family_id "
        "FROM registry_membership AS m WHERE m.person_id = b.known AND m.valid @> %(on)s::date) END "
        "WHERE b.role = 'head' AND b.household IS NOT NULL",
    ),
    (
        "registry_family",
        "INSERT INTO registry_family (id, territory, address_id, formed_on, version, source, recorded_by_id, recorded_at) "
        "SELECT family, territory, address, %(on)s, 1, 'import', %(user)s, now() FROM people_batch "
        "WHERE made AND role = 'head' AND family IS NOT NULL",
    ),
    (
        "registry_membership",
        "INSERT INTO registry_membership (person_id, territory, family_id, role, valid, source, recorded_by_id, "
        "recorded_at) SELECT b.id, b.territory, h.family, b.role, daterange(%(on)s, NULL), 'import', %(user)s, now() "
        "FROM people_batch AS b JOIN people_batch AS h ON h.household = b.household AND h.family IS NOT NULL "
        "WHERE b.made",
    ),
    # The name and the birth date of somebody known, where one of the two has no number: perhaps the same person.
    (
        "",
        "UPDATE people_batch AS b SET alike = found.id FROM (SELECT new.id AS new, min(old.id) AS id "
        "FROM people_batch AS told JOIN registry_person AS new ON new.id = told.id JOIN registry_person AS old "
        "ON old.territory = new.territory AND old.sort_key = new.sort_key AND old.birth_on = new.birth_on "
        "AND old.id < new.id AND old.merged_into_id IS NULL AND (old.iin IS NULL OR new.iin IS NULL) "
        "WHERE told.made GROUP BY new.id) AS found WHERE b.id = found.new",
    ),
    (
        "",
        "INSERT INTO registry_importedrow (people_import_id, row, outcome, person_id, like_id) SELECT %(import)s, row, "
        "CASE WHEN known IS NOT NULL AND %(update)s THEN 'updated' WHEN alike IS NOT NULL THEN 'unsure' "
        "WHEN made THEN 'created' ELSE 'skipped' END, CASE WHEN made THEN id ELSE known END, alike FROM people_batch",
    ),
)
