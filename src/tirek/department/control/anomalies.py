"""What several recipients share and hardly should: one account, one telephone, one address, one employer.

One query a kind, over whoever holds something granted that still runs, under the policies of whoever looks. What is lawful
by itself is left out by the query: one family; an account of a registered organisation. What somebody explained
(``LawfulSharing``) is left out by its mark, a keyed digest of the thing shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tirek.department.control.enums import AnomalyKind
from tirek.department.control.models import LawfulSharing
from tirek.department.control.register import risks
from tirek.department.core.calendar.today import today
from tirek.department.journal.encryption import keyed_digest

SHOWN = 200
"""So many groups of a kind are looked at, the largest first."""
WAGE_MONTHS = 6
RISK_OF: Mapping[AnomalyKind, str] = {
    AnomalyKind.ACCOUNT: "shared_account",
    AnomalyKind.PHONE: "shared_phone",
    AnomalyKind.ADDRESS: "shared_address",
    AnomalyKind.EMPLOYER: "shared_employer",
}
"""The indicator that says from how many families on a sharing is noticed (``more_than``)."""

HOLDERS = """holder AS (
    SELECT DISTINCT e.holder_id AS person_id, e.family_id, e.territory
    FROM entitlements_entitlement e WHERE e.state IN ('active', 'suspended') AND e.valid @> %(on)s::date
)"""
SHARED = {
    AnomalyKind.ACCOUNT: """
    SELECT b.iban AS thing, h.person_id, h.family_id, h.territory
    FROM holder h JOIN registry_bankaccount b ON b.person_id = h.person_id AND b.preferred AND b.valid @> %(on)s::date
    WHERE NOT EXISTS (SELECT FROM providers_organisation o WHERE o.iban = b.iban)""",
    AnomalyKind.PHONE: """
    SELECT p.phone AS thing, h.person_id, h.family_id, h.territory
    FROM holder h JOIN registry_person p ON p.id = h.person_id WHERE p.phone <> ''""",
    AnomalyKind.ADDRESS: """
    SELECT f.address_id::text AS thing, h.person_id, h.family_id, h.territory
    FROM holder h JOIN registry_family f ON f.id = h.family_id WHERE f.address_id IS NOT NULL""",
    AnomalyKind.EMPLOYER: """
    SELECT i.payer_bin AS thing, m.person_id, h.family_id, h.territory
    FROM holder h JOIN registry_membership m ON m.family_id = h.family_id AND m.valid @> %(on)s::date
    JOIN registry_income i ON i.person_id = m.person_id AND i.kind = 'wage' AND i.payer_bin <> ''
        AND i.month >= date_trunc('month', %(on)s::date) - make_interval(months => %(months)s)""",
}
QUERY = """
WITH {holders}, shared AS ({shared})
SELECT thing, array_agg(DISTINCT person_id ORDER BY person_id), array_agg(DISTINCT family_id ORDER BY family_id),
       array_agg(DISTINCT territory ORDER BY territory)
FROM shared GROUP BY thing HAVING count(DISTINCT family_id) > %(more_than)s
ORDER BY count(DISTINCT family_id) DESC, thing LIMIT {limit}"""


@dataclass(frozen=True)
class Anomaly:
    """One thing that people of several families share. ``mark`` names it without telling it."""

    kind: AnomalyKind
    thing: str
    mark: str
    persons: tuple[int, ...]
    families: tuple[int, ...]
    territories: tuple[str, ...]

    @property
    def ending(self) -> str:
        """The last four signs: enough to tell two things apart, too little to use them."""
        return f"…{self.thing[-4:]}"


def list_anomalies(kind: AnomalyKind, *, on: date | None = None, limit: int = SHOWN) -> list[Anomaly]:
    """What is shared and not explained, the most families first. Two queries."""
    found = _shared(kind, on or today(), limit)
    lawful = _explained(kind, [each.mark for each in found])
    return [each for each in found if each.mark not in lawful]


def mark_of(kind: AnomalyKind, thing: str) -> str:
    """The keyed digest by which a shared thing is known, hexadecimal."""
    return keyed_digest(f"sharing:{kind}:{thing}").hex()


def others_sharing(kind: AnomalyKind, *, on: date | None = None) -> dict[int, int]:
    """How many other families share a thing with a family, by family; the largest where it shares several. Two queries."""
    told: dict[int, int] = {}
    for anomaly in list_anomalies(kind, on=on, limit=10_000):
        for family in anomaly.families:
            told[family] = max(told.get(family, 0), len(anomaly.families) - 1)
    return told


def _shared(kind: AnomalyKind, on: date, limit: int) -> list[Anomaly]:
    query = QUERY.format(holders=HOLDERS, shared=SHARED[kind], limit=int(limit))
    more_than = max(1, risks()[RISK_OF[kind]].more_than)
    with connection.cursor() as cursor:
        cursor.execute(query, {"on": on, "more_than": more_than, "months": WAGE_MONTHS})
        rows: Sequence[tuple[str, list[int], list[int], list[str]]] = cursor.fetchall()
    return [
        Anomaly(kind, thing, mark_of(kind, thing), tuple(persons), tuple(families), tuple(places))
        for thing, persons, families, places in rows
    ]


def _explained(kind: AnomalyKind, marks: Iterable[str]) -> set[str]:
    rows = LawfulSharing.objects.filter(kind=kind, mark__in=list(marks), ended_at__isnull=True)
    return set(rows.values_list("mark", flat=True))
