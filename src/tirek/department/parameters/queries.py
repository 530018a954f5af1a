"""Reads of local law: what may be entered, what holds, what waits, and the door to a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.parameters.enums import ValueState
from tirek.department.parameters.models import LocalValue, Overlay
from tirek.department.parameters.overlays import current_overlay
from tirek.department.parameters.register import Enterable, enterable_parameters
from tirek.rulebook.engine.calendar import Quarter, territory_line
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import Value


@dataclass(frozen=True)
class Line:
    """One parameter in one territory: the value that holds, the one that comes next, and what waits for a signature."""

    enterable: Enterable
    now: Value | None
    upcoming: Value | None
    open: tuple[LocalValue, ...]


def access_value(viewer: Viewer, pk: int) -> LocalValue:
    """The door to a value: the same answer for one that is not there and one of a territory the viewer's posts do not touch.

    Raises
    ------
    NotSeen
    """
    row = values_for(viewer).filter(pk=pk).select_related("place", "entered_by", "decided_by", "overlay").first()
    if row is None:
        raise NotSeen
    return row


def values_for(viewer: Viewer) -> QuerySet[LocalValue]:
    """Values of the viewer's territories, and of those above: they hold there too."""
    touched = {code for place in viewer.territories for code in territory_line(place) if code}
    return LocalValue.objects.filter(place_id__in=touched | set(viewer.territories))


def list_lines(viewer: Viewer, place: str, on: date, programme: str | None = None) -> list[Line]:
    """Every parameter that may be entered, with what holds in a place on a day. Two queries."""
    moment = Moment(on, place, local=current_overlay())
    waiting: dict[str, list[LocalValue]] = defaultdict(list)
    rows = values_for(viewer).filter(state__in=[ValueState.DRAFT, ValueState.PROPOSED])
    for row in rows.filter(place_id__in=territory_line(place)).select_related("entered_by"):
        waiting[row.parameter].append(row)
    return [
        Line(each, each.parameter.value_at(moment), _upcoming(each, moment), tuple(waiting[each.name]))
        for each in enterable_parameters().values()
        if programme is None or each.programme == programme
    ]


def _upcoming(enterable: Enterable, moment: Moment) -> Value | None:
    """The first value of the place that starts after the day."""
    key: date | Quarter = Quarter.of(moment.on) if enterable.by_quarter else moment.on
    local = moment.local.values.get(enterable.name, ()) if moment.local else ()
    later = [
        value
        for value in (*enterable.parameter.values, *local)
        if value.withdrawn_from is None and value.territory in territory_line(moment.territory) and value.start > key  # type: ignore[operator]
    ]
    return min(later, key=lambda value: (str(value.start), -value.rank), default=None)


def history_of(viewer: Viewer, parameter: str) -> QuerySet[LocalValue]:
    """All values of a parameter that the viewer may see, the latest entered first."""
    return (
        values_for(viewer).filter(parameter=parameter).select_related("place", "entered_by", "decided_by", "overlay")
    ).order_by("-id")


def published_values(parameter: str, place: str) -> Sequence[Value]:
    """What the rulebook itself holds of a parameter for a place and above, the latest start first."""
    line = territory_line(place)
    own = [value for value in enterable_parameters()[parameter].parameter.values if value.territory in line]
    return sorted(own, key=lambda value: (str(value.start), value.known_from), reverse=True)


def acts_of(viewer: Viewer) -> Mapping[tuple[str, str, date], list[LocalValue]]:
    """The values that the viewer may see, by their act. One query."""
    found: dict[tuple[str, str, date], list[LocalValue]] = defaultdict(list)
    for row in values_for(viewer).select_related("place").order_by("-act_date", "act_number", "parameter", "id"):
        found[(row.act_kind, row.act_number, row.act_date)].append(row)
    return found


def list_overlays(department: str) -> QuerySet[Overlay]:
    """The overlays of a department, the last first, without their content."""
    rows = Overlay.objects.filter(department=department).select_related("created_by").prefetch_related("signed")
    return rows.defer("content").order_by("-number")


def values_to_sign(viewer: Viewer) -> QuerySet[LocalValue]:
    """Values of the viewer's territories that somebody else proposed."""
    rows = LocalValue.objects.filter(place_id__in=viewer.territories, state=ValueState.PROPOSED)
    return rows.exclude(entered_by=viewer.user_id).order_by()
