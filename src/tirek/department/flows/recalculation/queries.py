"""Reads of runs and of what they list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.decisions.enums import DecisionState
from tirek.department.flows.enums import DifferenceKind, DifferenceState, RunKind, RunState
from tirek.department.flows.models import AuditItem, Difference, Recalculation
from tirek.department.journal.views import note_view

SIZES: Final = {"1000": 1_000, "10000": 10_000, "50000": 50_000}
"""Tenge a period, from which on a line is shown."""


@dataclass(frozen=True)
class Effect:
    """What a run would change in one programme, of the lines that the viewer sees: counts, and whole tenge a period."""

    programme: str
    gain: int
    lose: int
    end: int
    unclear: int
    gain_tenge: int
    lose_tenge: int


def list_runs(kind: RunKind) -> QuerySet[Recalculation]:
    """Runs of a kind that touch a district of the viewer; unordered, for a page of a list."""
    return Recalculation.objects.filter(kind=kind).select_related("asked_by")


def access_run(viewer: Viewer, pk: int) -> Recalculation:
    """A run of the viewer's districts.

    Raises
    ------
    NotSeen
        If there is none, or it is of other districts.
    """
    found = Recalculation.objects.select_related("asked_by").filter(pk=pk).first()
    if found is None or not viewer.may("view_cases"):
        raise NotSeen("recalculation")
    return found


def last_run(kind: RunKind) -> Recalculation | None:
    """The newest finished run of a kind that touches a district of the viewer."""
    return Recalculation.objects.filter(kind=kind, state=RunState.DONE).order_by("-pk").first()


def effects_of(run: Recalculation) -> list[Effect]:
    """What a run would change, programme by programme, the greatest first. One query, under the policies of who looks."""
    gain, lose = Q(does=DifferenceKind.CHANGE, change_tenge__gt=0), Q(change_tenge__lt=0)
    rows = (
        run.differences.order_by()
        .values("programme")
        .annotate(
            gain=Count("pk", filter=gain),
            lose=Count("pk", filter=lose & Q(does=DifferenceKind.CHANGE)),
            end=Count("pk", filter=Q(does=DifferenceKind.END)),
            unclear=Count("pk", filter=Q(does=DifferenceKind.UNCLEAR)),
            gain_tenge=Sum("change_tenge", filter=gain, default=0),
            lose_tenge=Sum("change_tenge", filter=lose, default=0),
        )
    )
    made = [Effect(**row) for row in rows]
    return sorted(made, key=lambda each: (each.lose_tenge - each.gain_tenge, each.programme))


def list_differences(
    run: Recalculation, *, does: str = "", programme: str = "", size: str = "", state: str = ""
) -> QuerySet[Difference]:
    """The lines of a run as far as the viewer sees; unordered, for a page of a list. What a filter does not know is as none."""
    rows = Difference.objects.filter(run=run)
    if does in DifferenceKind.values:
        rows = rows.filter(does=does)
    if programme:
        rows = rows.filter(programme=programme)
    if size in SIZES:
        rows = rows.filter(size__gte=SIZES[size])
    if state in DifferenceState.values:
        rows = rows.filter(state=state)
    return rows.select_related("entitlement__holder", "entitlement__case__application", "decision")


def access_difference(viewer: Viewer, pk: int) -> Difference:
    """A line with its entitlement; the look is journalled for the holder.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    rows = Difference.objects.select_related("run", "entitlement__holder", "entitlement__case__application", "decision")
    found = rows.filter(pk=pk).first()
    if found is None or not viewer.may("view_cases"):
        raise NotSeen("difference")
    note_view("difference", found.pk, [found.entitlement.holder_id])
    return found


def is_waiting(row: Difference) -> bool:
    """Whether a decision may be drafted of a line: nobody has, or the draft was given up."""
    if row.does == DifferenceKind.UNCLEAR:
        return False
    given_up = row.decision is not None and row.decision.state == DecisionState.DROPPED
    return row.state == DifferenceState.LISTED or (row.state == DifferenceState.DRAFTED and given_up)


def list_audit(*, programme: str = "", closed: bool = False) -> QuerySet[AuditItem]:
    """Who receives and is not entitled, as far as the viewer sees; unordered, for a page of a list."""
    rows = AuditItem.objects.filter(closed_at__isnull=not closed)
    if programme:
        rows = rows.filter(programme=programme)
    return rows.select_related("entitlement__holder", "entitlement__case__application", "closed_by", "run")


def access_audit(viewer: Viewer, pk: int) -> AuditItem:
    """One of them; the look is journalled for the holder.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    found = list_audit().filter(pk=pk).first()
    if found is None or not viewer.may("view_cases"):
        raise NotSeen("audit_item")
    note_view("audit_item", found.pk, [found.entitlement.holder_id])
    return found
