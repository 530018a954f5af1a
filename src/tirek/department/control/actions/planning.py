"""A plan of inspections: prepared, approved by another, given up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.control.enums import PlanState
from tirek.department.control.models import InspectionPlan
from tirek.department.control.refusals import ControlRefused
from tirek.department.journal.notes import note_write


def prepare_plan(
    *, territory: str, year: int, quarter: int | None, title: str, ground: str, acting_user: User
) -> InspectionPlan:
    """Write a plan; it waits for somebody else's approval.

    Raises
    ------
    ControlRefused
        ``district_not_yours``, ``plan_words_missing``.
    """
    if territory not in current_viewer().territories:
        raise ControlRefused("district_not_yours", "territory")
    if not title.strip() or not ground.strip():
        raise ControlRefused("plan_words_missing", "title" if not title.strip() else "ground")
    with transaction.atomic():
        made = InspectionPlan.objects.create(
            territory=territory,
            year=year,
            quarter=quarter,
            title=title.strip(),
            ground=ground.strip(),
            prepared_by=acting_user,
        )
        note_write("prepare", "inspection-plan", made.pk, [], acting_user=acting_user)
    return made


def approve_plan(plan: InspectionPlan, *, acting_user: User) -> InspectionPlan:
    """Approve a plan that somebody else prepared.

    Raises
    ------
    ControlRefused
        ``plan_moved``, ``own_plan``, ``district_not_yours``.
    """
    with transaction.atomic():
        row = lock_plan(plan, PlanState.DRAFT)
        if row.prepared_by_id == acting_user.pk:
            raise ControlRefused("own_plan")
        row.state, row.approved_by, row.approved_at = PlanState.APPROVED, acting_user, timezone.now()
        row.version += 1
        row.save(update_fields=["state", "approved_by", "approved_at", "version"])
        note_write("approve", "inspection-plan", row.pk, [], acting_user=acting_user)
    return row


def drop_plan(plan: InspectionPlan, *, acting_user: User) -> InspectionPlan:
    """Give up a plan that nobody approved.

    Raises
    ------
    ControlRefused
        ``plan_moved``, ``district_not_yours``.
    """
    with transaction.atomic():
        row = lock_plan(plan, PlanState.DRAFT)
        row.state, row.version = PlanState.DROPPED, row.version + 1
        row.save(update_fields=["state", "version"])
        note_write("drop", "inspection-plan", row.pk, [], acting_user=acting_user)
    return row


def lock_plan(plan: InspectionPlan, *states: PlanState) -> InspectionPlan:
    """The plan as it stands, locked; raises `ControlRefused` ``plan_moved`` or ``district_not_yours``."""
    if plan.territory not in current_viewer().territories:
        raise ControlRefused("district_not_yours")
    row = InspectionPlan.objects.select_for_update().filter(pk=plan.pk).first()
    if row is None or row.state not in states:
        raise ControlRefused("plan_moved")
    return row
