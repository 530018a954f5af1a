"""The report of a plan: frozen with its digest, and the plan closed by it."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction

from tirek.department.accounts.models import User
from tirek.department.control.actions.planning import lock_plan
from tirek.department.control.enums import PlanState, SampledState
from tirek.department.control.models import ControlReport, InspectionPlan, SampledCase
from tirek.department.control.queries import report_content
from tirek.department.control.refusals import ControlRefused
from tirek.department.journal.canonical import canonical_json
from tirek.department.journal.notes import note_write


def report_plan(plan: InspectionPlan, *, acting_user: User) -> ControlReport:
    """Freeze what a plan came to, and close it; nothing of it is written anew afterwards.

    Raises
    ------
    ControlRefused
        ``plan_moved``, ``district_not_yours``, ``nothing_drawn``, ``plan_unfinished``.
    """
    with transaction.atomic():
        row = lock_plan(plan, PlanState.APPROVED)
        if not row.samples.exists():
            raise ControlRefused("nothing_drawn")
        waiting = SampledCase.objects.filter(sample__plan=row, state__in=[SampledState.WAITING, SampledState.ASSIGNED])
        if waiting.exists() or _hidden(row):
            raise ControlRefused("plan_unfinished")
        content = report_content(row)
        digest = sha256(canonical_json(content)).hexdigest()
        made = ControlReport.objects.create(plan=row, content=content, digest=digest, made_by=acting_user)
        row.state, row.version = PlanState.CLOSED, row.version + 1
        row.save(update_fields=["state", "version"])
        note_write("report", "inspection-plan", row.pk, [], acting_user=acting_user)
    return made


def _hidden(plan: InspectionPlan) -> bool:
    """Whether cases were drawn that whoever reports does not see: a report of a part would be wrong."""
    drawn = sum(each.lot_size + each.risk_size for each in plan.samples.all())
    return SampledCase.objects.filter(sample__plan=plan).count() != drawn
