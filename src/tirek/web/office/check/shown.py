"""Checks in words: whose fact, what was told, what was found and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.applications.models import Case
from tirek.department.applications.programmes import title_of
from tirek.department.registry.models import RegisterAnswer
from tirek.department.verification.comparing import Sayings
from tirek.department.verification.enums import CheckSource, CheckState
from tirek.department.verification.models import FactCheck
from tirek.department.verification.queries import ChecksPanel
from tirek.registers.catalogue import registers
from tirek.web.ui.facts import fact_title, known_fact, value_words
from tirek.web.ui.language import language_of_page

TONES: Final = {
    CheckState.OPEN: "warn",
    CheckState.CONFIRMED: "good",
    CheckState.DISCREPANT: "bad",
    CheckState.RESOLVED: "good",
    CheckState.UNKNOWN: "note",
}
PLACES: Final = {
    "family": gettext_lazy("the family"),
    "dwelling": gettext_lazy("dwelling %(number)d"),
    "vehicle": gettext_lazy("vehicle %(number)d"),
    "claim": gettext_lazy("claim %(number)d"),
}


@dataclass(frozen=True)
class ShownCheck:
    """One fact as a line: ``stands`` is what counts, or empty; ``is_pressing`` where the answer hangs on it."""

    check: FactCheck
    title: str
    whose: str
    programme: str
    declared: str
    found: str
    source: str
    stands: str
    state: str | Promise
    tone: str
    is_pressing: bool
    settled_by: str


@dataclass(frozen=True)
class Voice:
    """Who says what of a fact, and what stands behind it."""

    who: str | Promise
    value: str
    evidence: str
    at: datetime | None


def whose(check: FactCheck) -> str:
    """Whose fact: a person, the family, or one of its things."""
    if check.person is not None:
        return check.person.full_name(language_of_page())
    return str(PLACES.get(check.entity, check.entity)) % {"number": check.row + 1}


def shown_check(check: FactCheck, *, is_pressing: bool = False, case: Case | None = None) -> ShownCheck:
    """A check as a line."""
    state = CheckState(check.state)
    fact = known_fact(check.entity, check.fact)
    settled = state in (CheckState.CONFIRMED, CheckState.RESOLVED)
    return ShownCheck(
        check=check,
        title=fact_title(check.entity, check.fact),
        whose=whose(check),
        programme=title_of((case or check.case).programme, language_of_page(), short=True),
        declared=value_words(fact, check.declared_value),
        found=value_words(fact, check.found_value),
        source=str(CheckSource(check.found_source).label) if check.found_source else "",
        stands=value_words(fact, check.settled_value) if settled else "",
        state=state.label,
        tone=TONES[state],
        is_pressing=is_pressing,
        settled_by=check.settled_by.get_full_name() if check.settled_by_id and check.settled_by else "",
    )


def lines_of(panel: ChecksPanel) -> list[ShownCheck]:
    """The facts of a case as lines."""
    return [shown_check(check, is_pressing=panel.is_pressing(check), case=panel.case) for check in panel.checks]


def voices_of(check: FactCheck, said: Sayings) -> Iterator[Voice]:
    """What everybody says of a fact: the applicant, the registry with the register behind it, the visit."""
    fact = known_fact(check.entity, check.fact)
    if said.declared is not None:
        yield Voice(CheckSource.DECLARED.label, value_words(fact, said.declared), _("the application"), None)
    if said.registry is not None and said.origin is not None:
        answer = said.origin.answer
        words = value_words(fact, said.registry)
        yield Voice(said.origin.source.label, words, _evidence(answer, said), said.origin.at)
    if said.visit is not None:
        yield Voice(CheckSource.VISIT.label, value_words(fact, said.visit), _("the act of the visit"), said.visited_at)


def _evidence(answer: RegisterAnswer | None, said: Sayings) -> str:
    if answer is not None:
        title = registers()[answer.register].title(language_of_page())
        day = answer.as_of.strftime("%d.%m.%Y")
        return _("%(register)s, as of %(day)s") % {"register": title, "day": day}
    if said.origin is not None and not said.origin.recorded:
        return _("nothing is recorded")
    return _("recorded in the registry")
