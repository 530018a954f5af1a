"""The indicators of ``risks.yaml``, found for a population: each one query, each with the figures its reason speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from tirek.department.applications.roads import roads
from tirek.department.control.anomalies import RISK_OF, others_sharing
from tirek.department.control.enums import AnomalyKind
from tirek.department.control.estimates import estimate
from tirek.department.control.population import Population
from tirek.department.control.register import risks, score_of
from tirek.department.core.calendar.today import local_day
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.models import Decision
from tirek.department.evaluations.enums import Outcome
from tirek.department.evaluations.facts import FrozenFacts
from tirek.department.evaluations.models import Evaluation
from tirek.department.parameters.overlays import overlay_for
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.moment import Moment

Found = Mapping[int, Mapping[str, Mapping[str, Any]]]
"""Key of the population -> code of the indicator -> figures of its reason."""
Hits = Iterator[tuple[int, dict[str, Any]]]
"""Decision -> figures."""
SECOND_LOOK = 200
"""The dearest indicator evaluates anew: it is asked of so many of the riskiest only."""
INCOME_UNIT = "tenge_quarter"
"""The unit of what a person earns or receives, in the register of facts."""

BY_QUERY: Mapping[str, str] = {
    "overridden": "SELECT id, 0 FROM decisions_decision WHERE id = ANY (%(ids)s) AND overrides <> ''",
    "unusual": "SELECT id, 0 FROM decisions_decision WHERE id = ANY (%(ids)s) AND 'unusual' = ANY (flags)",
    "assumption": "SELECT id, 0 FROM decisions_decision WHERE id = ANY (%(ids)s) AND 'assumption' = ANY (flags)",
    "returned": "SELECT decision_id, count(*) FROM decisions_return WHERE decision_id = ANY (%(ids)s) GROUP BY 1",
    "many_changes": """
        SELECT d.id, count(*) FROM decisions_decision d JOIN decisions_decision c ON c.case_id = d.case_id
        WHERE d.id = ANY (%(ids)s) AND c.state = 'signed' AND c.kind = 'change'
          AND c.signed_at BETWEEN d.signed_at - interval '1 year' AND d.signed_at
        GROUP BY d.id HAVING count(*) > %(more_than)s""",
    "no_visit": """
        SELECT d.id, 0 FROM decisions_decision d JOIN applications_case c ON c.id = d.case_id
        WHERE d.id = ANY (%(ids)s) AND d.kind = 'grant' AND d.programme = ANY (%(surveyed)s) AND NOT EXISTS (
            SELECT FROM verification_visit v WHERE v.application_id = c.application_id AND v.state = 'closed')""",
}
"""Indicator -> rows of (decision, count)."""
SIGNERS = """
    SELECT signer_id, count(*), count(*) FILTER (WHERE overrides <> ''), array_agg(id)
    FROM decisions_decision WHERE id = ANY (%(ids)s) GROUP BY signer_id"""


def risks_of(population: Population) -> Found:
    """What is found of each key; keys without anything are left out. One query an indicator."""
    by_decision: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for code, hits in _indicators(population):
        for decision, figures in hits:
            by_decision[decision][code] = figures
    riskiest = sorted(by_decision, key=lambda each: (-score_of(by_decision[each]), each))[:SECOND_LOOK]
    for decision, figures in _near_threshold(riskiest):
        by_decision[decision]["near_threshold"] = figures
    keys = {key: row["decision_id"] for key, row in population.rows.items()}
    return {key: by_decision[decision] for key, decision in keys.items() if decision in by_decision}


def _indicators(population: Population) -> Iterator[tuple[str, Hits]]:
    ids = list(population.decisions)
    for code in BY_QUERY:
        yield code, _by_query(code, ids, population)
    for kind in AnomalyKind:
        yield RISK_OF[kind], _sharing(kind, population)
    yield "signer_outlier", _signers(ids)


def _by_query(code: str, ids: list[int], population: Population) -> Hits:
    programmes = {row["programme"] for row in population.rows.values()}
    surveyed = (
        [each for each in programmes if each in roads().of and roads().of[each].survey] if code == "no_visit" else []
    )
    with connection.cursor() as cursor:
        cursor.execute(BY_QUERY[code], {"ids": ids, "more_than": risks()[code].more_than, "surveyed": surveyed})
        rows = cursor.fetchall()
    yield from ((decision, {"count": count} if count else {}) for decision, count in rows)


def _sharing(kind: AnomalyKind, population: Population) -> Hits:
    others = others_sharing(kind)
    for row in population.rows.values():
        if row["family_id"] in others:
            yield row["decision_id"], {"count": others[row["family_id"]]}


def _signers(ids: list[int]) -> Hits:
    """Signers whose least plausible share of departures (at 95 per cent) lies above the share of all."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNERS, {"ids": ids})
        rows = cursor.fetchall()
    of_all, departing = sum(row[1] for row in rows), sum(row[2] for row in rows)
    enough = risks()["signer_outlier"].more_than
    for _signer, count, departures, decisions in rows:
        if count <= enough or not departures or count == of_all:
            continue
        # As if what was signed were drawn from very much: what chance alone would do is not held against anybody.
        if estimate(1_000_000, count, departures, 95).low / 1_000_000 > departing / of_all:
            told = {"percent": round(100 * departures / count), "others": round(100 * departing / of_all)}
            yield from ((decision, told) for decision in decisions)


def _near_threshold(decisions: list[int]) -> Hits:
    """Grants that would have been refused with incomes a little higher, by the law as it was known then."""
    percent = risks()["near_threshold"].percent
    granted = Decision.objects.filter(pk__in=decisions, kind=DecisionKind.GRANT).select_related("evaluation")
    for decision in granted.order_by("pk"):
        evaluation = decision.evaluation
        if evaluation.outcome == Outcome.GRANTED and _refused_with_more(evaluation, percent):
            yield decision.pk, {"percent": percent}


def _refused_with_more(evaluation: Evaluation, percent: int) -> bool:
    """Whether the same facts with incomes so much higher are refused; what cannot be evaluated any more is not near."""
    raised = _with_more(evaluation.facts, percent)
    if raised is None:
        return False
    moment = Moment(
        on=evaluation.on,
        territory=evaluation.territory,
        applied_on=evaluation.applied_on,
        known_on=evaluation.known_on or local_day(evaluation.evaluated_at),
        assumption=find_assumption(evaluation.assumption) if evaluation.assumption else None,
        local=overlay_for(evaluation.overlay) if evaluation.overlay else None,
    )
    answer = decide_family(evaluation.programme, moment, FrozenFacts.from_json(raised).facts)
    return bool(answer.outcome.status == Outcome.REFUSED)


def _with_more(facts: Mapping[str, Any], percent: int) -> Mapping[str, Any] | None:
    """The facts with every income of a person so much higher; None where the family told of none."""
    persons = (facts.get("rows") or {}).get("person") or []
    raised = [{name: _raised(name, value, percent) for name, value in row.items()} if row else row for row in persons]
    return {**facts, "rows": {**facts["rows"], "person": raised}} if raised != persons else None


def _raised(name: str, value: Any, percent: int) -> Any:
    is_income = value and str(find_fact("person", name).unit) == INCOME_UNIT
    return -(-value * (100 + percent) // 100) if is_income else value
