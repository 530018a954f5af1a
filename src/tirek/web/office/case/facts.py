"""The facts of a case side by side: what was told, what was found and where, and what stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tirek.department.applications.models import Case
from tirek.department.verification.enums import CheckSource, CheckState
from tirek.department.verification.models import FactCheck
from tirek.web.ui.cases import short_name
from tirek.web.ui.facts import fact_title, known_fact, value_words
from tirek.web.ui.navigation import find_url

TONES: Final = {
    CheckState.OPEN: "",
    CheckState.CONFIRMED: "good",
    CheckState.DISCREPANT: "bad",
    CheckState.RESOLVED: "note",
    CheckState.UNKNOWN: "warn",
}
FIRST: Final = {CheckState.DISCREPANT: 0, CheckState.OPEN: 1, CheckState.UNKNOWN: 2}
"""What an officer has to look at stands above what is settled."""


@dataclass(frozen=True)
class ShownCheck:
    """One fact of a case in words.

    ``stands`` is the value that counts: the settled one, or what was found, or what was told. ``differs`` says that
    what was found is not what was told, and nobody has settled it.
    """

    title: str
    url: str
    declared: str
    found: str
    source: str
    found_at: datetime | None
    stands: str
    state: str | Promise
    tone: str
    differs: bool
    reason: str
    settled_by: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FactGroup:
    """The facts of one person, of the family, or of one thing of it."""

    title: str
    checks: tuple[ShownCheck, ...]
    person_id: int | None


def groups_of(case: Case) -> list[FactGroup]:
    """The facts of a case by whose they are, those that need an officer first. One query."""
    checks = FactCheck.objects.filter(case=case).select_related("person", "settled_by", "evidence")
    found: dict[tuple[str, int, int | None], list[FactCheck]] = {}
    for check in checks.order_by("entity", "row", "person_id", "pk"):
        found.setdefault((check.entity, check.row, check.person_id), []).append(check)
    return [
        FactGroup(
            _title_of(rows[0]),
            tuple(map(shown_check, sorted(rows, key=lambda row: (FIRST.get(CheckState(row.state), 3), row.pk)))),
            rows[0].person_id,
        )
        for rows in found.values()
    ]


def shown_check(check: FactCheck) -> ShownCheck:
    """A fact in words of the language of the page."""
    fact = known_fact(check.entity, check.fact)
    is_settled = check.settled_at is not None
    was_found = bool(check.found_source)
    stands = check.settled_value if is_settled else (check.found_value if was_found else check.declared_value)
    source = CheckSource(check.found_source).label if was_found else ""
    return ShownCheck(
        title=fact_title(check.entity, check.fact),
        url=find_url("office:check-show", check.pk) or "",
        declared=value_words(fact, check.declared_value),
        found=value_words(fact, check.found_value) if was_found else "",
        source=str(source),
        found_at=check.found_at,
        stands="" if check.state in (CheckState.OPEN, CheckState.DISCREPANT) else value_words(fact, stands),
        state=CheckState(check.state).label,
        tone=TONES[CheckState(check.state)],
        differs=check.state == CheckState.DISCREPANT,
        reason=check.reason,
        settled_by=check.settled_by.get_full_name() if check.settled_by else "",
        evidence=tuple(_evidence_of(check)),
    )


def count_by_state(groups: Iterable[FactGroup]) -> Mapping[str, int]:
    """How many facts stand how, by the words of the state."""
    counts: dict[str, int] = {}
    for group in groups:
        for check in group.checks:
            counts[str(check.state)] = counts.get(str(check.state), 0) + 1
    return counts


def _title_of(check: FactCheck) -> str:
    if check.person is not None:
        return short_name(check.person)
    number = {"number": check.row + 1}
    return {
        "family": _("Family"),
        "dwelling": _("Dwelling %(number)s") % number,
        "vehicle": _("Vehicle %(number)s") % number,
        "claim": _("Claim %(number)s") % number,
        "employer": _("Employer"),
    }.get(check.entity, _("Person %(number)s") % number)


def _evidence_of(check: FactCheck) -> Iterable[tuple[str, str]]:
    """What a found or settled value rests on, each with its address where it has a page."""
    if check.evidence_id is not None:
        yield _("answer of the register"), ""
    if check.document_id is not None:
        yield _("document"), reverse("office:file-download", args=[check.document_id])
    if check.visit_id is not None:
        yield _("act of the visit"), find_url("office:visit-show", check.visit_id) or ""
