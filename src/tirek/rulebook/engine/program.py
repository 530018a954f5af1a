"""Binding: the rules of a moment and place become closed trees of facts and numbers, proven to stay within 64 bits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tirek.rulebook.engine.benefit import Benefit, Term
from tirek.rulebook.engine.calendar import as_integer
from tirek.rulebook.engine.errors import NotInForce, RuleError
from tirek.rulebook.engine.expressions import Boolean, Expr, Number
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import Value, find_parameter
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.rounding import ROUNDINGS
from tirek.rulebook.engine.rules import Rule, Version
from tirek.rulebook.engine.tree import (
    FALSE,
    TRUE,
    ZERO,
    Node,
    aggregate,
    build,
    intern_node,
    literal,
    rebuild,
    walk,
)


@dataclass(frozen=True)
class BoundStep:
    """One named step at a moment.

    Attributes
    ----------
    rule, version : Rule, Version
        The step, and the text in force.
    node, divisor : Node
        Its bound value; a ratio's divisor (a literal 1 otherwise).
    shape : Expr
        The value as the rule built it: type, unit, comparison.
    inputs : tuple of Node
        Facts, parameters and steps its text names, before binding, in order.
    """

    rule: Rule[Any]
    version: Version
    node: Node
    divisor: Node
    shape: Expr
    inputs: tuple[Node, ...]

    @property
    def name(self) -> str:
        """``folder.step``."""
        return self.rule.full_name


@dataclass(frozen=True)
class BoundBenefit:
    """One benefit at a moment: bound trees of its conditions, amount, and family totals.

    ``eligible`` and ``amount`` belong to ``entity``; ``holders``, ``total`` and ``conflict`` to the family.
    """

    benefit: Benefit
    term: Term
    entity: str
    conditions: Mapping[str, BoundStep]
    eligible: Node
    amount_step: BoundStep | None
    amount: Node
    holders: Node
    total: Node
    conflict: Node
    extras: Mapping[str, BoundStep]

    def family_nodes(self) -> tuple[Node, ...]:
        """Every result that belongs to the family."""
        return (self.holders, self.total, self.conflict, *(step.node for step in self.extras.values()))


@dataclass
class Program:
    """All that is asked of the law at one moment and place, bound.

    Attributes
    ----------
    moment : Moment
    asked : dict
        All benefits asked, by id, in order.
    benefits : dict
        Those of them that are bound.
    absent : dict
        Benefits asked that are not in force or not provided there, with the reason.
    steps : dict
        Every step met, by full name, in order of dependence.
    values : dict
        Every parameter value used: (name, at, purpose) to the value, or None where nobody published one.
    bound_nodes : dict
        Every node bound so far; sharing survives through it.
    step_plans, trace_plans : dict
        What a trace says of a step, and in which order of a benefit's steps, whatever the family is (see ``trace``).
    """

    moment: Moment
    asked: dict[str, Benefit] = field(default_factory=dict)
    benefits: dict[str, BoundBenefit] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    steps: dict[str, BoundStep] = field(default_factory=dict)
    values: dict[tuple[str, str, str], Value | None] = field(default_factory=dict)
    ranges: Ranges = field(default_factory=Ranges)
    bound_nodes: dict[Node, Node] = field(default_factory=dict)
    step_plans: dict[str, Any] = field(default_factory=dict)
    trace_plans: dict[str, Any] = field(default_factory=dict)

    def outputs(self) -> dict[str, Node]:
        """Family-level results by name: ``<benefit>.holders``, ``.total`` (tenge, or a level) or ``.quantity``."""
        made: dict[str, Node] = {}
        for name, bound in self.benefits.items():
            made[f"{name}.holders"] = bound.holders
            if bound.benefit.amount_rule is not None:
                made[f"{name}.{bound.benefit.measure}"] = bound.total
            made.update({f"{name}.{extra}": step.node for extra, step in bound.extras.items()})
        return made

    def conflicts(self) -> dict[str, Node]:
        """Conditions under which a benefit's amount has two answers, by benefit; those that can happen."""
        return {name: bound.conflict for name, bound in self.benefits.items() if bound.conflict is not FALSE}


def bind_program(benefits: list[Benefit], moment: Moment, *, drafts: bool = False) -> Program:
    """Bind benefits to a moment.

    Parameters
    ----------
    benefits : list of Benefit
    moment : Moment
    drafts : bool
        Bind drafts too, to price and explain them; a draft decides no case.

    Raises
    ------
    LawError, RuleError, OverflowPossible
        If the law as written cannot be bound; each names file and line.
    """
    program = Program(moment, asked={benefit.id: benefit for benefit in benefits})
    for benefit in benefits:
        reason, term = _standing(benefit, moment, drafts)
        if term is None:
            program.absent[benefit.id] = reason
            continue
        try:
            program.benefits[benefit.id] = _bind_benefit(program, benefit, term)
        except NotInForce:  # a term says it is in force, but one of its steps has no text for the day
            program.absent[benefit.id] = "not_in_force"
    bound = program.benefits.values()
    roots = [node for each in bound for node in (*each.family_nodes(), each.amount, each.eligible)]
    program.ranges.prove(roots, _bound_divisors(program))
    return program


def _standing(benefit: Benefit, moment: Moment, drafts: bool) -> tuple[str, Term | None]:
    day = moment.application if benefit.document.get("valued_on") == "application" else moment.on
    term = benefit.term_at(moment, day)
    if term is None:
        return "not_in_force", None
    # A welfare level decides nothing by itself, so a method that is still a draft is computed and says that it is one.
    shown = drafts or benefit.outcome == "level"
    if term.status != "in_force" and not (shown and term.status in ("draft", "adopted")):
        return term.status, None
    return ("", term) if benefit.provided_in(moment) else ("not_provided_here", None)


