"""The trace: every step of one decision, with its value, inputs, parameter versions, act, and a sentence in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.acts import LANGUAGES, cite_act
from tirek.rulebook.engine.bound import BoundBenefit, BoundStep
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.explanation import texts
from tirek.rulebook.engine.expressions import Boolean, Date, Enumeration, Number
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.interpreter import Interpreter, settled
from tirek.rulebook.engine.intervals import Interval
from tirek.rulebook.engine.parameters import Value, find_parameter
from tirek.rulebook.engine.program import Program, bind_node
from tirek.rulebook.engine.reform import Reform
from tirek.rulebook.engine.tree import Node
from tirek.rulebook.engine.wording import (
    day_text,
    number_text,
    quantity_text,
    quarter_text,
    since_text,
    yes_text,
)

Exact = Fraction | int | bool
"""An exact value of a step: a ratio only where the step divides."""

_UNKNOWN: Mapping[str, str] = {"kk": "белгісіз", "ru": "неизвестно", "en": "unknown"}
_UNPUBLISHED: Mapping[str, str] = {"kk": "жарияланбаған", "ru": "не опубликовано", "en": "not published"}
_DOUBT: Mapping[str, str] = {"kk": "расталмаған мән", "ru": "значение не подтверждено", "en": "value not verified"}
_CHANGED: Mapping[str, str] = {"kk": "реформа бойынша", "ru": "по реформе", "en": "by the reform"}
_ASSUMED: Mapping[str, str] = {"kk": "болжам", "ru": "допущение", "en": "assumption"}


@dataclass(frozen=True)
class ParameterUse:
    """A parameter value as a step used it; ``value`` is None where nobody published one."""

    name: str
    value: Value | None

    def as_json(self) -> dict[str, Any]:
        """Name, value, unit, version and provenance."""
        parameter = find_parameter(self.name)
        made: dict[str, Any] = {"name": self.name, "title": dict(parameter.title), "unit": parameter.unit_name}
        value = self.value
        if value is None:
            return {**made, "value": None, "provenance": "unpublished"}
        return {
            **made,
            "value": str(value.amount),
            "since": str(value.start),
            "known_from": value.known_from.isoformat(),
            "act": value.act,
            "article": value.article,
            "provenance": "assumption" if value.assumed else value.mark,
            "verified": value.verified,
            "source": value.source,
            "reform": value.reform or None,
            **({"local_act": {word: _cited(value, word) for word in LANGUAGES}} if value.local_act else {}),
        }


@dataclass(frozen=True)
class StepPlan:
    """What a trace says of a step whatever the family is: read off once a program, with its words once a language."""

    step: BoundStep
    per_row: bool
    inputs: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]
    clashes: tuple[Node, ...]
    reform: Reform | None
    _words: dict[str, tuple[str, str]] = field(default_factory=dict)

    def title(self, language: str) -> str:
        """Title of the step."""
        return step_titles(self.step.rule.path.parent).get(self.step.rule.name, {}).get(language) or self.step.rule.name

    def words(self, language: str) -> tuple[str, str]:
        """What stands before the values in the step's sentence, and after them."""
        found = self._words.get(language)
        if found is None:
            notes = [_use_text(use, language) for use in self.parameters]
            act = cite_act(self.step.act, language, self.step.article)
            notes += [act] if act else []
            found = self._words[language] = (f"{self.title(language)}: ", f" ({'; '.join(notes)})." if notes else "")
        return found


