"""A programme bound for the cases that it asks the same: one program for all days of application that make no difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.bound import BoundBenefit, BoundStep
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.expressions import Number
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_program
from tirek.rulebook.engine.tree import FALSE, ZERO, Node, aggregate, build

HOLDERS, AMOUNT, CONFLICT, FAILS = "holders", "amount", "conflict", "fails."
ANY_DAY = "any"


@dataclass(frozen=True)
class BoundProgramme:
    """One programme at a moment and place. ``outputs`` are what is asked of every family, none where it is absent."""

    programme: str
    program: Program

    @property
    def bound(self) -> BoundBenefit | None:
        """What binding made of it; None where it is not in force, or not provided there."""
        return self.program.benefits.get(self.programme)

    @property
    def absence(self) -> str:
        """Why it is absent."""
        return self.program.absent.get(self.programme, "")

    @cached_property
    def outputs(self) -> dict[str, Node]:
        """Family values by name: holders, amount, conflict, and for each refusal whether it fails."""
        bound = self.bound
        if bound is None:
            return {}
        made = {HOLDERS: bound.holders, AMOUNT: bound.total}
        if bound.conflict is not FALSE:
            made[CONFLICT] = bound.conflict
        return made | {FAILS + code: _failing(bound, step) for code, step in bound.conditions.items()}

    @property
    def key(self) -> tuple[Node, ...]:
        """Equal for programs that give every family the same: nodes are interned."""
        return tuple(self.outputs.values())

    @property
    def unit(self) -> str:
        """The unit of the amount; empty of what is not measured."""
        step = self.bound.amount_step if self.bound else None
        return str(step.shape.unit) if step is not None and isinstance(step.shape, Number) else ""

    @property
    def decides(self) -> bool:
        """Whether this is the law: neither a draft nor an assumption."""
        moment = self.program.moment
        by_law = all(reform.decides for reform in moment.reforms) and (moment.local is None or moment.local.decides)
        return by_law and (self.bound is None or self.bound.term.status == "in_force")

    @cached_property
    def reasons(self) -> Mapping[str, dict[str, str]]:
        """What a refusal rests on, by its code."""
        steps = self.bound.conditions if self.bound else {}
        return {code: {"code": code, "act": step.act, "article": step.article} for code, step in steps.items()}


class Binder:
    """Programmes bound on a day; a program is made anew only where the place or the day of application may matter."""

    def __init__(self, on: date, local: Any) -> None:
        self._moment = Moment(on=on, local=local)
        self._reading: dict[str, str] = {}
        self._made: dict[tuple[str, str, object], BoundProgramme] = {}

    def bind(self, programme: str, territory: str, applied_on: date) -> BoundProgramme:
        """The programme for a case of a district that was applied for on a day."""
        reading = self._reading.get(programme)
        if reading is None:
            moment = replace(self._moment, territory=territory, applied_on=applied_on)
            reading = self._reading[programme] = _reading(_bound(programme, moment))
        day = {ANY_DAY: None, "quarter": str(Quarter.of(applied_on))}.get(reading, applied_on)
        key = (programme, territory, day)
        if key not in self._made:
            self._made[key] = _bound(programme, replace(self._moment, territory=territory, applied_on=applied_on))
        return self._made[key]


def _bound(programme: str, moment: Moment) -> BoundProgramme:
    return BoundProgramme(programme, bind_program([find_benefit(programme)], moment))


def _reading(made: BoundProgramme) -> str:
    """Whether the day of the application matters to a programme: ``any``, ``quarter`` (only which one), or ``day``."""
    program = made.program
    steps = program.steps.values()
    by_day = find_benefit(made.programme).document.get("valued_on") == "application"
    by_day |= any(step.rule.dated_by != "on" for step in steps) or made.bound is None
    by_day |= any(at not in ("on", "quarter_before_application") for _name, at, _purpose in program.values)
    by_day |= any(node.op == "date" and node.args[0] != "on" for node in program.bound_nodes)
    if by_day:
        return "day"
    return "quarter" if any(at != "on" for _name, at, _purpose in program.values) else ANY_DAY


def _failing(bound: BoundBenefit, step: BoundStep) -> Node:
    """Whether a condition fails: of the family, or of any row it is decided for."""
    fails = build("not", step.node)
    if step.node.entity in (None, "family"):
        return fails
    return build("lt", ZERO, aggregate("count", str(step.node.entity), fails))
