"""What is looked for by number, or the page "not here"; each look is noted."""

from __future__ import annotations

from django.http import Http404

from tirek.department.control.actions.inspecting import took_part
from tirek.department.control.models import Finding, InspectionPlan, SampledCase
from tirek.department.journal.views import note_view
from tirek.web.ui.access import ViewerRequest

VIEW, INSPECT, DIRECT = "view_control", "inspect_cases", "direct_control"


def found_plan(plan_id: int) -> InspectionPlan:
    """The plan: it names nobody, the whole control reads it."""
    found = InspectionPlan.objects.select_related("prepared_by", "approved_by").filter(pk=plan_id).first()
    if found is None:
        raise Http404
    return found


def found_sampled(sampled_id: int) -> SampledCase:
    """The sampled case, under the policies."""
    related = ("sample", "person", "decision", "inspector", "inspection")
    found = SampledCase.objects.select_related(*related).filter(pk=sampled_id).first()
    if found is None:
        raise Http404
    note_view("sampled-case", found.pk, [found.person_id])
    return found


def found_finding(request: ViewerRequest, finding_id: int) -> Finding:
    """The finding: for the control, and for those of the section who took part in the case."""
    related = ("inspection__sampled__person", "inspection__sampled__decision", "inspection__inspector", "reply")
    found = Finding.objects.select_related(*related).filter(pk=finding_id).first()
    if found is None or not is_heard_of(request, found):
        raise Http404
    note_view("finding", found.pk, [found.inspection.sampled.person_id])
    return found


def is_heard_of(request: ViewerRequest, finding: Finding) -> bool:
    """Whether a finding is shown: of a closed inspection to the section, of any to the control."""
    if request.viewer.may(VIEW):
        return True
    return finding.inspection.closed_at is not None and took_part(finding.inspection.sampled.case_id, request.user.pk)
