"""The SQL that reads the facts of families from the registry, one text an entity."""

from __future__ import annotations

from functools import cache

from tirek.department.registry.enums import IncomeKind
from tirek.department.registry.facts.columns import (
    checked_flags,
    circumstance_expression,
    code_of,
    facts_of,
    names_of,
    person_expression,
    pivot_columns,
    status_facts,
    with_default,
)

CONFIDENTIAL = (
    "(SELECT coalesce(string_to_array(current_setting('tirek.confidential', true), ','), '{}')::text[] AS kinds)"
)
MERGED = "SELECT id, merged_into_id FROM registry_person WHERE merged_into_id IS NOT NULL"
"""Records that turned out to be another person's: what they hold counts for the survivor."""

_HEAD = """
WITH merged AS MATERIALIZED ({merged}),
members AS MATERIALIZED (
  SELECT {number} AS family_number, m.family_id, m.person_id, m.role, f.territory, f.address_id
  FROM registry_membership m JOIN registry_family f ON f.id = m.family_id{join}
  WHERE m.valid @> %(on)s::date AND f.dissolved_on IS NULL{families}
)"""


def _head(*, everybody: bool) -> str:
    """Members of the asked families, or of all families numbered in the temporary table ``export_family``."""
    if everybody:
        return _HEAD.format(merged=MERGED, number="e.number", join=" JOIN export_family e ON e.id = f.id", families="")
    return _HEAD.format(merged=MERGED, number="0", join="", families=" AND m.family_id = ANY (%(families)s)")


def _rows(table: str, alias: str, *, everybody: bool, of_members: bool = False) -> str:
    """Rows of a table with the person they count for; ``%(records)s`` are the records of one family's members."""
    join = f" JOIN members ON members.person_id = {_owner(alias)}" if of_members else ""
    only = "" if everybody else f" AND {alias}.person_id = ANY (%(records)s)"
    return f"FROM {table} {alias} LEFT JOIN merged g ON g.id = {alias}.person_id{join} WHERE TRUE{only}"


def _owner(alias: str) -> str:
    return f"coalesce(g.merged_into_id, {alias}.person_id)"


@cache
def person_query(*, everybody: bool = False) -> str:
    """Facts of persons, a row each; parameters ``on``, ``quarter_from``, ``quarter_to`` and, for one family, its ids."""
    facts = facts_of("person")
    asked = [f for f in facts if person_expression(f) == circumstance_expression(f, "tail")]
    incomes = ",\n    ".join(
        # A register's word counts before a declaration.
        f"coalesce(sum(i.amount_tenge) FILTER (WHERE i.kind = '{kind}' AND i.source <> 'declared'), "
        f"sum(i.amount_tenge) FILTER (WHERE i.kind = '{kind}'))::bigint AS {kind}"
        for kind in IncomeKind.values
    )
    statuses = ",\n    ".join(f"bool_or(s.kind = '{kind}') AS {fact}" for fact, kind in status_facts().items())
    columns = ",\n  ".join(f"{with_default(f, person_expression(f))} AS {f.name}" for f in facts)
    income_rows = _rows("registry_income", "i", everybody=everybody)
    status_rows = _rows("registry_status", "s", everybody=everybody)
    tail_rows = _rows("registry_circumstance", "c", everybody=everybody)
    disability_rows = _rows("registry_disability", "d", everybody=everybody)
    address_rows = _rows("registry_personaddress", "a", everybody=everybody)
    return f"""{_head(everybody=everybody)},
income AS (
  SELECT {_owner("i")} AS person_id, {incomes}
  {income_rows} AND i.month >= %(quarter_from)s::date AND i.month < %(quarter_to)s::date GROUP BY 1
),
status AS (SELECT {_owner("s")} AS person_id, {statuses} {status_rows} AND s.valid @> %(on)s::date GROUP BY 1),
tail AS (
  SELECT {_owner("c")} AS person_id, {pivot_columns(asked)}
  {tail_rows} AND c.fact = ANY ({names_of(asked)}) AND c.valid @> %(on)s::date GROUP BY 1
),
disability AS (
  SELECT {_owner("d")} AS person_id, min(d."group") AS "group", min(d.cause) AS cause
  {disability_rows} AND d.valid @> %(on)s::date GROUP BY 1
),
registered AS (
  SELECT {_owner("a")} AS person_id, min(a.address_id) AS address_id
  {address_rows} AND a.kind = 'registered' AND a.valid @> %(on)s::date GROUP BY 1
)
SELECT members.family_number AS family_id, members.person_id,
  {columns}
FROM members
JOIN registry_person p ON p.id = members.person_id
CROSS JOIN {CONFIDENTIAL} confidential
CROSS JOIN LATERAL (SELECT {checked_flags("person")}) checked
LEFT JOIN income ON income.person_id = p.id
LEFT JOIN status ON status.person_id = p.id
LEFT JOIN tail ON tail.person_id = p.id
LEFT JOIN disability ON disability.person_id = p.id
LEFT JOIN registered ON registered.person_id = p.id
WHERE p.merged_into_id IS NULL AND (p.died_on IS NULL OR p.died_on > %(on)s::date)
ORDER BY 1, 2"""


