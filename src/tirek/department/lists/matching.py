"""Whose row it is: by the number; by name in either spelling and birth date; else an officer says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from tirek.department.lists.models import ListRow
from tirek.department.registry.models import Person

Match = ListRow.Match


def match_rows(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int | None, list[int]]]:
    """How each row is matched, to whom, and who else it may be. Two queries.

    A number settles it. Where the number is empty or unknown, one person of that name and birth date is sure if the row
    tells no number or the person has none; several, or one with another number, are for an officer to settle.
    """
    by_iin = dict(
        Person.objects.filter(iin__in=[row["iin"] for row in rows if row["iin"]], merged_into=None).values_list(
            "iin", "pk"
        )
    )
    named = _by_name(rows)
    found: list[tuple[str, int | None, list[int]]] = []
    taken: set[int] = set()
    for place, row in enumerate(rows):
        person = by_iin.get(row["iin"])
        match, candidates = (Match.IIN, []) if person else (Match.NONE, [])
        if person is None and (alike := named.get(place, [])):
            sure = len(alike) == 1 and (not row["iin"] or not alike[0][1])
            match, person = (Match.NAME, alike[0][0]) if sure else (Match.UNSURE, None)
            candidates = [] if sure else [key for key, _ in alike]
        if person in taken:
            # A second row of one person is an officer's to look at, never silently dropped.
            match, person, candidates = Match.UNSURE, None, [person] if person else []
        if person:
            taken.add(person)
        found.append((match, person, candidates))
    return found


def _by_name(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[tuple[int, bool]]]:
    """People of a row's surname, given name and birth date: ``(id, has a number)`` by the row's place."""
    told = [
        (place, row["birth_on"], *(_first(row, part) for part in ("surname", "given_name")))
        for place, row in enumerate(rows)
        if row["birth_on"]
    ]
    if not told:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT told.place, p.id, p.iin IS NOT NULL FROM unnest(%s::int[], %s::date[], %s::text[], %s::text[]) "
            "AS told (place, birth_on, surname, given_name) JOIN registry_person AS p ON p.birth_on = told.birth_on "
            "AND p.territory = ANY ((SELECT string_to_array(current_setting('tirek.territory', true), ','))::text[]) "
            "WHERE p.merged_into_id IS NULL "
            "AND registry_spelling_keys(lower(told.surname)) && (registry_spelling_keys(lower(p.surname_kk)) "
            "|| registry_spelling_keys(lower(p.surname_ru))) "
            "AND registry_spelling_keys(lower(told.given_name)) && (registry_spelling_keys(lower(p.given_name_kk)) "
            "|| registry_spelling_keys(lower(p.given_name_ru))) ORDER BY 1, 2",
            [list(part) for part in zip(*told, strict=True)],
        )
        found: dict[int, list[tuple[int, bool]]] = {}
        for place, key, numbered in cursor.fetchall():
            found.setdefault(place, []).append((key, numbered))
    return found


def _first(row: Mapping[str, Any], part: str) -> str:
    return str(row[f"{part}_kk"] or row[f"{part}_ru"] or "")
