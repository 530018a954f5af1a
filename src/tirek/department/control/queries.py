"""What pages and reports read of social audit."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from tirek.department.control.enums import FindingState, MeasureState, Origin, SampledState
from tirek.department.control.estimates import estimate
from tirek.department.control.models import Finding, Inspection, InspectionPlan, Measure, Sample, SampledCase


def list_plans() -> QuerySet[InspectionPlan]:
    """All plans with how many samples each has. One query."""
    return InspectionPlan.objects.select_related("prepared_by", "approved_by").annotate(drawn=Count("samples"))


def inspections_of(user_id: int) -> QuerySet[SampledCase]:
    """The cases given to an inspector that are not inspected yet."""
    open_states = [SampledState.ASSIGNED]
    return SampledCase.objects.filter(inspector=user_id, state__in=open_states).select_related(
        "person", "inspection", "decision"
    )


def open_findings() -> QuerySet[Finding]:
    """Findings of closed inspections that wait for a reply, a measure, or the end of their objection."""
    waiting = Q(state=FindingState.OPEN) | Q(objections__outcome="", objections__isnull=False)
    found = Finding.objects.filter(waiting, inspection__closed_at__isnull=False).distinct()
    return found.select_related("inspection__sampled", "inspection__inspector", "reply")


def open_measures() -> QuerySet[Measure]:
    """Measures that are not carried out yet."""
    found = Measure.objects.filter(state=MeasureState.ORDERED)
    return found.select_related("finding__inspection__sampled", "ordered_by")


def sample_progress(sample: Sample) -> dict[str, dict[str, int]]:
    """How many of each part were drawn, inspected, and had a finding that stands. Two queries."""
    told = {}
    for origin in Origin:
        drawn = sample.cases.filter(origin=origin)
        count = drawn.count()
        if not count:
            continue
        inspected = Inspection.objects.filter(sampled__in=drawn, closed_at__isnull=False)
        standing = Finding.objects.filter(inspection__in=inspected).exclude(state=FindingState.SET_ASIDE)
        told[str(origin)] = {
            "drawn": count,
            "inspected": inspected.count(),
            "with_finding": standing.values("inspection").distinct().count(),
        }
    return told


def report_content(plan: InspectionPlan) -> dict[str, Any]:
    """What a plan came to, counted and summed, naming nobody."""
    samples = list(plan.samples.order_by("pk"))
    return {
        "plan": {
            "id": plan.pk,
            "territory": plan.territory,
            "year": plan.year,
            "quarter": plan.quarter,
            "title": plan.title,
        },
        "samples": [_sample(each) for each in samples],
        "findings": _findings(plan),
        "measures": _measures(plan),
        "left_out": SampledCase.objects.filter(sample__plan=plan, state=SampledState.LEFT_OUT).count(),
    }


def _sample(sample: Sample) -> dict[str, Any]:
    progress = sample_progress(sample)
    told: dict[str, Any] = {
        "id": sample.pk,
        "method": sample.method,
        "unit": sample.unit,
        "filter": sample.filter,
        "population": sample.population_size,
        "population_digest": sample.population_digest,
        "seed": sample.seed,
        "confidence_percent": sample.confidence_percent,
        "margin_percent": str(sample.margin_percent),
        **progress,
    }
    lot = progress.get("lot")
    # Half a lot, inspected in an order that somebody chose, says nothing of all.
    is_done = not sample.cases.filter(
        origin=Origin.LOT, state__in=[SampledState.WAITING, SampledState.ASSIGNED]
    ).exists()
    if lot and lot["inspected"] and is_done:
        told["estimate"] = _estimate(sample, lot["inspected"], lot["with_finding"])
    return told


def _estimate(sample: Sample, inspected: int, found: int) -> dict[str, Any]:
    """Only the lot speaks for all; cases that could not be inspected make the interval wider, as if fewer were drawn."""
    made = estimate(sample.population_size, inspected, found, sample.confidence_percent)
    return {
        "population": made.population,
        "inspected": made.inspected,
        "found": made.found,
        "confidence_percent": made.confidence_percent,
        "low": made.low,
        "high": made.high,
        "method": "hypergeometric-exact",
    }


def _findings(plan: InspectionPlan) -> list[dict[str, Any]]:
    rows = (
        Finding.objects.filter(inspection__sampled__sample__plan=plan)
        .values("code")
        .annotate(
            standing=Count("pk", filter=~Q(state=FindingState.SET_ASIDE)),
            sum=Sum("sum_tenge", filter=~Q(state=FindingState.SET_ASIDE)),
            gone=Count("pk", filter=Q(state=FindingState.SET_ASIDE)),
        )
        .order_by("-standing", "code")
    )
    return [
        {"code": row["code"], "count": row["standing"], "sum_tenge": row["sum"] or 0, "set_aside": row["gone"]}
        for row in rows
    ]


def _measures(plan: InspectionPlan) -> list[dict[str, Any]]:
    rows = (
        Measure.objects.filter(finding__inspection__sampled__sample__plan=plan)
        .values("kind", "state")
        .annotate(count=Count("pk"))
        .order_by("kind", "state")
    )
    return [dict(row) for row in rows]
