"""A case in words: whose turn it is and since when, how long its term still runs, who asks, for which programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.control.models import Finding
from tirek.department.core.calendar.today import local_day
from tirek.department.core.calendar.working_days import CalendarUnknown
from tirek.department.core.clocks.counting import ClockState, spelt, state
from tirek.department.core.clocks.register import ClockFault, find_clock
from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.decisions.enums import DecisionState, Flag
from tirek.department.decisions.models import Decision
from tirek.department.registry.models import Person
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.errors import FactError
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.wording import counted_words

WAITS: Final[dict[str, Promise]] = {
    Turn.APPLICANT: gettext_lazy("waits for the applicant"),
    Turn.REGISTRAR: gettext_lazy("waits for the registrar"),
    Turn.SPECIALIST: gettext_lazy("waits for the specialist"),
    Turn.COMMISSION: gettext_lazy("waits for the participating commission"),
    Turn.SPECIAL_COMMISSION: gettext_lazy("waits for the special commission"),
    Turn.CAREER_CONSULTANT: gettext_lazy("waits for the career consultant"),
    Turn.REGISTER: gettext_lazy("waits for an answer of a register"),
    Turn.HEAD: gettext_lazy("waits for a signature"),
    Turn.NOBODY: gettext_lazy("waits for nobody"),
}
TONES: Final[dict[str, str]] = {
    CaseState.READY: "note",
    CaseState.TO_SIGN: "note",
    CaseState.GRANTED: "good",
    CaseState.REFUSED: "bad",
}
"""The colour of the tag of a state; the others are plain."""
SOON_DAYS: Final = 2
"""From so few days on a term is shown as short."""


@dataclass(frozen=True)
class Deadline:
    """The last day of a case: how far away, in words, why, and how it looks (``bad``, ``warn`` or empty)."""

    on: date | None
    left: str
    explanation: str
    tone: str


def programme_title(programme: str) -> str:
    """The title of a programme in the language of the page; its code where the law knows it no more."""
    try:
        return sentence(find_benefit(programme).document["title"])
    except FactError:
        return programme


def short_programme(programme: str) -> str:
    """The short title of a programme, where it has one: for rows of lists."""
    try:
        document = find_benefit(programme).document
    except FactError:
        return programme
    return sentence(document.get("short_title") or document["title"])


def waits_words(case: Case, now: datetime) -> str:
    """Whose turn it is and since when: ``waits for the applicant, 3 days``."""
    days = (local_day(now) - local_day(case.turn_since)).days
    if case.turn == Turn.NOBODY:
        return str(WAITS[Turn.NOBODY])
    since = pgettext("waiting", "for %(days)s") % {"days": counted_words(days, "day")} if days else _("since today")
    return f"{WAITS[case.turn]}, {since}"


def deadline_of(case: Case, on: date) -> Deadline:
    """How the term of an open case stands; a closed one has only its last day."""
    if case.due_on is None:
        return Deadline(None, _("no term"), "", "")
    if case.state not in (CaseState.DRAFT, *CaseState.open()):
        return Deadline(case.due_on, "", "", "")
    found = _clock_state(case)
    if found is None:
        left, unit, explanation = abs((case.due_on - on).days), "calendar_days", ""
    else:
        left, unit, explanation = found.left, found.left_unit, found.explanation[language_of_page()]
    if not left and case.due_on != on:  # only days that are not worked lie between
        left, unit = abs((case.due_on - on).days), "calendar_days"
    if case.due_on < on:
        return Deadline(case.due_on, _("overdue by %(time)s") % {"time": _spelt(left, unit)}, explanation, "bad")
    if case.due_on == on:
        return Deadline(case.due_on, _("ends today"), explanation, "warn")
    tone = "warn" if (case.due_on - on).days <= SOON_DAYS else ""
    return Deadline(case.due_on, _("%(time)s left") % {"time": _spelt(left, unit)}, explanation, tone)


def _clock_state(case: Case) -> ClockState | None:
    """The clock as it runs now; None where it says another day than the case: a term was prolonged, or changed since."""
    if not case.clock:
        return None
    try:
        found = state(find_clock(case.clock), case.applied_on, timezone.now())
    except (ClockFault, CalendarUnknown, ValueError):
        return None
    return found if found.due_on == case.due_on else None


def _spelt(count: int, unit: str) -> str:
    return spelt(count, unit, language_of_page())


@cache
def flag_words(flag: str) -> str | Promise:
    """What a signer must look at; a flag without words is shown as it is."""
    return Flag(flag).label if flag in Flag.values else flag


def short_name(person: Person) -> str:
    """Surname and initials: enough to know whose case it is, on a page that others pass by."""
    surname, *rest = person.full_name(language_of_page()).split(" ") or [""]
    return " ".join([surname, "".join(f"{part[0]}." for part in rest if part)]).strip()


def masked_number(person: Person) -> str:
    """The number of a person, masked; empty where there is none."""
    return mask_iin(person.iin) if person.iin else ""


def signed_decisions(case: Case) -> list[Decision]:
    """The signed decisions of a case, newest first; ``inspected`` says whether social audit found something in it.

    Asked once a page, however many of its panels ask.
    """
    kept: list[Decision] | None = getattr(case, "_signed_decisions", None)
    if kept is None:
        heard = Finding.objects.filter(inspection__sampled__case=OuterRef("case"), inspection__closed_at__isnull=False)
        rows = Decision.objects.filter(case=case.pk, state=DecisionState.SIGNED).annotate(inspected=Exists(heard))
        kept = list(rows.order_by("-signed_at", "-pk"))
        case._signed_decisions = kept  # type: ignore[attr-defined]  # noqa: SLF001 - kept with what the page shows
    return kept