@cache
def family_query(*, everybody: bool = False) -> str:
    """Facts of families, a row each: circumstances recorded for the head, or for the eldest record where none heads."""
    facts = facts_of("family")
    tail = [fact for fact in facts if fact.name != "territory"]
    columns = ",\n  ".join(
        "members.territory::int AS territory"
        if fact.name == "territory"
        else f"{with_default(fact, circumstance_expression(fact, 'tail'))} AS {fact.name}"
        for fact in facts
    )
    return f"""{_head(everybody=everybody)},
tail AS (
  SELECT {_owner("c")} AS person_id, {pivot_columns(tail)}
  {_rows("registry_circumstance", "c", everybody=everybody)} AND c.fact = ANY ({names_of(tail)})
    AND c.valid @> %(on)s::date GROUP BY 1
)
SELECT DISTINCT ON (members.family_id) members.family_number AS family_id,
  {columns}
FROM members
JOIN registry_person p ON p.id = members.person_id
CROSS JOIN {CONFIDENTIAL} confidential
CROSS JOIN LATERAL (SELECT {checked_flags("family")}) checked
LEFT JOIN tail ON tail.person_id = p.id
ORDER BY members.family_id, members.role = 'head' DESC, members.person_id"""


@cache
def dwelling_query(*, everybody: bool = False) -> str:
    """Dwellings of families, a row each; one that several members share counts once."""
    by_name = {fact.name: fact for fact in facts_of("dwelling")}
    columns = {
        "area": "d.area_m2_hundredths",
        "tenure": code_of(by_name["tenure"], "d.tenure"),
        "kind": code_of(by_name["kind"], "d.kind"),
        "residence": "d.residence",
    }
    listed = ", ".join(f"{columns[name]} AS {name}" for name in by_name)
    return f"""{_head(everybody=everybody)}
SELECT DISTINCT ON (1, coalesce(nullif(d.cadastral_number, ''), d.id::text))
  members.family_number AS family_id, {listed}
{_rows("registry_dwelling", "d", everybody=everybody, of_members=True)}
  AND d.valid @> %(on)s::date
ORDER BY 1, coalesce(nullif(d.cadastral_number, ''), d.id::text), d.residence DESC, d.id"""


@cache
def vehicle_query(*, everybody: bool = False) -> str:
    """Vehicles of families, a row each."""
    kind = code_of(next(fact for fact in facts_of("vehicle") if fact.name == "kind"), "v.kind")
    return f"""{_head(everybody=everybody)}
SELECT members.family_number AS family_id, {kind} AS kind
{_rows("registry_vehicle", "v", everybody=everybody, of_members=True)}
  AND v.valid @> %(on)s::date
ORDER BY 1, v.id"""
