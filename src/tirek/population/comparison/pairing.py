"""Two programs asked together: their trees share what is equal, so one plan computes it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tirek.population.comparison.family_types import family_outputs
from tirek.population.comparison.incomes import IncomeModel, with_incomes
from tirek.population.questions import PERIODS_A_YEAR, Questions, ask_all
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.tree import TRUE, Node, aggregate

METHOD = "six_levels"
"""The method whose level, before the reform, a comparison is divided by."""

LEVEL, PEOPLE = "level", "people"
BEFORE, AFTER = "before", "after"
SIDES = (BEFORE, AFTER)


@dataclass(frozen=True)
class Pair:
    """The law before and after, bound for one population.

    Attributes
    ----------
    before, after : Questions
        ``before`` is the law compared against.
    outputs : dict
        ``before.<benefit>.holders`` and so on; where both sides are one tree, only ``before`` has it.
    shared : frozenset of str
        Outputs of programmes, without the side, that are one tree.
    """

    before: Questions
    after: Questions
    outputs: Mapping[str, Node]
    shared: frozenset[str]

    @property
    def benefits(self) -> list[Benefit]:
        """Programmes that answer on either side."""
        asked = {**self.after.program.benefits, **self.before.program.benefits}
        return [asked[name].benefit for name in family_benefit_ids() if name in asked]

    @property
    def has_level(self) -> bool:
        """Whether the level of welfare can be told on the day."""
        return LEVEL in self.outputs

    def column(self, side: str, name: str) -> str:
        """Column of an output on a side: the other side's where both are one tree."""
        return f"{BEFORE if name in self.shared else side}.{name}"

    def is_unchanged(self, name: str) -> bool:
        """Whether an output is the same tree on both sides, or on neither: then it changes for nobody, known or not."""
        return name in self.shared or not any(f"{side}.{name}" in self.outputs for side in SIDES)

    def day(self, side: str) -> date:
        """The day on which a side is asked."""
        questions = self.before if side == BEFORE else self.after
        return questions.program.moment.on

    def under(self, model: IncomeModel) -> Questions:
        """What is asked of every family under a model of income, as an engine takes it."""
        return Questions(self.before.program, with_incomes(self.outputs, model), {})


def pair_moments(before: Moment, after: Moment) -> Pair:
    """Bind the whole catalogue at two moments.

    Raises
    ------
    LawError
        If the law of either cannot be bound.
    """
    names = [*family_benefit_ids(), METHOD]
    asked = {BEFORE: ask_all(before, names), AFTER: ask_all(after, names)}
    outputs: dict[str, Node] = {PEOPLE: aggregate("count", "person", TRUE), **family_outputs(asked[BEFORE].program)}
    if f"{METHOD}.total" in asked[BEFORE].outputs:
        outputs[LEVEL] = asked[BEFORE].outputs[f"{METHOD}.total"]
    sides = {side: _programme_outputs(questions) for side, questions in asked.items()}
    outputs |= {f"{BEFORE}.{name}": node for name, node in sides[BEFORE].items()}
    shared = frozenset(name for name, node in sides[AFTER].items() if sides[BEFORE].get(name) is node)
    outputs |= {f"{AFTER}.{name}": node for name, node in sides[AFTER].items() if name not in shared}
    return Pair(asked[BEFORE], asked[AFTER], outputs, shared)


def _programme_outputs(questions: Questions) -> dict[str, Node]:
    """Holders, totals and conflicts of programmes; levels and extras of methods are left out."""
    kept = {f"{benefit.id}.{output}" for benefit in questions.programmes for output in ("holders", "total")}
    found = {name: node for name, node in questions.outputs.items() if name in kept}
    return {**found, **{f"{name}.conflict": node for name, node in questions.conflicts.items()}}


def times_a_year(name: str) -> int:
    """How often a year a programme is paid; what is paid once or by event counts once."""
    return PERIODS_A_YEAR[str(find_benefit(name).document["period"])]
