"""A complaint may come from nobody by name; it is routed, answered or closed, each step written down, and counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, transaction

from tests.department.factories import ALMALY, make_person, make_user, whole_city
from tests.department.road import make_case
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.appeals.access import HANDLE, access_complaint
from tirek.department.appeals.actions.complaints import (
    answer_complaint,
    close_complaint,
    receive_complaint,
    respond_complaint,
    route_complaint,
)
from tirek.department.appeals.enums import ComplaintSubject
from tirek.department.appeals.models import Complaint
from tirek.department.appeals.statistics import Line, complaint_statistics
from tirek.department.core.refusals import NotSeen, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
ALATAU = "751210000"
NOW = date(2026, 11, 23)


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def receive(by: User, on: date = NOW, subject: ComplaintSubject = ComplaintSubject.DELAY, **told: object) -> Complaint:
    usual: dict[str, Any] = {"territory": ALMALY, "text": "Nobody answers for a month."}
    return receive_complaint(subject=subject, received_on=on, acting_user=by, **(usual | told))  # type: ignore[arg-type]


def test_an_anonymous_complaint_goes_its_way_and_every_step_is_written_down() -> None:
    with entered(whole_city()):
        ombudsman, officer = make_user(Role.OMBUDSMAN), make_user(Role.SPECIALIST)
        row = receive(ombudsman)
        assert (row.number, row.due_on, row.person) == (f"O{ALMALY}-2026-000001", date(2026, 12, 14), None)
        route_complaint(row, officer, acting_user=ombudsman, reason="your district")
        respond_complaint(row, "The file had been mislaid.", acting_user=officer)
        with refused("complains_about_own"):
            answer_complaint(row, "all is well", justified=False, acting_user=officer)
        with refused("justified_missing"):
            answer_complaint(row, "all is well", justified=None, acting_user=ombudsman)
        answer_complaint(row, "You are right; it is decided now.", justified=True, acting_user=ombudsman)
        assert list(row.steps.values_list("state", "by_id")) == [
            ("received", ombudsman.pk), ("routed", ombudsman.pk), ("routed", officer.pk), ("answered", ombudsman.pk),
        ]  # fmt: skip
        for step in (lambda: close_complaint(row, acting_user=ombudsman, reason="twice"), lambda: respond_complaint(
            row, "more", acting_user=officer
        )):  # fmt: skip
            with refused("moved_meanwhile"):
                step()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Complaint.objects.filter(pk=row.pk).update(text="another")


def test_what_refuses_a_complaint() -> None:
    with entered(whole_city()):
        ombudsman = make_user(Role.OMBUDSMAN)
        for told, code in (
            ({"text": " "}, "text_missing"),
            ({"on": date(2026, 11, 24)}, "day_to_come"),
            ({"territory": ALATAU, "case": make_case()}, "other_district"),
        ):
            with refused(code):
                receive(ombudsman, **told)  # type: ignore[arg-type]
        row = receive(ombudsman)
        for stranger in (make_user(Role.SPECIALIST, ALATAU), make_user(Role.PROVIDER)):
            with refused("cannot_handle"):
                route_complaint(row, stranger, acting_user=ombudsman)
        with refused("reason_missing"):
            close_complaint(row, acting_user=ombudsman, reason=" ")
    with entered(Viewer(ombudsman.pk, territories=(ALMALY,))), refused("district_closed"):
        receive(ombudsman, territory=ALATAU)


def test_a_complaint_is_seen_by_the_ombudsman_and_by_whom_it_was_sent_to() -> None:
    with entered(whole_city(confidential=frozenset({"violence"}))):
        ombudsman, officer, other = make_user(Role.OMBUDSMAN), make_user(), make_user()
        row = receive(ombudsman, person=make_person())
        hidden = receive(ombudsman, case=make_case(programme="home_care", confidential="violence"))
        route_complaint(row, officer, acting_user=ombudsman)
    handling = frozenset({HANDLE})
    for user, abilities, territory, seen in (
        (ombudsman, handling, ALMALY, True),
        (officer, frozenset(), ALMALY, True),
        (other, frozenset(), ALMALY, False),
        (ombudsman, handling, ALATAU, False),
    ):
        with entered(Viewer(user.pk, abilities=abilities, territories=(territory,))) as viewer:
            if seen:
                assert access_complaint(viewer, row.pk).pk == row.pk
            else:
                with pytest.raises(NotSeen):
                    access_complaint(viewer, row.pk)
            with pytest.raises(NotSeen):
                access_complaint(viewer, hidden.pk)


def test_statistics_count_by_subject_district_and_month_with_the_median_of_days() -> None:
    with entered(whole_city()):
        ombudsman = make_user(Role.OMBUDSMAN)
        for came, justified in ((date(2026, 10, 20), True), (date(2026, 11, 20), False), (date(2026, 11, 13), True)):
            answer_complaint(receive(ombudsman, came), "answered", justified=justified, acting_user=ombudsman)
        receive(ombudsman, date(2026, 10, 1), ComplaintSubject.CONDUCT)
        receive(ombudsman, NOW, ComplaintSubject.CONDUCT, territory=ALATAU)
        told: dict[str, Any] = {"since": date(2026, 1, 1), "until": NOW, "today": NOW}
        assert complaint_statistics("subject", **told) == [
            Line("conduct", 2, 0, 0, 1, None),
            Line("delay", 3, 3, 2, 1, 10.0),
        ]
        assert [line.key for line in complaint_statistics("district", **told)] == [ALMALY, ALATAU]
        assert [(line.key, line.received) for line in complaint_statistics("month", **told)] == [
            (date(2026, 10, 1), 2), (date(2026, 11, 1), 3),
        ]  # fmt: skip
