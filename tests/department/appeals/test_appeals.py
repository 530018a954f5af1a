"""An appeal is counted by the clock of the act, decided by somebody else, once; and opens a refused case again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connections, transaction
from django.utils import timezone

from tests.department.appeals.refusing import refused_case
from tests.department.factories import ALMALY, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, make_entitlement, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.appeals import following
from tirek.department.appeals.access import access_appeal
from tirek.department.appeals.actions.appeals import decide_appeal, receive_appeal, take_up_appeal, withdraw_appeal
from tirek.department.appeals.enums import AppealOutcome
from tirek.department.appeals.models import Appeal
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case, CaseStep
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.decisions.models import Decision

pytestmark = [pytest.mark.usefixtures("november")]
ALATAU = "751210000"
NOW = date(2026, 11, 23)
TOLD: dict[str, Any] = {"claim": "The income of one month was counted twice."}


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def received(decision: Decision, **told: object) -> Appeal:
    return receive_appeal(
        decision,
        decision.case.applicant,
        **(TOLD | {"acting_user": make_user(Role.REGISTRAR)} | told),  # type: ignore[arg-type]
    )


def decided(appeal: Appeal, outcome: AppealOutcome, by: User | None = None, **told: str) -> Appeal:
    reviewer = by or make_user(Role.HEAD)
    take_up_appeal(appeal, acting_user=reviewer)
    return decide_appeal(appeal, outcome, reasons="The income was counted once.", acting_user=reviewer, **told)


@pytest.mark.django_db
def test_an_appeal_has_a_number_and_both_clocks() -> None:
    with entered(whole_city()):
        decision = refused_case()
        appeal = received(decision)
        assert (appeal.number, appeal.in_time, appeal.due_on) == (f"A{ALMALY}-2026-000001", True, date(2026, 12, 22))
        with refused("appeal_open"), transaction.atomic():
            received(decision)


@pytest.mark.django_db
@pytest.mark.parametrize(("came", "in_time"), [("2027-02-23", True), ("2027-02-24", False)])
def test_three_months_are_counted_from_the_day_the_family_learnt(came: str, in_time: bool) -> None:
    with entered(whole_city()):
        decision = refused_case()
        with time_machine.travel(f"{came}T06:00:00Z", tick=False):
            assert received(decision).in_time is in_time


@pytest.mark.django_db
def test_what_refuses_an_appeal() -> None:
    with entered(whole_city()):
        decision = refused_case()
        with refused("not_signed"):
            received(make_decision(make_case(CaseState.TO_SIGN), "refuse"))
        with refused("appellant_not_a_member"):
            receive_appeal(decision, make_person(), acting_user=make_user(), **TOLD)
        for told, code in (
            ({"claim": " "}, "claim_missing"),
            ({"received_on": date(2026, 11, 24)}, "day_to_come"),
            ({"known_on": date(2026, 11, 22)}, "known_before_signed"),
            ({"suspends": True}, "nothing_to_suspend"),
        ):
            with refused(code):
                received(decision, **told)


@pytest.mark.django_db
def test_neither_the_author_nor_the_signer_decides_in_words_and_in_the_database() -> None:
    with entered(whole_city()):
        decision = refused_case()
        appeal = received(decision)
        for user in (decision.author, decision.signer):
            assert user is not None
            with refused("own_decision"):
                take_up_appeal(appeal, acting_user=user)
            told: dict[str, Any] = {
                "outcome": "rejected",
                "reasons": "by hand",
                "decided_by": user,
                "decided_at": timezone.now(),
            }
            with pytest.raises(IntegrityError, match="neither drafted nor signed"), transaction.atomic():
                Appeal.objects.filter(pk=appeal.pk).update(state="decided", **told)


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [AppealOutcome.GRANTED, AppealOutcome.PARTLY])
def test_a_granted_appeal_opens_the_refused_case_again_with_a_term_of_its_own(outcome: AppealOutcome) -> None:
    with entered(whole_city()):
        decision = refused_case()
        Case.objects.filter(pk=decision.case_id).update(clock="targeted_assistance_decision", due_on=date(2026, 11, 3))
        appeal = received(decision)
        decided(appeal, outcome)
        case = Case.objects.get(pk=decision.case_id)
        step = CaseStep.objects.filter(case=case).last()
        assert (case.state, case.turn, case.due_on) == ("checking", "specialist", date(2026, 12, 7))
        assert step is not None
        assert step.reason == f"appeal {appeal.number}"


@pytest.mark.django_db
def test_a_rejected_or_withdrawn_appeal_leaves_the_case_and_has_reasons() -> None:
    with entered(whole_city()):
        decision = refused_case()
        appeal = received(decision)
        head = make_user(Role.HEAD)
        with refused("moved_meanwhile"):
            decide_appeal(appeal, AppealOutcome.REJECTED, reasons="not yet taken up", acting_user=head)
        take_up_appeal(appeal, acting_user=head)
        with refused("reasons_missing"):
            decide_appeal(appeal, AppealOutcome.REJECTED, reasons=" ", acting_user=head)
        with refused("reviewed_by_another"):
            decide_appeal(appeal, AppealOutcome.REJECTED, reasons="by a colleague", acting_user=make_user(Role.HEAD))
        assert decided(appeal, AppealOutcome.REJECTED, head).outcome == "rejected"
        with refused("moved_meanwhile"):
            withdraw_appeal(appeal, acting_user=head, reason="too late")
        again = received(decision)
        with refused("reason_missing"):
            withdraw_appeal(again, acting_user=head, reason=" ")
        assert withdraw_appeal(again, acting_user=head, reason="put right at the counter").state == "withdrawn"
        assert Case.objects.get(pk=decision.case_id).state == "refused"


@pytest.mark.django_db
def test_who_came_late_is_heard_only_with_a_reason() -> None:
    with entered(whole_city()):
        decision = refused_case()
        with time_machine.travel("2027-02-24T06:00:00Z", tick=False):
            appeal = received(decision)
            head = make_user(Role.HEAD)
            with refused("came_late"):
                decided(appeal, AppealOutcome.GRANTED, head)
            row = decided(appeal, AppealOutcome.GRANTED, head, restored_reason="was in hospital")
            assert row.restored_reason == "was in hospital"


@pytest.mark.django_db
def test_a_case_that_was_asked_for_anew_is_not_opened_twice() -> None:
    with entered(whole_city()):
        decision = refused_case()
        appeal = received(decision)
        make_case(CaseState.REGISTERED, family=decision.family)
        with refused("case_open_elsewhere"):
            decided(appeal, AppealOutcome.GRANTED)


@pytest.mark.django_db
def test_later_stages_are_told_of_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    for name in ("_rest", "_go_on", "_recalculate"):
        monkeypatch.setattr(following, name, {"test": lambda appeal, *, acting_user, said=name: told.append(said)})
    with entered(whole_city()):
        case = make_case(CaseState.TO_SIGN)
        grant = sign(make_decision(case))
        grant.case = move_case(case, CaseState.GRANTED, turn=Turn.NOBODY, acting_user=None)
        make_entitlement(grant)
        decided(received(grant), AppealOutcome.GRANTED)
        assert told == ["_recalculate"]
        stop = sign(make_decision(grant.case, "suspend", reason="the contract was broken"))
        decided(received(stop, suspends=True), AppealOutcome.REJECTED)
        withdraw_appeal(received(stop, suspends=True), acting_user=make_user(Role.HEAD), reason="put right")
    assert told == ["_recalculate", "_rest", "_go_on", "_rest", "_go_on"]


@pytest.mark.django_db
def test_an_appeal_is_seen_in_its_district_and_programme_and_its_claim_stays() -> None:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        open_one = received(refused_case())
        hidden = received(refused_case(programme="hiv_children_aid", confidential="hiv"))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Appeal.objects.filter(pk=open_one.pk).update(claim="another")
    with entered(Viewer(None, territories=(ALMALY,))) as viewer:
        assert access_appeal(viewer, open_one.pk).pk == open_one.pk
        with pytest.raises(NotSeen):
            access_appeal(viewer, hidden.pk)
    with entered(Viewer(None, territories=(ALATAU,))) as viewer, pytest.raises(NotSeen):
        access_appeal(viewer, open_one.pk)


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_of_two_who_decide_at_once_one_decides() -> None:
    with entered(whole_city()):
        appeal = received(refused_case())
        head = make_user(Role.HEAD)
        take_up_appeal(appeal, acting_user=head)
    barrier, said = Barrier(2), []

    def decide(outcome: AppealOutcome) -> None:
        try:
            with entered(whole_city()):
                barrier.wait(30)
                decide_appeal(appeal, outcome, reasons="at once", acting_user=head)
            said.append(str(outcome))
        except Refused as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=decide, args=[each]) for each in (AppealOutcome.GRANTED, AppealOutcome.REJECTED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with entered(whole_city()):
        outcome = Appeal.objects.get(pk=appeal.pk).outcome
        assert sorted(said) == sorted([outcome, "moved_meanwhile"])
        assert Case.objects.get().state == ("checking" if outcome == "granted" else "refused")