@dataclass(frozen=True)
class TraceStep:
    """One step: what it is, what it gave (a value a row for steps of rows), and why.

    Attributes
    ----------
    plan : StepPlan
        What does not depend on the family: the step, the facts and steps it reads, the parameters it uses.
    values : tuple
        Exact values; None where undetermined. One, or one a row.
    before : tuple or None
        What the step would have given without the reform that changed it.
    """

    plan: StepPlan
    values: tuple[Exact | None, ...]
    before: tuple[Exact | None, ...] | None = None
    _sentences: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def step(self) -> BoundStep:
        """The step at its moment."""
        return self.plan.step

    @property
    def per_row(self) -> bool:
        """Whether it has a value a row."""
        return self.plan.per_row

    @property
    def inputs(self) -> tuple[str, ...]:
        """Facts and steps it reads."""
        return self.plan.inputs

    @property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """Parameter values it uses."""
        return self.plan.parameters

    @property
    def reform(self) -> Reform | None:
        """The reform that changed or added the step."""
        return self.plan.reform

    @property
    def name(self) -> str:
        """``folder.step``."""
        return self.step.name

    @property
    def verified(self) -> bool:
        """False where a value it uses is unverified, assumed or unpublished."""
        return all(use.value is not None and use.value.verified for use in self.parameters)

    def title(self, language: str) -> str:
        """Title of the step."""
        return self.plan.title(language)

    def sentence(self, language: str) -> str:
        """The step in one sentence: title, value, where from."""
        if language not in self._sentences:
            values = self._values_text(self.values, language)
            start, end = self.plan.words(language)
            text = start + values + (end or ("" if values.endswith(".") else "."))
            self._sentences[language] = f"{text} {self._changed_text(language)}" if self.reform else text
        return self._sentences[language]

    def _values_text(self, values: tuple[Exact | None, ...], language: str) -> str:
        return "; ".join([value_text(value, self.step, language) for value in values]) or "—"

    def _changed_text(self, language: str) -> str:
        """That a reform changed the step or added it, what it says now, and what the step would be without it."""
        assert self.reform is not None
        assert self.step.change is not None
        words = texts()
        value = self._values_text(self.before, language) if self.before else ""
        return words["changed_step" if self.step.change.kind == "step" else "added_step"][language].format(
            reform=self.reform.title[language],
            status=words[f"status_{self.reform.status}"][language],
            text=self.step.change.title[language],
            before=words["before_reform"][language].format(value=value) if value else "",
        )

    def as_json(self) -> dict[str, Any]:
        """The step for a program to read, sentences in all languages included."""
        values = [_plain(value) for value in self.values]
        return {
            "step": self.name,
            "value": values if self.per_row else values[0],
            "unit": str(self.step.shape.unit) if isinstance(self.step.shape, Number) else _kind(self.step),
            "inputs": list(self.inputs),
            "parameters": [use.as_json() for use in self.parameters],
            "act": self.step.act,
            "article": self.step.article,
            "verified": self.verified,
            "changed": self._changed(),
            "sentence": {language: self.sentence(language) for language in LANGUAGES},
        }

    def _changed(self) -> dict[str, Any] | None:
        change = self.step.change
        if self.reform is None or change is None:
            return None
        before = [_plain(value) for value in self.before] if self.before else None
        return {
            "reform": self.reform.name,
            "status": self.reform.status,
            "kind": change.kind,
            "title": dict(change.title),
            "text": self.step.text_name,
            "provenance": change.mark,
            "source": change.source,
            "before": before if self.per_row or before is None else before[0],
        }


def _kind(step: BoundStep) -> str:
    return type(step.shape).__name__.lower()


def _plain(value: Exact | None) -> Any:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return value


def value_text(value: Exact | None, step: BoundStep, language: str) -> str:
    """A step's value as a sentence writes it."""
    shape = step.shape
    if value is None:
        return _UNKNOWN[language]
    if isinstance(shape, Boolean):
        return yes_text(bool(value), language)
    if isinstance(shape, Date):
        return day_text(int(value), language)
    if isinstance(shape, Enumeration):
        return find_fact(*shape.name.split(".", 1)).label(int(value), language)
    assert isinstance(shape, Number)
    return quantity_text(value, shape.unit, language)


def _use_text(use: ParameterUse, language: str) -> str:
    parameter, value = find_parameter(use.name), use.value
    title = parameter.title.get(language) or use.name
    if value is None:
        return f"{title}: {_UNPUBLISHED[language]}"
    start = value.start
    since = quarter_text(str(start), language) if isinstance(start, Quarter) else since_text(start, language)
    number = number_text(value.amount, language, 4)
    changed = f", {_CHANGED[language]}" if value.reform else ""
    doubt = f", {_ASSUMED[language] if value.assumed else _DOUBT[language]}" if not value.verified else ""
    cited = f", {_cited(value, language)}" if value.local_act else ""
    return f"{title} — {number}, {since}{cited}{changed}{doubt}"


def _cited(value: Value, language: str) -> str:
    assert value.local_act is not None
    return value.local_act.cite(language, value.article)


