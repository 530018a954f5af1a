"""Trials of the law's mutants: the cases of a benefit judge each, and the first that fails has killed it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tests.rulebook.law_mutants import Mutant, judges_of, mutants_of, mutated, own_rules
from tirek.rulebook.cases import LawCase, bind_alone, read_cases, read_reform_cases, run_case
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.tree import Node


@dataclass(frozen=True)
class Trial:
    """What became of one mutant; ``killer`` is the case, or why the engine refused the mutant, or empty."""

    group: str
    step: str
    where: str
    what: str
    killer: str
    hint: str = ""

    @property
    def survived(self) -> bool:
        """Whether nothing noticed it."""
        return not self.killer


@cache
def sound_program(benefit: Benefit, moment: Moment) -> Program:
    """The law as it is, bound once a moment."""
    return bind_alone(benefit, moment)


def cases_of(judge: Benefit | str) -> list[LawCase]:
    """Cases of a benefit, or of a reform by its name."""
    return read_reform_cases(judge) if isinstance(judge, str) else read_cases(judge)


@cache
def judging_cases(judge: Benefit | str) -> tuple[LawCase, ...]:
    """Cases that pass on the law as it is: only they can tell a mutant from it."""
    return tuple(case for case in cases_of(judge) if not run_case(case, sound_program))


def failing_cases(judge: Benefit | str) -> list[str]:
    """Cases that fail before anything was mutated."""
    return [f"{case.where} {case.name}" for case in cases_of(judge) if run_case(case, sound_program)]


def try_rule(group: str, full_name: str) -> list[Trial]:
    """Trials of every mutant of one step."""
    rule = next(rule for rule in own_rules(group) if rule.full_name == full_name)
    judges = judges_of(group, rule)
    return [try_mutant(mutant, judges) for mutant in mutants_of(group, rule)]


def try_mutant(mutant: Mutant, judges: list[Benefit | str]) -> Trial:
    """Run the cases of the judges against one mutant, until one fails."""
    killer, hint = "", "no case reaches this text on any of its dates"
    for case in (case for judge in judges for case in judging_cases(judge)):
        sound_program(case.benefit, case.moment)  # bound, and kept, before the law is changed
    with mutated(mutant):
        for judge in judges:
            programs: dict[tuple[str, Moment], Program] = {}
            for case in judging_cases(judge):
                if not _reaches(case, mutant):
                    continue
                hint = "cases reach it, but it makes no difference to any"
                killer = killer or _verdict(case, programs)
            if killer:
                break
    return Trial(mutant.group, mutant.rule.name, mutant.where, mutant.what, killer, "" if killer else hint)


def _reaches(case: LawCase, mutant: Mutant) -> bool:
    steps = sound_program(case.benefit, case.moment).steps.values()
    return any(step.version in mutant.versions for step in steps)


def _verdict(case: LawCase, programs: dict[tuple[str, Moment], Program]) -> str:
    """The case's name where it fails on the mutated law, the engine's refusal where it does not bind, else nothing."""
    key = (case.benefit.id, case.moment)
    try:
        if key not in programs:
            programs[key] = bind_alone(case.benefit, case.moment)
    except LawError as error:
        return f"the engine: {error.what}"
    program = programs[key]
    if results(program) == results(sound_program(case.benefit, case.moment)):
        return ""
    return f"{case.benefit.id}:{case.name}" if run_case(case, lambda _benefit, _moment: program) else ""


def results(program: Program) -> list[Node]:
    """Every bound node a decision rests on; nodes are interned, so equal lists mean equal decisions."""
    return [
        node
        for bound in program.benefits.values()
        for node in (
            *(step.node for step in bound.conditions.values()),
            *(bound.eligible, bound.amount, *bound.family_nodes()),
        )
    ]
