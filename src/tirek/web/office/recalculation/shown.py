"""Runs and their lines in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tirek.department.decisions.grounds import grounds_of
from tirek.department.flows.enums import DifferenceKind, RunState
from tirek.department.flows.models import AuditItem, Difference, Recalculation
from tirek.department.flows.recalculation.queries import Effect, is_waiting
from tirek.rulebook.engine.acts import cite_act
from tirek.web.ui.cases import programme_title, short_name, short_programme
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.quantities import quantity_words
from tirek.web.ui.wording import NOTHING, number_words, tenge_words

RUN_TONES = {RunState.DONE: "good", RunState.FAILED: "bad", RunState.RUNNING: "note"}
TONES = {DifferenceKind.END: "bad", DifferenceKind.UNCLEAR: "warn"}


@dataclass(frozen=True)
class Line:
    """A line of the list: sums in their unit, the reasons with their articles, and whether it may be ticked."""

    row: Difference
    programme: str
    holder: str
    number: str
    before: str
    after: str
    change: str
    reasons: list[str]
    tone: str
    may_draft: bool


def line_of(row: Difference) -> Line:
    """One difference in words. No query."""
    return Line(
        row=row,
        programme=short_programme(row.programme),
        holder=short_name(row.entitlement.holder),
        number=row.entitlement.case.application.number or "",
        before=quantity_words(row.before, row.unit),
        after=_after(row),
        change=_signed(row.change_tenge) if row.change_tenge else "",
        reasons=reasons_in_words(row.programme, row.reasons),
        tone=TONES.get(DifferenceKind(row.does), ""),
        may_draft=is_waiting(row),
    )


def audit_line(row: AuditItem) -> dict[str, Any]:
    """Somebody who receives and is not entitled, in words. No query."""
    return {
        "row": row,
        "programme": short_programme(row.programme),
        "holder": short_name(row.entitlement.holder),
        "number": row.entitlement.case.application.number or "",
        "tenge": tenge_words(row.tenge) if row.tenge else NOTHING,
        "reasons": reasons_in_words(row.programme, row.reasons),
    }


def run_tone(run: Recalculation) -> str:
    """The colour of the tag of a run's state."""
    return RUN_TONES.get(RunState(run.state), "")


def effect_rows(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """What a run would change, programme by programme, for the chart: sums and lengths of bars."""
    return [
        {
            "code": each.programme,
            "title": programme_title(each.programme),
            "gain": number_words(each.gain),
            "lose": number_words(each.lose),
            "end": number_words(each.end),
            "unclear": number_words(each.unclear),
            "gain_tenge": each.gain_tenge,
            "lose_tenge": -each.lose_tenge,
            "gain_words": _signed(each.gain_tenge) if each.gain_tenge else NOTHING,
            "lose_words": _signed(each.lose_tenge) if each.lose_tenge else NOTHING,
        }
        for each in effects
    ]


def largest_tenge(effects: Sequence[Effect]) -> int:
    """The longest bar of the chart."""
    return max((max(each.gain_tenge, -each.lose_tenge) for each in effects), default=0) or 1


def reasons_in_words(programme: str, reasons: Sequence[dict[str, str]]) -> list[str]:
    """Each condition that fails, with the act and the article that ask for it."""
    known, language = grounds_of(programme), language_of_page()
    found = []
    for reason in reasons:
        ground = known.get(reason["code"])
        text = sentence(ground.title) if ground else reason["code"]
        act = cite_act(reason["act"], language, reason["article"]) if reason["act"] else ""
        found.append(f"{text.rstrip('.')} ({act})" if act else text)
    return found


def _after(row: Difference) -> str:
    if row.does == DifferenceKind.END:
        return str(_("nothing"))
    if row.does == DifferenceKind.CHANGE:
        return quantity_words(row.after, row.unit)
    if row.after_low is None or row.after_high is None or row.after_high == 0:
        return str(row.get_outcome_display())
    return f"{quantity_words(row.after_low, row.unit)} … {quantity_words(row.after_high, row.unit)}"


def _signed(tenge: int) -> str:
    return f"+{tenge_words(tenge)}" if tenge > 0 else tenge_words(tenge)
