"""Evaluations of a case, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tirek.department.applications.models import Case
from tirek.department.evaluations.actions import difference_tenge
from tirek.department.evaluations.enums import Mode
from tirek.department.evaluations.models import Evaluation

FOR_A_DECISION = (Mode.DECIDE, Mode.RECALCULATION)


def latest_evaluation(case: Case) -> Evaluation | None:
    """The last evaluation a decision may rest on; None before the first. One query."""
    return Evaluation.objects.filter(case=case, mode__in=FOR_A_DECISION).order_by("-pk").first()


def list_evaluations(case: Case) -> list[Evaluation]:
    """All evaluations of a case, newest first, without their facts and answers. One query."""
    found = Evaluation.objects.filter(case=case).select_related("evaluated_by").defer("facts", "answer")
    return list(found.order_by("-pk"))


@dataclass(frozen=True)
class FactDifference:
    """A fact that two evaluations know differently; None is unknown. ``person_id`` is null where it is nobody's."""

    entity: str
    row: int
    person_id: int | None
    fact: str
    before: int | bool | None
    after: int | bool | None


@dataclass(frozen=True)
class ParameterDifference:
    """A parameter whose value differs: both as the trace tells them (value, since, act, article), None where it was not used."""

    name: str
    title: Mapping[str, str]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class StepDifference:
    """A step of the trace that gave something else; sentences by language, None where the step was not there."""

    step: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None


@dataclass(frozen=True)
class Comparison:
    """Two evaluations side by side. ``tenge`` is a period's difference, None where there is none to tell."""

    before: Evaluation
    after: Evaluation
    facts: tuple[FactDifference, ...]
    parameters: tuple[ParameterDifference, ...]
    steps: tuple[StepDifference, ...]
    tenge: int | None

    @property
    def other_rulebook(self) -> bool:
        """Whether the text of the rules itself differs."""
        return self.before.rulebook_digest != self.after.rulebook_digest

    @property
    def is_same(self) -> bool:
        """Whether nothing differs: facts, parameters, steps, outcome, amount."""
        sums = (self.before.outcome, self.before.amount) == (self.after.outcome, self.after.amount)
        return sums and not (self.facts or self.parameters or self.steps)


def compare_evaluations(before: Evaluation, after: Evaluation) -> Comparison:
    """What differs between two evaluations of one programme. No query.

    Raises
    ------
    ValueError
        If they are of different programmes.
    """
    if before.programme != after.programme:
        raise ValueError("two evaluations of different programmes cannot be compared")
    return Comparison(
        before,
        after,
        facts=tuple(_facts_differing(before.facts, after.facts)),
        parameters=tuple(_parameters_differing(before.answer, after.answer)),
        steps=tuple(_steps_differing(before.answer, after.answer)),
        tenge=difference_tenge(before, after),
    )


def _facts_differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FactDifference]:
    known = [dict(_cells(facts)) for facts in (before, after)]
    for key in dict.fromkeys([*known[0], *known[1]]):
        values = [facts.get(key) for facts in known]
        if values[0] != values[1]:
            yield FactDifference(*key, *values)


def _cells(facts: Mapping[str, Any]) -> Iterator[tuple[tuple[str, int, int | None, str], int | bool]]:
    """Every known fact by entity, place, person and name; persons are told apart by who they are, wherever they stand."""
    for name, value in (facts.get("family") or {}).items():
        yield ("family", 0, None, name), value
    persons = facts.get("persons") or []
    for entity, rows in (facts.get("rows") or {}).items():
        for place, row in enumerate(rows or ()):
            person = persons[place] if entity == "person" else None
            for name, value in row.items():
                yield (entity, 0 if person else place, person, name), value


def _parameters_differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ParameterDifference]:
    used = [_parameters(answer) for answer in (before, after)]
    for name in dict.fromkeys([*used[0], *used[1]]):
        told = [parameters.get(name) for parameters in used]
        if _version(told[0]) != _version(told[1]):
            known = told[1] or told[0] or {}
            yield ParameterDifference(name, known["title"], told[0], told[1])


def _parameters(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {used["name"]: used for step in answer.get("trace") or () for used in step["parameters"]}


def _version(used: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    """What makes one value of a parameter another one: the number, and from when by which act."""
    return (
        None if used is None else tuple(used.get(name) for name in ("value", "since", "act", "article", "provenance"))
    )


def _steps_differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[StepDifference]:
    steps = [{step["step"]: step for step in answer.get("trace") or ()} for answer in (before, after)]
    for name in dict.fromkeys([*steps[0], *steps[1]]):
        found = [traced.get(name) for traced in steps]
        values = [None if step is None else step["value"] for step in found]
        if values[0] != values[1] or None in (found[0], found[1]):
            sentences = [None if step is None else step["sentence"] for step in found]
            yield StepDifference(name, sentences[0], sentences[1])
