"""Looking: the desk of control, a plan with its report, cases to inspect, findings, anomalies."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.control.actions.answering import is_heard, may_decide
from tirek.department.control.anomalies import list_anomalies
from tirek.department.control.enums import AnomalyKind, FindingState, PlanState, SampledState
from tirek.department.control.models import ControlReport, Finding, SampledCase
from tirek.department.control.queries import inspections_of, list_plans, open_findings, open_measures, report_content
from tirek.department.control.register import finding_codes, risks
from tirek.department.core.calendar.today import today
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Person
from tirek.web.office.control.doors import DIRECT, INSPECT, VIEW, found_finding, found_plan, found_sampled
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title, short_name, short_programme
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

NAMES_SHOWN = 6
GROUPS_SHOWN = 25


@require_safe
@needs(VIEW)
def home(request: ViewerRequest) -> HttpResponse:
    """Plans, and what waits."""
    page = page_of(list_plans(), {"id": "pk"}, request.GET, default="-id")
    rows = [{"plan": row, "place": place_title(row.territory)} for row in page.rows]
    measures = open_measures()
    context = {
        "page": page,
        "rows": rows,
        "mine": inspections_of(request.user.pk).count(),
        "findings": open_findings().count(),
        "measures": measures.count(),
        "late": measures.filter(due_on__lt=today()).count(),
        "may_prepare": request.viewer.may(INSPECT) or request.viewer.may(DIRECT),
    }
    return render(request, "office/control/home.html", context)


@require_safe
@needs(VIEW)
def show_plan(request: ViewerRequest, plan_id: int) -> HttpResponse:
    """A plan with its samples and their cases; its report once there is one, what it would say until then."""
    plan = found_plan(plan_id)
    report = ControlReport.objects.filter(plan=plan).first()
    content = report.content if report else report_content(plan)
    rows = SampledCase.objects.filter(sample__plan=plan).select_related("person", "inspector")
    page = page_of(rows, {"id": "pk"}, request.GET, default="id")
    note_view("sampled-case-list", plan.pk, {row.person_id for row in page.rows})
    writes = plan.territory in request.viewer.territories
    directs, inspects = request.viewer.may(DIRECT), request.viewer.may(INSPECT)
    context = {
        "plan": plan,
        "place": place_title(plan.territory),
        "report": report,
        "samples": content["samples"],
        "findings": _bars(content["findings"]),
        "left_out": content["left_out"],
        "page": page,
        "rows": [_sampled(row) for row in page.rows],
        "may_approve": writes and directs and plan.state == PlanState.DRAFT and plan.prepared_by_id != request.user.pk,
        "may_drop": writes and (directs or inspects) and plan.state == PlanState.DRAFT,
        "may_draw": writes and (directs or inspects) and plan.state == PlanState.APPROVED,
        "may_report": writes
        and (directs or inspects)
        and plan.state == PlanState.APPROVED
        and bool(content["samples"]),
    }
    return render(request, "office/control/plan.html", context)


def _bars(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings with their title and the length of their bar, per cent of the longest."""
    longest = max((each["count"] for each in findings), default=0) or 1
    language = language_of_page()
    return [
        {**each, "title": finding_codes()[each["code"]].title[language], "percent": 100 * each["count"] // longest}
        for each in findings
    ]


def _sampled(row: SampledCase) -> dict[str, Any]:
    return {
        "sampled": row,
        "who": short_name(row.person),
        "programme": short_programme(row.programme),
        "place": place_title(row.territory),
    }


@require_safe
@needs(INSPECT)
def list_mine(request: ViewerRequest) -> HttpResponse:
    """The cases that wait for this inspector."""
    page = page_of(inspections_of(request.user.pk), {"id": "pk"}, request.GET, default="id")
    note_view("sampled-case-list", None, {row.person_id for row in page.rows})
    context = {"page": page, "rows": [_sampled(row) for row in page.rows]}
    return render(request, "office/control/mine.html", context)


@require_safe
@needs(VIEW)
def show_sampled(request: ViewerRequest, sampled_id: int) -> HttpResponse:
    """One sampled case: why it was drawn, what was seen and found."""
    sampled = found_sampled(sampled_id)
    inspection = getattr(sampled, "inspection", None)
    language = language_of_page()
    is_mine = sampled.inspector_id == request.user.pk and sampled.state == SampledState.ASSIGNED
    waits = sampled.state in (SampledState.WAITING, SampledState.ASSIGNED) and inspection is None
    context = {
        "sampled": sampled,
        "inspection": inspection,
        "who": sampled.person.full_name(language),
        "programme": programme_title(sampled.programme),
        "place": place_title(sampled.territory),
        "risks": [
            {"title": risks()[each["code"]].title[language], "reason": risks()[each["code"]].told(language, each)}
            for each in sampled.risks
            if each["code"] in risks()
        ],
        "findings": [_finding(each) for each in inspection.findings.all()] if inspection else [],
        "may_assign": waits and request.viewer.may(DIRECT),
        "may_leave_out": waits and request.viewer.may(DIRECT),
        "may_inspect": is_mine and request.viewer.may(INSPECT),
        "may_find": is_mine and inspection is not None,
    }
    return render(request, "office/control/sampled.html", context)


def _finding(finding: Finding) -> dict[str, Any]:
    return {"finding": finding, "title": finding_codes()[finding.code].title[language_of_page()]}


@require_safe
@needs(VIEW)
def list_findings(request: ViewerRequest) -> HttpResponse:
    """Findings that wait for a reply or a measure, and measures that are not carried out."""
    page = page_of(open_findings(), {"until": "reply_until"}, request.GET, default="until")
    measures = list(open_measures().order_by("due_on", "pk")[:50])
    shown = [*(row.inspection.sampled for row in page.rows), *(row.finding.inspection.sampled for row in measures)]
    note_view("finding-list", None, {each.person_id for each in shown})
    context = {
        "page": page,
        "rows": [_finding(row) for row in page.rows],
        "measures": [{"measure": row, "is_late": row.due_on < today(), **_finding(row.finding)} for row in measures],
    }
    return render(request, "office/control/findings.html", context)


@require_safe
@needs("view_cases")
def show_finding(request: ViewerRequest, finding_id: int) -> HttpResponse:
    """A finding with its reply, measures and objections; for the control, and for the section that is to answer."""
    finding = found_finding(request, finding_id)
    sampled, inspection = finding.inspection.sampled, finding.inspection
    is_closed, is_own = inspection.closed_at is not None, inspection.inspector_id == request.user.pk
    stands = finding.state != FindingState.SET_ASIDE
    measures = list(finding.measures.select_related("ordered_by", "done_by"))
    objections = list(finding.objections.select_related("made_by", "decided_by"))
    replied = hasattr(finding, "reply")
    open_objection = next((each for each in objections if not each.outcome), None)
    context = {
        **_finding(finding),
        "inspection": inspection,
        "sampled": sampled,
        "programme": programme_title(sampled.programme),
        "reply": finding.reply if replied else None,
        "measures": measures,
        "objections": objections,
        "sees_control": request.viewer.may(VIEW),
        "may_finish": request.viewer.may(VIEW),
        "may_reply": stands and is_closed and not is_own and not replied and not measures,
        "may_order": stands and is_closed and not is_own and request.viewer.may(DIRECT) and is_heard(finding),
        "may_object": stands and is_closed and not is_own and open_objection is None,
        "may_decide": open_objection
        if open_objection and request.viewer.may(DIRECT) and may_decide(open_objection, request.user)
        else None,
    }
    return render(request, "office/control/finding.html", context)


@require_safe
@needs(VIEW)
def list_all_anomalies(request: ViewerRequest) -> HttpResponse:
    """What several families share, a kind at a time, with whom it concerns."""
    asked = request.GET.get("kind", "")
    kind = AnomalyKind(asked) if asked in AnomalyKind.values else AnomalyKind.ACCOUNT
    found = list_anomalies(kind)
    shown = found[:GROUPS_SHOWN]
    people = Person.objects.in_bulk({each for row in shown for each in row.persons[:NAMES_SHOWN]})
    note_view("anomaly-list", None, people)
    rows = [
        {
            "anomaly": row,
            "families": len(row.families),
            "people": [(each, short_name(people[each])) for each in row.persons[:NAMES_SHOWN] if each in people],
            "more": max(0, len(row.persons) - NAMES_SHOWN),
        }
        for row in shown
    ]
    context = {
        "kinds": AnomalyKind,
        "kind": kind,
        "rows": rows,
        "total": len(found),
        "may_explain": request.viewer.may(INSPECT),
    }
    return render(request, "office/control/anomalies.html", context)