@cache
def step_titles(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Titles of a folder's steps: ``steps`` of its ``benefit.yaml`` or ``reform.yaml``, or its ``steps.yaml``."""
    for own in (folder / "benefit.yaml", folder / "reform.yaml"):
        if own.exists():
            return (read_document(own) or {}).get("steps") or {}
    return read_document(folder / "steps.yaml") or {} if (folder / "steps.yaml").exists() else {}


def steps_of(program: Program, bound: BoundBenefit) -> list[BoundStep]:
    """Steps a benefit rests on, in order of dependence."""
    wanted: set[str] = set()
    queue = [*bound.conditions.values(), *bound.extras.values(), *([bound.amount_step] if bound.amount_step else [])]
    queue += bound.floors
    while queue:
        step = queue.pop()
        if step.name not in wanted:
            wanted.add(step.name)
            queue.extend(program.steps[node.args[0].full_name] for node in step.inputs if node.op == "step")
    return [step for name, step in program.steps.items() if name in wanted]


def trace_benefit(program: Program, benefit_id: str, interpreter: Interpreter) -> list[TraceStep]:
    """The ordered steps of one decision."""
    done: dict[str, TraceStep] = interpreter.traced
    for plan in _plans(program, benefit_id):
        if plan.step.name not in done:
            done[plan.step.name] = _trace_step(plan, interpreter)
    return [done[plan.step.name] for plan in _plans(program, benefit_id)]


def _plans(program: Program, benefit_id: str) -> tuple[StepPlan, ...]:
    plans: dict[str, tuple[StepPlan, ...]] = program.trace_plans
    if benefit_id not in plans:
        steps = steps_of(program, program.benefits[benefit_id])
        plans[benefit_id] = tuple(_plan(program, step) for step in steps)
    return plans[benefit_id]


def _plan(program: Program, step: BoundStep) -> StepPlan:
    plans: dict[str, StepPlan] = program.step_plans
    if step.name not in plans:
        plans[step.name] = _plan_step(program, step)
    return plans[step.name]


def _plan_step(program: Program, step: BoundStep) -> StepPlan:
    uses, inputs = [], []
    for node in step.inputs:
        if node.op == "par":
            name, at, purpose, _ = node.args
            uses.append(ParameterUse(name, program.values[(name, at, purpose)]))
        elif node.op == "step":
            inputs.append(node.args[0].full_name)
        else:
            inputs.append(find_fact(*node.args).key)
    clashes = tuple(bind_node(program, clash) for clash in step.version.conflicts)
    per_row = step.node.entity not in (None, "family")
    reform = program.moment.reform_of(step.change) if step.change else None
    return StepPlan(step, per_row, tuple(inputs), tuple(uses), clashes, reform)


def _trace_step(plan: StepPlan, interpreter: Interpreter) -> TraceStep:
    step, per_row = plan.step, plan.per_row
    values = _values(step.node, step.divisor, step, interpreter, per_row)
    for clash in plan.clashes:
        # Two cases of a `choose` hold: the step has no value, not the first case's.
        bounds = _cells(clash, interpreter, per_row, len(values))
        values = tuple(None if bound[1] else value for value, bound in zip(values, bounds, strict=True))
    before = _values(*step.before, step, interpreter, per_row) if step.before else None
    return TraceStep(plan, values, before)


def _cells(node: Node, interpreter: Interpreter, per_row: bool, count: int) -> list[Interval]:
    return [interpreter.row_value(node, index) for index in range(count)] if per_row else [interpreter.value(node)]


def _values(
    top: Node, bottom: Node, step: BoundStep, interpreter: Interpreter, per_row: bool
) -> tuple[Exact | None, ...]:
    """Values of a step's text: one, or one a row."""
    if not per_row:
        return (_value(interpreter.value(top), interpreter.value(bottom), step),)
    count = interpreter.row_count(str(step.node.entity))
    if count is None:
        return (None,)

    def at(node: Node, index: int) -> Interval:
        return interpreter.row_value(node, index)

    return tuple(_value(at(top, i), at(bottom, i), step) for i in range(count))


def _value(top: Interval, bottom: Interval, step: BoundStep) -> Exact | None:
    if not settled(top) or not settled(bottom):
        return None
    if isinstance(step.shape, Boolean):
        return bool(top[0])
    return top[0] if bottom[0] <= 1 else Fraction(top[0], bottom[0])
