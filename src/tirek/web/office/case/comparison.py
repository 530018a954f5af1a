"""Two evaluations of a case side by side: facts, values of the law and steps, those alone that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tirek.department.evaluations.enums import Outcome
from tirek.department.evaluations.models import Evaluation
from tirek.web.office.case.explanation import amount_words
from tirek.web.office.case.facts import fact_of, fact_title, value_words
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.wording import NOTHING


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in both: what, before, after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """What differs between an evaluation and a later one; ``tenge`` is how much more the second gives, where both give money."""

    summary: tuple[Difference, ...]
    facts: tuple[Difference, ...]
    parameters: tuple[Difference, ...]
    steps: tuple[Difference, ...]
    tenge: int | None


def compare_evaluations(before: Evaluation, after: Evaluation, names: Mapping[int, str]) -> Comparison:
    """What differs; ``names`` are those of the persons of both, by number."""
    return Comparison(
        summary=tuple(_summary(before, after)),
        facts=tuple(_differing(_facts(before, names), _facts(after, names))),
        parameters=tuple(_differing(_parameters(before), _parameters(after))),
        steps=tuple(_differing(_steps(before), _steps(after))),
        tenge=_tenge(after) - _tenge(before) if _is_money(before) and _is_money(after) else None,
    )


def _summary(before: Evaluation, after: Evaluation) -> Iterable[Difference]:
    told = (
        (_("Outcome"), lambda each: str(Outcome(each.outcome).label)),
        (_("Sum or quantity"), amount_words),
        (_("For the day"), lambda each: each.on.strftime("%d.%m.%Y")),
        (_("Day of the application"), lambda each: each.applied_on.strftime("%d.%m.%Y")),
        (_("Law as known on"), lambda each: each.known_on.strftime("%d.%m.%Y") if each.known_on else _("today")),
        (_("Text of the rulebook"), lambda each: each.rulebook_digest[:12]),
        (_("Number of the local law"), lambda each: str(each.overlay or NOTHING)),
    )
    for title, words in told:
        pair = (words(before), words(after))
        if pair[0] != pair[1]:
            yield Difference(title, pair[0] or NOTHING, pair[1] or NOTHING)


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[Difference]:
    for title in dict.fromkeys([*before, *after]):
        pair = (before.get(title, NOTHING), after.get(title, NOTHING))
        if pair[0] != pair[1]:
            yield Difference(title, *pair)


def _facts(evaluation: Evaluation, names: Mapping[int, str]) -> dict[str, str]:
    """Each known fact by its title and whose it is."""
    kept = evaluation.facts
    found = {
        _fact_title("family", name, ""): _value("family", name, kept["family"][name]) for name in kept.get("family", {})
    }
    persons = kept.get("persons", [])
    for entity, rows in kept.get("rows", {}).items():
        for number, row in enumerate(rows or ()):
            is_known = entity == "person" and number < len(persons)
            whose = names.get(persons[number], "") if is_known else str(number + 1)
            found |= {_fact_title(entity, name, whose): _value(entity, name, value) for name, value in row.items()}
    return found


def _fact_title(entity: str, name: str, whose: str) -> str:
    title = fact_title(entity, name)
    return f"{title} ({whose})" if whose else title


def _value(entity: str, name: str, stored: Any) -> str:
    return value_words(fact_of(entity, name), stored)


def _parameters(evaluation: Evaluation) -> dict[str, str]:
    found = {}
    for step in evaluation.answer.get("trace", ()):
        for use in step.get("parameters", ()):
            value = use.get("value")
            since = f" ({use['since']})" if use.get("since") else ""
            found[sentence(use["title"])] = NOTHING if value is None else f"{value}{since}"
    return found


def _steps(evaluation: Evaluation) -> dict[str, str]:
    language = language_of_page()
    found = {}
    for step in evaluation.answer.get("trace", ()):
        title, _colon, rest = str(step["sentence"][language]).partition(": ")
        found[title] = rest
    return found


def _is_money(evaluation: Evaluation) -> bool:
    if evaluation.outcome in (Outcome.REFUSED, Outcome.ABSENT):
        return True
    return evaluation.amount is not None and evaluation.unit.startswith("tenge")


def _tenge(evaluation: Evaluation) -> int:
    return evaluation.amount if evaluation.outcome == Outcome.GRANTED and evaluation.amount is not None else 0
