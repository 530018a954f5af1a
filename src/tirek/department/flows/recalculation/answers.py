"""What the law says of many cases at once: one plan over columns for all cases that a programme asks the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from tirek.department.evaluations.enums import Outcome
from tirek.department.flows.recalculation.binding import AMOUNT, CONFLICT, FAILS, HOLDERS, Binder, BoundProgramme
from tirek.department.flows.recalculation.known import KnownCase
from tirek.department.flows.recalculation.standing import Standing
from tirek.population.entitlement import ends_of
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.engine.case import Case as Facts
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.outcomes import NOTHING_CLAIMED, decide
from tirek.rulebook.engine.polars_columns import plan_polars
from tirek.rulebook.engine.tree import AGGREGATES, Node, walk

Reads = dict[str, tuple[str, ...]]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Said:
    """What the law says of one case: the columns of an evaluation, without its trace.

    ``reasons`` are ``{code, act, article}`` of each condition that fails; ``by_rule`` that it was decided by itself.
    """

    standing: Standing
    outcome: str
    amount: int | None
    low: int
    high: int
    unit: str
    decides: bool
    reasons: tuple[dict[str, str], ...]
    by_rule: bool = False


def answers_of(cases: Iterable[KnownCase], on: date, local: Any, progress: Progress = lambda _: None) -> Iterator[Said]:
    """What the law says of each case on a day; in no order. ``progress`` is told how many are decided."""
    binder, done = Binder(on, local), 0
    groups: dict[tuple[str, tuple[Node, ...]], tuple[BoundProgramme, list[KnownCase]]] = {}
    for case in cases:
        row = case.standing
        made = binder.bind(row.programme, row.territory, row.applied_on)
        groups.setdefault((row.programme, made.key), (made, []))[1].append(case)
    for made, listed in groups.values():
        yield from _said(made, listed)
        done += len(listed)
        progress(done)


def _said(made: BoundProgramme, cases: Sequence[KnownCase]) -> Iterator[Said]:
    reads = _reads(made.outputs.values())
    in_columns: list[tuple[Standing, Facts]] = []
    for case in cases:
        if case.facts is None:
            yield Said(case.standing, Outcome.UNDETERMINED, None, 0, 0, made.unit, made.decides, ())
        elif made.bound is None:
            yield Said(case.standing, Outcome.ABSENT, None, 0, 0, "", made.decides, ())
        elif _has_open_rows(case.facts, reads):
            yield _one(made, case.standing, case.facts)
        else:
            in_columns.append((case.standing, case.facts))
    if in_columns:
        yield from _many(made, reads, in_columns)


def _reads(nodes: Iterable[Node]) -> Reads:
    """The facts that the outputs read, by entity; an entity whose rows are only counted has none."""
    found: dict[str, list[str]] = {"family": []}
    for node in walk(*nodes):
        if node.op == "fact":
            found.setdefault(node.args[0], []).append(node.args[1])
        elif node.op in AGGREGATES:
            found.setdefault(node.args[0], [])
    return {entity: tuple(dict.fromkeys(names)) for entity, names in found.items()}


def _has_open_rows(facts: Facts, reads: Reads) -> bool:
    """Whether nobody knows which rows there are of an entity that is read: columns cannot say that."""
    return any(facts.rows[entity] is None for entity in reads if entity != "family")


def _one(made: BoundProgramme, standing: Standing, facts: Facts) -> Said:
    outcome, _interpreter = decide(made.program, made.programme, facts)
    reasons = tuple({"code": each.code, "act": each.step.act, "article": each.step.article} for each in outcome.reasons)
    low, high = outcome.total
    amount = low if low == high and made.unit else None
    return Said(standing, outcome.status, amount, low, high, made.unit, made.decides, reasons, by_rule=True)


def _many(made: BoundProgramme, reads: Reads, cases: Sequence[tuple[Standing, Facts]]) -> Iterator[Said]:
    frames = {entity: _frame(entity, names, [facts for _row, facts in cases]) for entity, names in reads.items()}
    nullable = frozenset(
        (entity, name) for entity, frame in frames.items() for name in reads[entity] if frame[name].null_count()
    )
    tables = {TABLES[entity]: frame.lazy() for entity, frame in frames.items()}
    answers = plan_polars(made.outputs, tables, nullable=nullable).collect().sort(FAMILY_ID)
    bounds = {name: answers.select(low=_low(answers, name), high=_high(answers, name)).rows() for name in made.outputs}
    counts = _rows_of(made, cases)
    for place, (row, _facts) in enumerate(cases):
        at = {name: pairs[place] for name, pairs in bounds.items()}
        yield _as_said(made, row, at, has_rows=counts[place])


def _low(answers: pl.DataFrame, name: str) -> pl.Expr:
    return ends_of(answers.columns, name)[0]


def _high(answers: pl.DataFrame, name: str) -> pl.Expr:
    return ends_of(answers.columns, name)[1]


def _rows_of(made: BoundProgramme, cases: Sequence[tuple[Standing, Facts]]) -> list[bool]:
    entity = made.bound.entity if made.bound else "family"
    return [entity == "family" or bool(facts.rows[entity]) for _row, facts in cases]


def _as_said(made: BoundProgramme, row: Standing, at: dict[str, tuple[Any, Any]], *, has_rows: bool) -> Said:
    low, high = at[AMOUNT]
    outcome = _status(at[HOLDERS], at[AMOUNT], at.get(CONFLICT, (False, False)))
    reasons: tuple[dict[str, str], ...] = ()
    if outcome == Outcome.REFUSED:
        codes = [name.removeprefix(FAILS) for name, (fails, _) in at.items() if name.startswith(FAILS) and fails]
        reasons = tuple(made.reasons[code] for code in codes)
        if not reasons and not has_rows:
            reasons = ({**next(iter(made.reasons.values())), "code": NOTHING_CLAIMED},)
    amount = low if low == high and made.unit else None
    return Said(row, outcome, amount, low, high, made.unit, made.decides, reasons)


def _status(holders: tuple[int, int], total: tuple[int, int], clash: tuple[bool, bool]) -> str:
    """As the engine says it of one family."""
    if clash[0]:
        return Outcome.CONFLICT
    if clash[1] or holders[0] != holders[1] or total[0] != total[1]:
        return Outcome.UNDETERMINED
    return Outcome.GRANTED if holders[0] else Outcome.REFUSED


def _frame(entity: str, names: tuple[str, ...], cases: Sequence[Facts]) -> pl.DataFrame:
    """The rows of an entity, each case with a number of its own: a family with two cases stands there twice."""
    columns: dict[str, list[Any]] = defaultdict(list)
    numbers: list[int] = []
    for number, facts in enumerate(cases):
        for row in [facts.family] if entity == "family" else facts.rows[entity] or ():
            numbers.append(number)
            for name in names:
                columns[name].append(row.get(name))
    made = {name: _series(entity, name, columns[name]) for name in names}
    return pl.DataFrame({FAMILY_ID: pl.Series(numbers, dtype=pl.Int32), **made})


def _series(entity: str, name: str, values: list[Any]) -> pl.Series:
    is_boolean = find_fact(entity, name).type == "boolean"
    return pl.Series(name, values, dtype=pl.Boolean if is_boolean else pl.Int64)
