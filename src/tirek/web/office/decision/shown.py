"""Decisions as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tirek.department.applications.programmes import title_of
from tirek.department.decisions.enums import Flag
from tirek.department.decisions.grounds import reasons_of
from tirek.department.decisions.models import Decision
from tirek.department.decisions.queries import Group, names_of_applicants
from tirek.department.evaluations.models import Evaluation
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.quantities import quantity_words
from tirek.web.ui.wording import NOTHING, tenge_words


@dataclass(frozen=True)
class Line:
    """A decision as a line of a list; ``marks`` are the words of its flags."""

    decision: Decision
    programme: str
    applicant: str
    amount: str
    marks: Sequence[str]


@dataclass(frozen=True)
class ShownGroup:
    """Decisions of one programme and kind, with their count and sum."""

    programme: str
    kind: str
    count: int
    total: str
    lines: Sequence[Line]


def lines_of(decisions: Sequence[Decision]) -> list[Line]:
    """Decisions as lines, their applicants named. One query."""
    names = names_of_applicants(decisions, language_of_page())
    return [line_of(decision, names) for decision in decisions]


def line_of(decision: Decision, names: Mapping[int, str]) -> Line:
    """A decision as a line."""
    return Line(
        decision,
        title_of(decision.programme, language_of_page(), short=True),
        names.get(decision.case.applicant_id, NOTHING),
        quantity_words(decision.amount, decision.unit),
        marks_of([*decision.flags, *decision.case.flags]),
    )


def group_of(group: Group, names: Mapping[int, str]) -> ShownGroup:
    """A group of the signer's list."""
    return ShownGroup(
        title_of(group.programme, language_of_page(), short=True),
        group.rows[0].get_kind_display(),
        group.count,
        tenge_words(group.total_tenge),
        [line_of(row, names) for row in group.rows],
    )


def marks_of(flags: Sequence[str]) -> list[str]:
    """Flags in words, each once, the gravest first."""
    return [str(flag.label) for flag in Flag if flag.value in flags]


def reason_lines(decision: Decision) -> list[dict[str, str]]:
    """The grounds of a refusal as sentences, each with the act it rests on."""
    language = language_of_page()
    return [{"text": sentence(ground.title), "act": ground.cited(language)} for ground in reasons_of(decision)]


def explanation_of(evaluation: Evaluation | None) -> dict[str, Any]:
    """What an evaluation says, as the column beside a form shows it: sentences, then the steps."""
    if evaluation is None:
        return {"evaluation": None, "sentences": [], "steps": [], "result": ""}
    language, answer = language_of_page(), evaluation.answer
    return {
        "evaluation": evaluation,
        "sentences": (answer.get("explanation") or {}).get(language, []),
        "steps": [step["sentence"][language] for step in answer.get("trace", ())],
        "result": quantity_words(evaluation.amount, evaluation.unit),
    }
