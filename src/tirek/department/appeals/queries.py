"""Reading appeals and complaints: lists by the last day, and those of one case."""

from __future__ import annotations

from django.db.models import QuerySet

from tirek.department.appeals.enums import AppealState, ComplaintState
from tirek.department.appeals.models import Appeal, Complaint

OPEN_APPEALS = (AppealState.RECEIVED, AppealState.REVIEW)
OPEN_COMPLAINTS = (ComplaintState.RECEIVED, ComplaintState.ROUTED)


def list_appeals(*, open_only: bool) -> QuerySet[Appeal]:
    """Appeals that the viewer may see: those that wait, or those that are over."""
    rows = Appeal.objects.select_related("appellant", "decision", "reviewer")
    return rows.filter(state__in=OPEN_APPEALS) if open_only else rows.exclude(state__in=OPEN_APPEALS)


def appeals_of_case(case_id: int) -> list[Appeal]:
    """Appeals against decisions of a case, the newest first."""
    return list(Appeal.objects.filter(decision__case=case_id).select_related("decision").order_by("-pk"))


def list_complaints(*, open_only: bool) -> QuerySet[Complaint]:
    """Complaints of the viewer's districts: those that wait, or those that are over."""
    rows = Complaint.objects.select_related("person", "routed_to")
    return rows.filter(state__in=OPEN_COMPLAINTS) if open_only else rows.exclude(state__in=OPEN_COMPLAINTS)


def complaints_sent_to(user_id: int) -> QuerySet[Complaint]:
    """Open complaints that were sent to a member of the staff."""
    return list_complaints(open_only=True).filter(routed_to=user_id)
