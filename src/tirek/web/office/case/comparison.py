"""Two evaluations of a case in words: facts, figures of the law and steps, those alone that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.evaluations.enums import Outcome
from tirek.department.evaluations.models import Evaluation
from tirek.department.evaluations.queries import Comparison, FactDifference, compare_evaluations
from tirek.web.office.case.explanation import amount_words
from tirek.web.ui.facts import fact_title, known_fact, value_words
from tirek.web.ui.language import sentence
from tirek.web.ui.wording import NOTHING


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in both: what, before, after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownComparison:
    """What differs, in parts with their titles; ``tenge`` is how much more the second gives a period, where it can be told."""

    parts: tuple[tuple[str, tuple[Difference, ...]], ...]
    tenge: int | None

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not any(lines for _title, lines in self.parts)


HEADS: Final[tuple[tuple[Promise, Callable[[Evaluation], str]], ...]] = (
    (gettext_lazy("Outcome"), lambda each: str(Outcome(each.outcome).label)),
    (gettext_lazy("Sum or quantity"), amount_words),
    (gettext_lazy("For the day"), lambda each: each.on.strftime("%d.%m.%Y")),
    (gettext_lazy("Day of the application"), lambda each: each.applied_on.strftime("%d.%m.%Y")),
    (
        gettext_lazy("Law as known on"),
        lambda each: each.known_on.strftime("%d.%m.%Y") if each.known_on else _("today"),
    ),
    (gettext_lazy("Text of the rulebook"), lambda each: each.rulebook_digest[:12]),
    (gettext_lazy("Number of the local law"), lambda each: str(each.overlay or "")),
)


def shown_comparison(before: Evaluation, after: Evaluation, names: Mapping[int, str]) -> ShownComparison:
    """What differs between an evaluation and a later one, in words; ``names`` are those of the persons, by number."""
    found = compare_evaluations(before, after)
    return ShownComparison(
        parts=(
            (_("Outcome and law"), tuple(_heads(before, after))),
            (_("Facts that differ"), tuple(_fact(each, names) for each in found.facts)),
            (_("Figures of the law that differ"), tuple(_parameters(found))),
            (_("Steps that differ"), tuple(_steps(found))),
        ),
        tenge=found.tenge,
    )


def _heads(before: Evaluation, after: Evaluation) -> Iterable[Difference]:
    for title, words in HEADS:
        pair = (words(before), words(after))
        if pair[0] != pair[1]:
            yield Difference(str(title), pair[0] or NOTHING, pair[1] or NOTHING)


def _fact(found: FactDifference, names: Mapping[int, str]) -> Difference:
    fact, title = known_fact(found.entity, found.fact), fact_title(found.entity, found.fact)
    whose = (
        names.get(found.person_id, "") if found.person_id else str(found.row + 1 if found.entity != "family" else "")
    )
    return Difference(
        f"{title} ({whose})" if whose else title, value_words(fact, found.before), value_words(fact, found.after)
    )


def _parameters(found: Comparison) -> Iterable[Difference]:
    return (Difference(sentence(each.title), _figure(each.before), _figure(each.after)) for each in found.parameters)


def _figure(used: Mapping[str, Any] | None) -> str:
    if used is None or used.get("value") is None:
        return NOTHING
    return f"{used['value']} ({used['since']})"


def _steps(found: Comparison) -> Iterable[Difference]:
    """A step's sentence begins with its title: it is told once."""
    for each in found.steps:
        told = [sentence(words) if words else "" for words in (each.before, each.after)]
        title = next(text for text in told if text).partition(": ")[0]
        before, after = (text.partition(": ")[2] or text or NOTHING for text in told)
        yield Difference(title, before, after)
