"""Binding: the rules of a moment and place become closed trees of facts and numbers, proven to stay within 64 bits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tirek.rulebook.engine.benefit import Benefit, Term
from tirek.rulebook.engine.bound import BoundBenefit, BoundStep
from tirek.rulebook.engine.calendar import as_integer
from tirek.rulebook.engine.errors import LawError, NotInForce, RuleError
from tirek.rulebook.engine.expressions import Boolean, Expr, Number
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.overlay import added_conditions, added_floors, changed_step, changed_term, with_overlays
from tirek.rulebook.engine.parameters import Value, find_parameter
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.reform import Change, FloorChange
from tirek.rulebook.engine.rounding import ROUNDINGS
from tirek.rulebook.engine.rules import Rule
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


@dataclass
class Program:
    """All that is asked of the law at one moment and place, bound.

    Attributes
    ----------
    moment : Moment
        With the reforms that are in force among its ``overlays``.
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
    opened : set
        Steps being bound; a reform's text that comes back to the step it replaces is refused.
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
    opened: set[str] = field(default_factory=set)

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
    """Bind benefits to a moment, under its reforms; the law itself stays as it is.

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
    moment = with_overlays(moment)
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
    day = _day_of(benefit, moment)
    term = changed_term(benefit, moment, day) or benefit.term_at(moment, day)
    if term is None:
        return "not_in_force", None
    # A welfare level decides nothing by itself, so a method that is still a draft is computed and says that it is one.
    shown = drafts or benefit.outcome == "level"
    if term.status != "in_force" and not (shown and term.status in ("draft", "adopted")):
        return term.status, None
    return ("", term) if benefit.provided_in(moment) else ("not_provided_here", None)


def _day_of(benefit: Benefit, moment: Moment) -> date:
    return moment.application if benefit.document.get("valued_on") == "application" else moment.on


def _bind_benefit(program: Program, benefit: Benefit, term: Term) -> BoundBenefit:
    day = _day_of(benefit, program.moment)
    added = added_conditions(benefit, program.moment, day)
    conditions = {code: _bind_as(Boolean, program, rule) for code, rule in benefit.conditions.items()}
    for change in added:
        if change.code in conditions:
            what = f"{benefit.id} already refuses with {change.code}."
            raise RuleError(change.text.versions[0].where, what, "Give the added condition a code of its own.")
        conditions[change.code] = _of_rows(benefit, _bind_as(Boolean, program, change.text, change))
    eligible = TRUE
    for step in conditions.values():
        eligible = build("and", eligible, step.node)
    amount_step, amount, floors = None, ZERO, []
    if benefit.amount_rule is not None:
        amount_step = _bind_as(Number, program, benefit.amount_rule)
        least = build("max", ZERO, _rounded(amount_step, benefit.rounding))
        for floor in added_floors(benefit, program.moment, day):
            floors.append(_of_rows(benefit, _bind_floor(program, floor, amount_step)))
            least = build("max", least, _rounded(floors[-1], "up"))
        amount = build("when", eligible, least, ZERO)
    clash = FALSE
    for step in _steps_below(program, [*conditions.values(), *([amount_step] if amount_step else []), *floors]):
        for node in step.version.conflicts:
            clash = build("or", clash, build("and", eligible, _for_entity(bind_node(program, node), benefit.entity)))
    extras = {name: bind_step(program, rule) for name, rule in benefit.extras.items()}
    parts = (conditions, eligible, amount_step, amount, ZERO, ZERO, clash, extras, tuple(floors))
    refusals = {change.code: change.refusal for change in added}
    return _totals(BoundBenefit(benefit, term, benefit.entity, *parts, refusals))


def _rounded(step: BoundStep, rounding: str) -> Node:
    return ROUNDINGS[rounding](Number(step.node, under=(step.divisor,))).node


def _of_rows(benefit: Benefit, step: BoundStep) -> BoundStep:
    """A step that a reform adds to a benefit: of the family, or of the rows the benefit is of."""
    if step.node.entity not in (None, "family", benefit.entity):
        what = f"{step.name} speaks of each {step.node.entity}, {benefit.id} is decided for each {benefit.entity}."
        raise RuleError(step.version.where, what, "Aggregate the rows: any_of, all_of, count.")
    return step


def _bind_floor(program: Program, change: FloorChange, amount: BoundStep) -> BoundStep:
    step = _bind_as(Number, program, change.text, change)
    assert isinstance(step.shape, Number)
    assert isinstance(amount.shape, Number)
    if step.shape.unit != amount.shape.unit:
        what = f"the floor {step.name} is in {step.shape.unit}, {amount.name} is in {amount.shape.unit}."
        raise RuleError(step.version.where, what, "Give a floor the unit of the amounts it stands under.")
    return step


def _bind_as(kind: type[Expr], program: Program, rule: Rule[Any], change: Change | None = None) -> BoundStep:
    step = bind_step(program, rule, change)
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


def bind_step(program: Program, rule: Rule[Any], added: Change | None = None) -> BoundStep:
    """Bind one step (once a program), with the text a reform gives it; ``added`` is the change that brought a new one."""
    name = rule.full_name
    if name in program.steps:
        return program.steps[name]
    changed = changed_step(rule, program.moment)
    version = (changed.text if changed else rule).version_at(program.moment)
    if name in program.opened:
        what = f"{name}, as a reform changes it, needs its own value."
        raise LawError(version.where, what, "Write the new text without the step that it replaces.")
    program.opened.add(name)
    try:
        shape = version.result()
        nodes, inputs = _bind_shape(program, shape), tuple(_inputs(shape))
        territory = program.moment.territory
        step = BoundStep(rule, version, *nodes, shape, inputs, changed or added, territory=territory)
    finally:
        program.opened.discard(name)
    program.steps[name] = step
    if changed:
        program.steps[name] = step = replace(step, before=_text_before(program, rule))
    return step


def _bind_shape(program: Program, shape: Expr) -> tuple[Node, Node]:
    divisor = shape.divisor() if isinstance(shape, Number) else literal(1)
    return bind_node(program, shape.nodes()[0]), bind_node(program, divisor)


def _text_before(program: Program, rule: Rule[Any]) -> tuple[Node, Node] | None:
    """What the step would be without the reform, for the trace; None where it had no text then."""
    try:
        return _bind_shape(program, rule.version_at(program.moment).result())
    except NotInForce:
        return None


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
