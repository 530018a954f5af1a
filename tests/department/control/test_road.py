"""From a plan to its report: who may do what, what the database itself refuses, and what stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.department.control.audited import ON, approved_plan, choice, drawn_sample, inspected, signed_decision
from tests.department.factories import ALMALY, make_user, whole_city
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.control.actions.answering import (
    decide_objection,
    finish_measure,
    object_to_finding,
    order_measure,
    reply_to_finding,
)
from tirek.department.control.actions.drawing import draw_sample, sizes_for
from tirek.department.control.actions.inspecting import assign_inspector, hold_inspection, leave_out
from tirek.department.control.actions.planning import approve_plan, prepare_plan
from tirek.department.control.actions.reporting import report_plan
from tirek.department.control.enums import InspectionKind, MeasureKind, ObjectionOutcome, SampleMethod
from tirek.department.control.models import ControlReport, Finding, InspectionPlan, Measure, Sample, SampledCase
from tirek.department.control.sampling import drawn, population_digest
from tirek.department.core.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False), entered(whole_city()):
        yield


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def breaks(constraint: str):  # type: ignore[no-untyped-def]
    return pytest.raises(
        IntegrityError,
        check=lambda error: error.__cause__.diag.constraint_name == constraint,  # type: ignore[union-attr]
    )


def test_a_plan_takes_two_and_stays_as_it_was_approved() -> None:
    auditor = make_user(Role.AUDITOR)
    told = {"territory": ALMALY, "year": 2026, "quarter": None, "title": "Grants", "ground": "Order 7"}
    plan = prepare_plan(**told, acting_user=auditor)  # type: ignore[arg-type]
    with refused("own_plan"):
        approve_plan(plan, acting_user=auditor)
    with refused("plan_moved"):
        draw_sample(plan, choice(), acting_user=auditor)
    approved = approve_plan(plan, acting_user=make_user(Role.HEAD))
    with refused("plan_moved"):
        approve_plan(plan, acting_user=make_user(Role.HEAD))
    for change in ({"title": "Other"}, {"state": "draft"}, {"state": "closed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InspectionPlan.objects.filter(pk=approved.pk).update(**change)
    with entered(Viewer(user_id=auditor.pk, territories=("751210000",))), refused("district_not_yours"):
        draw_sample(approved, choice(), acting_user=auditor)


def test_a_sample_is_drawn_by_its_published_seed_and_never_changed() -> None:
    decisions = [signed_decision() for _ in range(8)]
    plan = approved_plan()
    assert sizes_for(plan, choice(margin_percent=30)).lot == 5
    sample = drawn_sample(plan, margin_percent=30)
    keys = sorted(each.pk for each in decisions)
    assert (sample.population_digest, sample.population_size) == (population_digest(keys), 8)
    found = list(sample.cases.values_list("decision_id", flat=True))
    assert found == drawn(keys, 5, sample.seed)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).update(seed="0" * 32)
    with breaks("control_said_stays"), transaction.atomic():
        SampledCase.objects.filter(sample=sample).update(score=99)
    with refused("population_empty"):
        draw_sample(plan, choice(programmes=("housing_aid",)), acting_user=make_user(Role.AUDITOR))
    with refused("risk_size_missing"):
        draw_sample(plan, choice(method=SampleMethod.RISK), acting_user=make_user(Role.AUDITOR))


def test_who_took_part_never_inspects() -> None:
    decision = signed_decision(author=make_user(Role.SPECIALIST))
    registrar, judge = make_user(Role.AUDITOR), make_user(Role.AUDITOR)
    type(decision.case.application).objects.filter(pk=decision.case.application_id).update(registered_by=registrar)
    sampled = drawn_sample().cases.get()
    for hand in (registrar, decision.author, decision.signer):
        with breaks("inspector_took_no_part"), transaction.atomic():
            SampledCase.objects.filter(pk=sampled.pk).update(
                state="assigned", inspector=hand, assigned_at="2026-11-23T06:00Z"
            )
    with refused("took_part"):
        assign_inspector(sampled, registrar, acting_user=make_user(Role.HEAD))
    with refused("cannot_inspect"):
        assign_inspector(sampled, make_user(Role.REGISTRAR), acting_user=make_user(Role.HEAD))
    assign_inspector(sampled, judge, acting_user=make_user(Role.HEAD))
    with refused("not_inspector"):
        hold_inspection(sampled, InspectionKind.CALL, held_on=ON, words="Called.", acting_user=make_user(Role.AUDITOR))
    with breaks("inspection_by_its_inspector"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO control_inspection (sampled_id, kind, inspector_id, held_on, words, opened_at, version) "
            "VALUES (%s, 'desk', %s, '2026-11-23', 'x', now(), 1)",
            [sampled.pk, registrar.pk],
        )


def test_the_section_is_heard_before_anything_is_ordered() -> None:
    decision = signed_decision()
    inspector, head = make_user(Role.AUDITOR), make_user(Role.HEAD)
    (finding,) = inspected(drawn_sample().cases.get(), inspector, "amount_too_high")
    told = {"words": "Recover.", "due_on": ON, "acting_user": head}
    with refused("not_heard"):
        order_measure(finding, MeasureKind.RECOVER, **told)  # type: ignore[arg-type]
    with breaks("measure_after_the_reply"), transaction.atomic():
        Measure.objects.create(finding=finding, kind="recover", words="x", due_on=ON, ordered_by=head)
    with refused("own_finding"):
        reply_to_finding(finding, text="Well.", accepts=True, acting_user=inspector)
    reply_to_finding(finding, text="The income came later.", accepts=False, acting_user=decision.author)
    with refused("orders_own"):
        order_measure(finding, MeasureKind.RECOVER, **told | {"acting_user": inspector})  # type: ignore[arg-type]
    measure = order_measure(finding, MeasureKind.RECOVER, **told)  # type: ignore[arg-type]
    with refused("measure_twice"):
        order_measure(finding, MeasureKind.RECOVER, **told)  # type: ignore[arg-type]
    objection = object_to_finding(finding, text="It was counted.", acting_user=decision.author)
    for hand in (inspector, head, decision.signer, decision.author):
        with refused("objection_own"):
            decide_objection(objection, ObjectionOutcome.UPHELD, reasons="So.", acting_user=hand)
        with pytest.raises(IntegrityError), transaction.atomic():
            type(objection).objects.filter(pk=objection.pk).update(
                outcome="upheld", reasons="So.", decided_by=hand, decided_at="2026-11-23T06:00Z"
            )
    decide_objection(objection, ObjectionOutcome.SET_ASIDE, reasons="Counted once.", acting_user=make_user(Role.HEAD))
    finding.refresh_from_db()
    measure.refresh_from_db()
    assert (finding.state, measure.state) == ("set_aside", "cancelled")
    with refused("measure_moved"):
        finish_measure(measure, done_on=ON, words="Done.", acting_user=head)
    with refused("finding_moved"):
        order_measure(finding, MeasureKind.CORRECT, **told)  # type: ignore[arg-type]


def test_silence_of_the_section_ends_with_its_time() -> None:
    # The database counts by its own clock, which no test moves: so the finding is made long ago.
    with time_machine.travel("2025-10-01T06:00:00Z", tick=False):
        signed_decision()
        (finding,) = inspected(drawn_sample().cases.get(), None, "amount_too_low")
        told = {"words": "Pay.", "due_on": ON, "acting_user": make_user(Role.HEAD)}
        with refused("not_heard"):
            order_measure(finding, MeasureKind.CORRECT, **told)  # type: ignore[arg-type]
    measure = order_measure(finding, MeasureKind.CORRECT, **told)  # type: ignore[arg-type]
    with refused("reply_too_late"):
        reply_to_finding(finding, text="Late.", accepts=True, acting_user=make_user(Role.HEAD))
    assert finish_measure(measure, done_on=ON, words="Paid.", acting_user=make_user(Role.HEAD)).state == "done"


def test_a_report_is_frozen_with_what_the_lot_says_of_all() -> None:
    for _ in range(10):
        signed_decision()
    overridden = [signed_decision(overrides="The commission said so.") for _ in range(2)]
    plan = approved_plan()
    sample = drawn_sample(plan, method=SampleMethod.BOTH, margin_percent=45, risk_size=2)
    by_lot = list(sample.cases.filter(origin="lot"))
    by_risk = set(sample.cases.filter(origin="risk").values_list("decision_id", flat=True))
    drawn_already = {each.decision_id for each in by_lot}
    assert by_risk == {each.pk for each in overridden} - drawn_already
    with refused("plan_unfinished"):
        report_plan(plan, acting_user=make_user(Role.AUDITOR))
    inspected(by_lot[0], None, "amount_too_high", sum_tenge=12_000)
    for each in by_lot[1:]:
        inspected(each)
    for each in sample.cases.filter(origin="risk"):
        leave_out(each, reason="The family moved abroad.", acting_user=make_user(Role.HEAD))
    report = report_plan(plan, acting_user=make_user(Role.AUDITOR))
    (told,) = report.content["samples"]
    assert told["lot"] == {"drawn": len(by_lot), "inspected": len(by_lot), "with_finding": 1}
    assert told["estimate"]["population"] == 12
    assert told["estimate"]["low"] >= 1
    assert report.content["findings"] == [{"code": "amount_too_high", "count": 1, "sum_tenge": 12_000, "set_aside": 0}]
    plan.refresh_from_db()
    assert plan.state == "closed"
    with pytest.raises(ProgrammingError), transaction.atomic():
        ControlReport.objects.filter(pk=report.pk).update(digest="0" * 64)
    with breaks("control_said_stays"), transaction.atomic():
        Finding.objects.update(sum_tenge=1)
    with refused("plan_moved"):
        drawn_sample(plan)
