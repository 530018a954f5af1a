"""What the law says for one family: granted, refused with reasons, or undetermined with what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tirek.rulebook.engine.bound import BoundBenefit, BoundStep
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.expressions import Boolean, Expr, Number
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.interpreter import Interpreter, interpret, settled
from tirek.rulebook.engine.intervals import Interval
from tirek.rulebook.engine.missing import Missing, missing_for
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_node, bind_step
from tirek.rulebook.engine.tree import FALSE, Node, walk
from tirek.rulebook.engine.units import Unit

GRANTED, REFUSED, UNDETERMINED, CONFLICT = "granted", "refused", "undetermined", "conflict"
NOTHING_CLAIMED = "nothing_claimed"
"""Refusal of a benefit for a claim where the family made none of that kind."""


@dataclass(frozen=True)
class Comparison:
    """The line and the family's figure in a condition that compares them, exactly."""

    figure: Fraction
    line: Fraction
    unit: Unit
    income_of: str | None

    @property
    def difference(self) -> Fraction:
        """How far the figure is from the line."""
        return abs(self.figure - self.line)


@dataclass(frozen=True)
class Reason:
    """One condition that fails: its refusal code, the rows it fails for, and the comparison where it is one."""

    code: str
    step: BoundStep
    rows: tuple[int, ...]
    comparison: Comparison | None


@dataclass(frozen=True)
class RowOutcome:
    """Outcome of one holder: a row of the benefit's entity, or the family (index None)."""

    index: int | None
    status: str
    amount: Interval
    failing: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """Outcome of one benefit for one family.

    Attributes
    ----------
    status : str
        granted, refused, undetermined, conflict; or why the benefit is absent (not_in_force, draft, ...).
    holders, total : (int, int)
        Bounds; they meet unless undetermined. ``total`` is tenge a period.
    missing : tuple of Missing
        What would settle it.
    """

    benefit_id: str
    status: str
    kind: str
    holders: Interval = (0, 0)
    total: Interval = (0, 0)
    rows: tuple[RowOutcome, ...] = ()
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()


def decide(
    program: Program, benefit_id: str, case: Case, interpreter: Interpreter | None = None
) -> tuple[Outcome, Interpreter]:
    """Decide one benefit for one family; the interpreter holds every value on the way, for the trace.

    Give the interpreter of one decision to the next of the same program and family: what they share is computed once.
    """
    interpreter = interpreter or interpret(program, case)
    if benefit_id in program.absent:
        return Outcome(benefit_id, program.absent[benefit_id], ""), interpreter
    bound = program.benefits[benefit_id]
    kind = bound.benefit.outcome
    rows = tuple(_row_outcome(interpreter, bound, index) for index in _row_indexes(interpreter, bound))
    holders, total = interpreter.value(bound.holders), interpreter.value(bound.total)
    clash = interpreter.value(bound.conflict) if bound.conflict is not FALSE else (False, False)
    status = _status(holders, total, clash)
    missing: tuple[Missing, ...] = ()
    if status == UNDETERMINED:
        missing = tuple(missing_for(interpreter, bound.holders, bound.total, bound.conflict))
    reasons = _reasons(program, interpreter, bound, rows) if status == REFUSED else ()
    return Outcome(benefit_id, status, kind, holders, total, rows, reasons, missing), interpreter


def _row_indexes(interpreter: Interpreter, bound: BoundBenefit) -> list[int | None]:
    if bound.entity == "family":
        return [None]
    return list(range(interpreter.row_count(bound.entity) or 0))


def _row_outcome(interpreter: Interpreter, bound: BoundBenefit, index: int | None) -> RowOutcome:
    def at(node: Node) -> Interval:
        return interpreter.value(node) if index is None else interpreter.row_value(node, index)

    eligible, amount = at(bound.eligible), at(bound.amount)
    failing = tuple(code for code, step in bound.conditions.items() if not at(step.node)[1])
    sure = eligible[0] and settled(amount)
    status = (GRANTED if sure else UNDETERMINED) if eligible[1] else REFUSED
    return RowOutcome(index, status, amount, failing)


def _status(holders: Interval, total: Interval, clash: Interval) -> str:
    if clash[0]:
        return CONFLICT
    if clash[1] or not settled(holders) or not settled(total):
        return UNDETERMINED
    return GRANTED if holders[0] else REFUSED


def _reasons(
    program: Program, interpreter: Interpreter, bound: BoundBenefit, rows: tuple[RowOutcome, ...]
) -> tuple[Reason, ...]:
    reasons = []
    for code, step in bound.conditions.items():
        failing = tuple(row.index for row in rows if code in row.failing and row.index is not None)
        family_fails = step.node.entity in (None, "family") and not interpreter.value(step.node)[1]
        if failing or family_fails:
            comparison = _comparison(program, interpreter, step, failing[0] if failing else None)
            reasons.append(Reason(code, step, failing, comparison))
    if not reasons and not rows:
        first = next(iter(bound.conditions.values()))
        reasons.append(Reason(NOTHING_CLAIMED, first, (), None))
    return tuple(reasons)


def _comparison(program: Program, interpreter: Interpreter, step: BoundStep, row: int | None) -> Comparison | None:
    # The row is kept even where the condition is bound to a constant: a part of it may still be read by row.
    failing = _failing_part(program, interpreter, step.shape, row)
    if failing is None:
        return None
    _, left, right = failing
    values = [_exact(program, interpreter, side, row) for side in (left, right)]
    if values[0] is None or values[1] is None:
        return None
    left_reads, right_reads = (_facts_of(program, side) for side in (left, right))
    figure, line = (values[1], values[0]) if right_reads and not left_reads else (values[0], values[1])
    unit = left.unit if left.unit.powers else right.unit
    return Comparison(figure, line, unit, _income_period(program.moment, left_reads | right_reads))


def _failing_part(
    program: Program, interpreter: Interpreter, shape: Expr, row: int | None
) -> tuple[str, Number, Number] | None:
    """The first comparison, from the left, that is false inside a condition."""
    assert isinstance(shape, Boolean)
    if shape.node.op == "step":  # what the step says at the moment: its first text may be of another year
        shape = bind_step(program, shape.node.args[0]).shape
        return _failing_part(program, interpreter, shape, row)
    if shape.comparison is not None:
        return shape.comparison
    for part in shape.parts:
        node = bind_node(program, part.node)
        bounds = interpreter.row_value(node, row) if row is not None else interpreter.value(node)
        if not bounds[1]:
            found = _failing_part(program, interpreter, part, row)
            if found is not None:
                return found
    return None


def _exact(program: Program, interpreter: Interpreter, number: Number, row: int | None) -> Fraction | None:
    top, bottom = bind_node(program, number.node), bind_node(program, number.divisor())
    sides = [interpreter.row_value(n, row) if row is not None else interpreter.value(n) for n in (top, bottom)]
    if not all(settled(side) for side in sides) or sides[1][0] < 1:
        return None
    return Fraction(sides[0][0], sides[1][0])


def _facts_of(program: Program, number: Number) -> frozenset[tuple[str, str]]:
    return _facts_below(bind_node(program, number.node))


@lru_cache(maxsize=4096)
def _facts_below(bound: Node) -> frozenset[tuple[str, str]]:
    return frozenset(leaf.args for leaf in walk(bound) if leaf.op == "fact")


def _income_period(moment: Moment, facts: frozenset[tuple[str, str]]) -> str | None:
    """The quarter whose income counts, where income is part of the comparison."""
    if any(("quarter", -1) in find_fact(*fact).unit.powers for fact in facts):
        return str(moment.quarter("quarter_before_application"))
    return None
