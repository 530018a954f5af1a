"""What a drive has come to, counted by the database alone, beside what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from tirek.commands.road.funnel_words import say
from tirek.commands.road.promises import Promises
from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.decisions.grounds import grounds_of
from tirek.rulebook.engine.wording import number_text

STEP = "SELECT count(DISTINCT case_id) FROM applications_casestep WHERE after = '{state}'"
SIGNED = "FROM decisions_decision WHERE state = 'signed' AND kind IN ('grant', 'refuse')"
COUNTS: Mapping[str, str] = {
    "drafted": "SELECT count(*) FROM applications_application",
    "programmes": "SELECT count(DISTINCT programme) FROM applications_case",
    "confidential": "SELECT count(*) FROM applications_application WHERE confidential <> ''",
    "abandoned": STEP.format(state="abandoned"),
    "registered": STEP.format(state="registered"),
    "withdrawn": STEP.format(state="withdrawn"),
    "checking": STEP.format(state="checking"),
    "questions": "SELECT count(*) FROM registry_registeranswer",
    "questions_late": "SELECT count(*) FROM registry_registeranswer "
    "WHERE attempts > 1 OR state <> 'answered' OR outcome <> 'complete'",
    "documents_instead": "SELECT count(*) FROM verification_factcheck WHERE settled_source = 'document'",
    "visits": "SELECT count(*) FROM verification_visit WHERE state IN ('closed', 'no_act')",
    "ready": STEP.format(state="ready"),
    "decided": f"SELECT count(DISTINCT case_id) {SIGNED}",
    "granted": "SELECT count(*) FROM applications_case WHERE state = 'granted'",
    "refused": "SELECT count(*) FROM applications_case WHERE state = 'refused'",
    "letters": "SELECT count(*) FROM decisions_notice",
    "appeals": "SELECT count(*) FROM appeals_appeal WHERE state = 'decided'",
    "appeals_granted": "SELECT count(*) FROM appeals_appeal WHERE state = 'decided' AND outcome IN ('granted', 'partly')",
    "breaches": "SELECT count(*) FROM contracts_breach WHERE reinstated_at IS NULL",
    "deaths": "SELECT count(DISTINCT event_id) FROM flows_consequence WHERE kind = 'death'",
    "moves": "SELECT count(DISTINCT event_id) FROM flows_consequence WHERE kind = 'move'",
    "ended": "SELECT count(*) FROM entitlements_entitlement WHERE state = 'ended'",
    "duplicates": "SELECT count(*) FROM registry_duplicatecandidate",
    "merged": "SELECT count(*) FROM registry_merge WHERE effective_at IS NOT NULL AND undone_at IS NULL",
    "unmerged": "SELECT count(*) FROM registry_merge WHERE effective_at IS NOT NULL AND undone_at IS NOT NULL",
}
"""Each number by a query of its own, in the order in which a family meets them."""
MONTHLY = """
    SELECT coalesce(sum(quantity / CASE period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'half_year' THEN 6 ELSE 12 END), 0)
    FROM entitlements_entitlement
    WHERE unit LIKE 'tenge%' AND period IN ('month', 'quarter', 'half_year', 'year') AND state IN ('active', 'suspended')"""
"""Tenge a month of what runs: what falls due every quarter counts by a third, and so on."""
ONCE = """
    SELECT coalesce(sum(quantity), 0) FROM entitlements_entitlement
    WHERE unit LIKE 'tenge%' AND period NOT IN ('month', 'quarter', 'half_year', 'year') AND state IN ('active', 'suspended')"""
"""Tenge of what is paid once, or at an event."""
REASONS = """
    SELECT ground, min(programme), count(DISTINCT case_id) FROM decisions_decision, unnest(grounds) ground
    WHERE state = 'signed' AND kind = 'refuse' GROUP BY ground ORDER BY count(DISTINCT case_id) DESC, ground"""
PROMISED = {"drafted": "applications"}
"""Names of counts under which a promise stands that is called otherwise."""


@dataclass(frozen=True)
class Reason:
    """A ground of refusal, by whose programme its words are, and how many cases were refused for it."""

    code: str
    programme: str
    cases: int


@dataclass(frozen=True)
class Funnel:
    """Everything that was counted. Sums are whole tenge."""

    counts: Mapping[str, int]
    monthly_tenge: int
    once_tenge: int
    reasons: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            **self.counts,
            "monthly_tenge": self.monthly_tenge,
            "once_tenge": self.once_tenge,
            "reasons": {reason.code: reason.cases for reason in self.reasons},
        }

    def unmet(self, promises: Promises, reasons: frozenset[str]) -> list[str]:
        """Which promises the database does not show: ``name: counted of promised``, and each reason nobody met."""
        names = {promise: name for name, promise in PROMISED.items()}
        wanted = {names.get(name, name): number for name, number in asdict(promises).items()}
        short = [
            f"{name}: {self.counts[name]} < {number}" for name, number in wanted.items() if self.counts[name] < number
        ]
        return short + sorted(reasons - {reason.code for reason in self.reasons})


def count_funnel() -> Funnel:
    """Count the whole department's road."""
    every_kind = frozenset(str(kind) for kind in Confidential.values)
    with entered(system_viewer("demo", confidential=every_kind), read_only=True):
        counts = {name: _number(query) for name, query in COUNTS.items()}
        with connection.cursor() as cursor:
            cursor.execute(REASONS)
            reasons = tuple(Reason(*row) for row in cursor.fetchall())
        return Funnel(counts, _number(MONTHLY), _number(ONCE), reasons)


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def funnel_rows(funnel: Funnel, language: str) -> Iterator[list[str]]:
    """The lines of the funnel: what, how many; each reason of refusal under the refusals, money under the grants."""
    for name, number in funnel.counts.items():
        yield [say(name, language), number_text(number, language)]
        if name == "granted":
            yield [f"  {say('monthly_tenge', language)}", number_text(funnel.monthly_tenge, language)]
            yield [f"  {say('once_tenge', language)}", number_text(funnel.once_tenge, language)]
        if name == "refused":
            for reason in funnel.reasons:
                title = grounds_of(reason.programme)[reason.code].title[language]
                yield [f"  {title}", number_text(reason.cases, language)]