def _bind_benefit(program: Program, benefit: Benefit, term: Term) -> BoundBenefit:
    conditions = {code: _bind_as(Boolean, program, rule) for code, rule in benefit.conditions.items()}
    eligible = TRUE
    for step in conditions.values():
        eligible = build("and", eligible, step.node)
    amount_step, amount = None, ZERO
    if benefit.amount_rule is not None:
        amount_step = _bind_as(Number, program, benefit.amount_rule)
        rounded = ROUNDINGS[benefit.rounding](Number(amount_step.node, under=(amount_step.divisor,)))
        amount = build("when", eligible, build("max", ZERO, rounded.node), ZERO)
    clash = FALSE
    for step in _steps_below(program, [*conditions.values(), *([amount_step] if amount_step else [])]):
        for node in step.version.conflicts:
            clash = build("or", clash, build("and", eligible, _for_entity(bind_node(program, node), benefit.entity)))
    extras = {name: bind_step(program, rule) for name, rule in benefit.extras.items()}
    return _totals(
        BoundBenefit(
            benefit, term, benefit.entity, conditions, eligible, amount_step, amount, ZERO, ZERO, clash, extras
        )
    )


def _bind_as(kind: type[Expr], program: Program, rule: Rule[Any]) -> BoundStep:
    step = bind_step(program, rule)
    if not isinstance(step.shape, kind):
        made, wanted = type(step.shape).__name__.lower(), kind.__name__.lower()
        what = f"{step.name} gives a {made} where a {wanted} is needed."
        raise RuleError(step.version.where, what, "A condition is compared (x > 0, x == y); an amount is a number.")
    return step


def _for_entity(condition: Node, entity: str) -> Node:
    """A condition of other rows than the benefit's, as one of the family: whether it holds for any."""
    if condition.entity in (None, "family", entity):
        return condition
    return build("lt", ZERO, aggregate("count", str(condition.entity), condition))


def _totals(bound: BoundBenefit) -> BoundBenefit:
    """The family's totals of a benefit bound for its entity."""
    entity, clash = bound.entity, bound.conflict
    if entity == "family":
        return replace(bound, holders=build("when", bound.eligible, literal(1), ZERO), total=bound.amount)
    return replace(
        bound,
        holders=aggregate("count", entity, bound.eligible),
        total=aggregate("sum", entity, bound.amount, TRUE),
        conflict=clash if clash is FALSE else build("lt", ZERO, aggregate("count", entity, clash)),
    )


def bind_step(program: Program, rule: Rule[Any]) -> BoundStep:
    """Bind one step (once a program)."""
    name = rule.full_name
    if name in program.steps:
        return program.steps[name]
    version = rule.version_at(program.moment)
    shape = version.result()
    first = shape.nodes()[0]
    divisor = shape.divisor() if isinstance(shape, Number) else literal(1)
    inputs = tuple(_inputs(shape))
    bound, bound_divisor = bind_node(program, first), bind_node(program, divisor)
    step = BoundStep(rule, version, bound, bound_divisor, shape, inputs)
    program.steps[name] = step
    return step


def _inputs(shape: Expr) -> list[Node]:
    found: dict[tuple[object, ...], Node] = {}
    for node in walk(*shape.nodes()):
        if node.op == "fact":
            found.setdefault(("fact", *node.args), node)
        elif node.op in ("par", "step"):
            found.setdefault((node.op, *node.args[:-1]), node)
    return list(found.values())


def bind_node(program: Program, root: Node) -> Node:
    """A tree with its parameters, dates and steps replaced by what they are at the moment."""
    done = program.bound_nodes
    for node in walk(root):
        if node not in done:
            done[node] = _bind_leaf(program, node) if node.op in ("par", "date", "step") else _bind_inner(node, done)
    return done[root]


def _bind_inner(node: Node, done: dict[Node, Node]) -> Node:
    return rebuild(node, [done[child] for child in node.children()])


def _bind_leaf(program: Program, node: Node) -> Node:
    if node.op == "date":
        return literal(as_integer(program.moment.day(*node.args)))
    if node.op == "step":
        step = bind_step(program, node.args[0])
        return step.node if node.args[1] == 0 else step.divisor
    name, at, purpose, component = node.args
    key = (name, at, purpose)
    if key not in program.values:
        program.values[key] = find_parameter(name).value_at(program.moment, at, purpose)
    value = program.values[key]
    if value is None:
        bounds = find_parameter(name).gap_range
        return literal(1) if component == 1 else intern_node("gap", (name, at, purpose, *bounds), "int", None)
    return literal(value.amount.denominator if component == 1 else value.amount.numerator)


def _steps_below(program: Program, steps: list[BoundStep]) -> list[BoundStep]:
    found: dict[str, BoundStep] = {}
    queue = list(steps)
    while queue:
        step = queue.pop()
        if step.name not in found:
            found[step.name] = step
            queue.extend(program.steps[n.args[0].full_name] for n in step.inputs if n.op == "step")
    return list(found.values())


def _bound_divisors(program: Program) -> list[tuple[Node, str]]:
    """Divisors that the texts in force name, and those of the steps themselves."""
    steps, bound = program.steps.values(), program.bound_nodes
    named = [(bound[node], where) for step in steps for node, where in step.version.divisors if node in bound]
    return [*named, *((step.divisor, step.version.where) for step in steps)]
