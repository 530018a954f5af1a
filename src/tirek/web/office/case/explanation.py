"""Why the law says what it says of a case: reasons with their articles, what would turn it, the steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise

from tirek.department.applications.models import Case
from tirek.department.evaluations.enums import Mode, Outcome
from tirek.department.evaluations.models import Evaluation
from tirek.rulebook.engine.acts import act_register, cite_act
from tirek.rulebook.engine.units import named_unit
from tirek.rulebook.engine.wording import quantity_text
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.wording import number_words, tenge_words

TONES: Final = {Outcome.GRANTED: "good", Outcome.REFUSED: "bad", Outcome.UNDETERMINED: "warn", Outcome.CONFLICT: "bad"}

KEPT: Final = 12
"""So many evaluations are offered for comparison; older ones stay in the database."""


@dataclass(frozen=True)
class ShownReason:
    """One reason: what it says, the article as a sentence cites it, and the page of the law."""

    text: str
    article: str
    url: str


@dataclass(frozen=True)
class ShownEvaluation:
    """An evaluation in words of the language of the page."""

    pk: int
    outcome: str | Promise
    tone: str
    amount: str
    lines: tuple[str, ...]
    reasons: tuple[ShownReason, ...]
    advice: tuple[str, ...]
    missing: tuple[str, ...]
    steps: tuple[str, ...]
    grounds: tuple[tuple[str, str], ...]
    """The articles on which the steps rest, each with its place on the page of the law."""
    decides: bool
    warning: str
    mode: str | Promise
    is_preview: bool
    at: datetime
    by: str
    digest: str
    overlay: int


def evaluations_of(case: Case) -> list[Evaluation]:
    """The evaluations of a case, newest first; their facts and answers only where they are shown. One query."""
    return list(case.evaluations.select_related("evaluated_by").order_by("-pk")[:KEPT])


def latest(evaluations: list[Evaluation]) -> Evaluation | None:
    """The newest that was made for a decision; a preview only where there is no other."""
    made = [each for each in evaluations if each.mode != Mode.PREVIEW]
    return next(iter(made or evaluations), None)


def shown_evaluation(evaluation: Evaluation) -> ShownEvaluation:
    """An evaluation in words; an answer that lacks a part is shown without it."""
    answer: Mapping[str, Any] = evaluation.answer
    language = language_of_page()
    outcome = Outcome(evaluation.outcome)
    return ShownEvaluation(
        pk=evaluation.pk,
        outcome=outcome.label,
        tone=TONES.get(outcome, ""),
        amount=amount_words(evaluation),
        lines=tuple(answer.get("explanation", {}).get(language, ())),
        reasons=tuple(_reason(each, evaluation.programme) for each in answer.get("reasons", ())),
        advice=tuple(dict.fromkeys(sentence(each["advice"]) for each in answer.get("counterfactual", ()))),
        missing=tuple(dict.fromkeys(_missing(each) for each in answer.get("missing", ()))),
        steps=tuple(_step(each, language) for each in answer.get("trace", ())),
        grounds=tuple(_grounds(answer, evaluation.programme)),
        decides=evaluation.decides,
        warning=sentence(answer.get("warning") or {}),
        mode=Mode(evaluation.mode).label,
        is_preview=evaluation.mode == Mode.PREVIEW,
        at=evaluation.evaluated_at,
        by=evaluation.evaluated_by.get_full_name() if evaluation.evaluated_by else "",
        digest=evaluation.rulebook_digest[:12],
        overlay=evaluation.overlay,
    )


def amount_words(evaluation: Evaluation) -> str:
    """What comes out: a sum, so many units, or the bounds of what is not determined; empty for a refusal."""
    if evaluation.outcome == Outcome.REFUSED:
        return ""
    if evaluation.amount is not None:
        return _measured(evaluation.amount, evaluation.unit)
    if evaluation.amount_low is not None and evaluation.amount_high is not None:
        low, high = (_measured(each, evaluation.unit) for each in (evaluation.amount_low, evaluation.amount_high))
        return f"{low} – {high}"
    return ""


def _measured(amount: int, unit: str) -> str:
    if unit == "" or unit.startswith("tenge"):
        return tenge_words(amount)
    try:
        return quantity_text(Fraction(amount), named_unit(unit), language_of_page())
    except KeyError:
        return number_words(amount)


def _reason(reason: Mapping[str, Any], programme: str) -> ShownReason:
    cited, url = _cited(reason, programme)
    return ShownReason(sentence(reason.get("text", {})) or str(reason["code"]), cited, url)


def _grounds(answer: Mapping[str, Any], programme: str) -> Iterable[tuple[str, str]]:
    """Each article once, in the order of the steps."""
    found = dict.fromkeys(_cited(step, programme) for step in answer.get("trace", ()))
    return (pair for pair in found if pair[0])


def _cited(told: Mapping[str, Any], programme: str) -> tuple[str, str]:
    """The article as a sentence cites it, and where it stands on the page of the law; empty where no act is named."""
    act, article = told.get("act") or "", str(told.get("article") or "")
    if act not in act_register():
        return "", ""
    url = f"{reverse('office:law-show', args=[programme])}#act-{act}"
    return cite_act(act, language_of_page(), article), url


def _missing(entry: Mapping[str, Any]) -> str:
    return sentence(entry["title"]) if "title" in entry else str(entry["key"])


def _step(step: Mapping[str, Any], language: str) -> str:
    return str(step.get("sentence", {}).get(language) or step.get("step", ""))
