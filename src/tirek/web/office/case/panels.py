"""What the stages of the road say of a case, until a page group of their own says it better. One query for all of them.

A group takes a panel over by adding one of the same name to the slot in its ``panels.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tirek.department.applications.models import ApplicationFile, Case
from tirek.department.decisions.enums import DecisionKind, DecisionState
from tirek.department.decisions.models import Decision, Notice
from tirek.department.verification.enums import NoAct, SessionState, VisitState, Vote
from tirek.department.verification.models import SessionItem, Visit
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.navigation import find_url
from tirek.web.ui.panels import Panel, add_panel
from tirek.web.ui.wording import number_words, tenge_words

CASE: Final = "case"
LINES: Final = "office/case/_lines.html"
MOST: Final = 20
"""So many rows a panel; the page of its stage has the rest."""
DECISION_TONES: Final = {"signed": "good", "returned": "warn", "proposed": "note"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A row of a panel: what, how it stands, when, the sum; ``url`` leads to its page, where there is one."""

    title: str | Promise
    url: str = ""
    state: str | Promise = ""
    tone: str = ""
    on: date | datetime | None = None
    detail: str = ""
    note: str = ""
    ability: str = ""
    """Who lacks it gets no link."""


def said_of(case: Case) -> Mapping[str, list[Row]]:
    """The rows of all stages about a case, each stage newest first; asked once for a case. One query."""
    kept: Any = case.__dict__.get("said_of")
    if kept is None:
        letters = _rows(Notice.objects.filter(decision=OuterRef("pk")), "language", "file_id", "made_at")
        application = {"application": OuterRef("application_id")}
        kept = Case.objects.values(
            said_files=_rows(ApplicationFile.objects.filter(**application), "title", "file_id", "attached_at"),
            said_visits=_rows(
                Visit.objects.filter(**application), "id", "state", "conclusion", "no_act", "visited_at", "due_on"
            ),
            said_sums=_rows(
                SessionItem.objects.filter(case=OuterRef("pk")),
                *("session_id", "session__held_on", "session__state", "ceiling_tenge"),
                *("amount_tenge", "in_need", "ground", "deferred"),
            ),
            said_decisions=_rows(
                Decision.objects.filter(case=OuterRef("pk")).annotate(letters=letters),
                *("id", "kind", "number", "state", "amount", "unit", "signed_at", "drafted_at", "letters"),
            ),
        ).get(pk=case.pk)
        case.__dict__["said_of"] = kept
    found: Mapping[str, list[Row]] = kept
    return found


def _rows(rows: QuerySet[Any], *names: str) -> ArraySubquery:
    return ArraySubquery(rows.order_by("-pk").values(told=JSONObject(**{name: F(name) for name in names}))[:MOST])


def _file(row: Row) -> Iterable[Line]:
    yield Line(row["title"], reverse("office:file-download", args=[row["file_id"]]), on=_moment(row["attached_at"]))


def _visit(row: Row) -> Iterable[Line]:
    ended = Vote(row["conclusion"]).label if row["conclusion"] else NoAct(row["no_act"]).label if row["no_act"] else ""
    on = _moment(row["visited_at"]) or _day(row["due_on"])
    yield Line(VisitState(row["state"]).label, find_url("office:visit-show", row["id"]) or "", ended, on=on)


def _sum(row: Row) -> Iterable[Line]:
    """The case before the special commission: what was proposed or set, under which ceiling, on what ground."""
    if row["session__state"] == SessionState.CANCELLED:
        return
    is_held = row["session__state"] == SessionState.HELD
    state, tone = (pgettext_lazy("sum", "set"), "good") if is_held else (_("before the commission"), "note")
    if row["deferred"]:
        state, tone = _("put off to another session"), "warn"
    elif row["in_need"] is False:
        state, tone = _("not in need"), "bad" if is_held else "note"
    proposed = _("proposed: %(sum)s") % {"sum": tenge_words(row["amount_tenge"])} if row["amount_tenge"] else ""
    yield Line(
        _("not more than %(ceiling)s") % {"ceiling": tenge_words(row["ceiling_tenge"])},
        find_url("office:session-show", row["session_id"]) or "",
        state,
        tone,
        _day(row["session__held_on"]),
        tenge_words(row["amount_tenge"]) if is_held and row["amount_tenge"] else proposed,
        row["deferred"] or row["ground"],
        "sit_in_commission",
    )


def _decision(row: Row) -> Iterable[Line]:
    yield Line(
        f"{DecisionKind(row['kind']).label} {row['number'] or ''}".strip(),
        find_url("office:decision-show", row["id"]) or "",
        DecisionState(row["state"]).label,
        DECISION_TONES.get(row["state"], ""),
        _moment(row["signed_at"] or row["drafted_at"]),
        "" if row["amount"] is None else _measured(row["amount"], row["unit"]),
    )
    for letter in row["letters"]:
        url = reverse("office:file-download", args=[letter["file_id"]])
        yield Line(f"PDF {letter['language']}", url, on=_moment(letter["made_at"]))


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None


def _measured(amount: int, unit: str) -> str:
    return tenge_words(amount) if unit == "" or unit.startswith("tenge") else number_words(amount)


def _panel(
    name: str, title: Promise, lines: Callable[[Row], Iterable[Line]]
) -> Callable[[ViewerRequest, Case], dict[str, Any] | None]:
    def build(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
        found = [
            line if not line.ability or request.viewer.may(line.ability) else replace(line, url="")
            for row in said_of(case)[f"said_{name}"]
            for line in lines(row)
        ]
        return {"id": f"panel-{name}", "title": title, "lines": found} if found else None

    return build


PANELS: Final[tuple[tuple[str, Promise, Callable[[Row], Iterable[Line]]], ...]] = (
    ("files", _("Files"), _file),
    ("visits", _("Home visits"), _visit),
    ("sums", _("Special commission"), _sum),
    ("decisions", _("Decisions and letters"), _decision),
)
for _place, (_name, _title, _lines) in enumerate(PANELS, 1):
    add_panel(Panel(CASE, _name, LINES, _panel(_name, _title, _lines), order=10 * _place))
