"""Registering: what is written, what is refused and why, who may, and that nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.department.factories import make_family, make_person, make_user, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.actions.drafts import abandon_draft, save_draft, start_draft
from tirek.department.applications.actions.registration import (
    applying_members,
    attach_file,
    register_application,
    withdraw_case,
)
from tirek.department.applications.bars import bars_for, establish_bar, last_day, lift_bar
from tirek.department.applications.enums import BarGround, CaseState, Channel, Turn
from tirek.department.applications.models import Application, ApplicationMember, Case, DeclaredFact
from tirek.department.applications.questions import AnswersRefused
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.files.models import StoredFile
from tirek.department.journal.history import change_row
from tirek.department.registry.actions.rows import give_consent
from tirek.department.registry.models import Family, Person, StaffPerson

pytestmark = [pytest.mark.django_db(databases=["default", "journal"])]
ALMALY, ALATAU = "751110000", "751210000"
TODAY = date(2026, 11, 23)
HALF_YEARLY, VETERANS, HOUSING = "half_yearly_aid", "monthly_veterans_aid", "housing_aid"


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Almaty")), tick=True):
        yield


def head_of(family: Family) -> Person:
    return family.memberships.get(role="head").person


def drafted(
    *programmes: str, family: Family | None = None, answers: dict[str, str] | None = None, **told: Any
) -> Application:
    home = family or make_family(make_person(), make_person(birth_on="2018-02-03"))
    draft = start_draft(
        home,
        head_of(home),
        programmes or [HALF_YEARLY],
        channel=told.pop("channel", "office"),
        acting_user=None,
        **told,
    )
    return save_draft(draft, answers or {}, acting_user=None)


def refused(draft: Application) -> Refused:
    with pytest.raises(Refused) as caught:
        register_application(draft, acting_user=None)
    return caught.value


def test_all_is_written_at_once() -> None:
    officer = make_user()
    with entered(Viewer(officer.pk, territories=(ALMALY,))):
        home = make_family(make_person(), make_person(birth_on="2018-02-03"))
        head, child = (row.person for row in home.memberships.order_by("pk"))
        consent = give_consent(head, purpose="registers", form="paper", given_on=TODAY, until=None, acting_user=officer)
        answers = {
            f"person.{head.pk}.alimony": "45 000",
            f"person.{head.pk}.chronic_kidney_failure": "?",
            f"person.{child.pk}.alimony": " ",
        }
        draft = drafted(HALF_YEARLY, VETERANS, family=home, answers=answers)
        done = register_application(draft, acting_user=officer)
        assert (done.number, done.answers, done.registered_by) == ("751110-2026-000001", {}, officer)
        assert list(ApplicationMember.objects.values_list("person_id", "role", "consent_id").order_by("pk")) == [
            (head.pk, "head", consent.pk),
            (child.pk, "child", None),
        ]
        assert list(DeclaredFact.objects.values_list("entity", "row", "person_id", "fact", "value", "recorded_by")) == [
            ("person", 0, head.pk, "alimony", 45000, officer.pk),
            ("person", 0, head.pk, "chronic_kidney_failure", None, officer.pk),
        ]
        cases = list(Case.objects.order_by("programme"))
        # Eight working days from Monday 23 November.
        assert {(case.state, case.turn, case.clock, case.due_on) for case in cases} == {
            (CaseState.REGISTERED, Turn.SPECIALIST, "local_aid_decision", date(2026, 12, 3))
        }
        assert [case.programme for case in cases] == [HALF_YEARLY, VETERANS]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind, object_id, user_id, person_ids FROM journal_unchained(NULL, 0, 100) WHERE action = 'register'"
            )
            assert cursor.fetchall() == [("application", done.pk, officer.pk, sorted([head.pk, child.pk]))]


def test_numbers_follow_one_another_in_their_district_and_year() -> None:
    with entered(whole_city()):
        numbers = [register_application(drafted(), acting_user=None).number for _ in range(2)]
        elsewhere = make_family(make_person(ALATAU), territory=ALATAU)
        numbers.append(register_application(drafted(family=elsewhere), acting_user=None).number)
    assert numbers == ["751110-2026-000001", "751110-2026-000002", "751210-2026-000001"]


def test_what_is_told_at_the_counter_is_received_when_it_is_registered_and_a_paper_when_it_came() -> None:
    with entered(whole_city()):
        told = drafted(received_on=TODAY - timedelta(days=6))
        paper = drafted(channel=Channel.PAPER, received_on=TODAY - timedelta(days=6))
        assert register_application(told, acting_user=None).received_on == TODAY
        assert register_application(paper, acting_user=None).received_on == TODAY - timedelta(days=6)
        days = dict(Case.objects.values_list("application_id", "due_on"))
        assert days[paper.pk] < days[told.pk]


def test_a_second_registrar_comes_too_late_and_writes_nothing() -> None:
    with entered(whole_city()):
        draft = drafted(answers={})
        seen_by_both = Application.objects.get(pk=draft.pk)
        register_application(draft, acting_user=None)
        assert refused(seen_by_both).code == "registered_already"
        assert Application.objects.exclude(number=None).count() == 1


def test_two_registrars_at_one_draft_overwrite_nothing() -> None:
    with entered(whole_city()):
        draft = drafted(HOUSING, answers={"family.lift_bill": "500"})
        seen = draft.saved_at
        save_draft(draft, {"family.lift_bill": "700"}, acting_user=None, seen=seen)
        with pytest.raises(Refused) as caught:
            save_draft(draft, {"family.lift_bill": "900"}, acting_user=None, seen=seen)
        assert caught.value.code == "draft_saved_meanwhile"
        assert Application.objects.get(pk=draft.pk).answers == {"family.lift_bill": "700"}
        save_draft(draft, {"family.lift_bill": "700"}, acting_user=None, seen=seen)


def test_an_open_case_of_the_programme_refuses_and_a_refusal_leaves_nothing() -> None:
    with entered(whole_city()):
        first = drafted()
        register_application(first, acting_user=None)
        second = drafted(family=first.family)
        assert refused(second).code == "case_open"
        again = Application.objects.get(pk=second.pk)
        assert (again.number, again.members.count(), again.cases.get().state) == (None, 0, "draft")
        withdraw_case(first.cases.get(), acting_user=None, reason="the family moves")
        assert register_application(second, acting_user=None).number == "751110-2026-000002"


def test_a_bar_refuses_until_its_last_day() -> None:
    with entered(whole_city()):
        draft = drafted()
        child = draft.family.memberships.get(role="child").person
        bar = establish_bar(
            child, [HALF_YEARLY], BarGround.FALSE_DATA, since=date(2026, 6, 1), acting_user=None, family=draft.family
        )
        assert last_day(bar) == date(2026, 12, 1)
        refusal = refused(draft)
        assert refusal.code == "barred"
        assert "01.12.2026" in str(refusal.message)
        assert bars_for([child.pk], VETERANS, TODAY) == []
        with pytest.raises(Refused, match="bar_stands"):
            establish_bar(child, [HALF_YEARLY], BarGround.FALSE_DATA, since=date(2026, 7, 1), acting_user=None)
        with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Asia/Almaty"))):
            assert refused(draft).code == "barred"
        with time_machine.travel(datetime(2026, 12, 2, 12, tzinfo=ZoneInfo("Asia/Almaty"))):
            register_application(draft, acting_user=None)


def test_a_bar_holds_in_another_district_and_for_a_merged_record() -> None:
    with entered(whole_city()):
        here, there, hidden = make_person(ALATAU), make_person(ALMALY), make_person(ALMALY)
        for person in (here, there, hidden):
            establish_bar(person, [HALF_YEARLY], BarGround.FALSE_DATA, since=TODAY, acting_user=None)
        survivor = make_person(ALMALY)
        change_row(there, {"merged_into": survivor}, person_id=there.pk, acting_user=None, reason="test")
        change_row(here, {"territory": ALMALY}, person_id=here.pk, acting_user=None, reason="test")
    with entered(Viewer(None, territories=(ALMALY,), purpose="test")):
        found = bars_for([here.pk, survivor.pk], HALF_YEARLY, TODAY)
        assert {bar.person_id for bar in found} == {here.pk, there.pk}
    with entered(Viewer(None, territories=(ALATAU,), purpose="test")):
        assert bars_for([hidden.pk, here.pk], HALF_YEARLY, TODAY) == []


def test_a_lifted_bar_refuses_nobody() -> None:
    officer = make_user()
    with entered(whole_city()):
        draft = drafted()
        bar = establish_bar(draft.applicant, [HALF_YEARLY], BarGround.CONTRACT_BROKEN, since=TODAY, acting_user=None)
        with pytest.raises(Refused, match="reason_missing"):
            lift_bar(bar, acting_user=officer, reason=" ")
        lift_bar(bar, acting_user=officer, reason="the appeal was granted")
        with pytest.raises(Refused, match="lifted_already"):
            lift_bar(bar, acting_user=officer, reason="again")
        register_application(draft, acting_user=None)


def test_a_missing_consent_of_an_adult_is_told_and_refuses_nobody() -> None:
    with entered(whole_city()):
        grown, unknown, child = make_person(), make_person(birth_on=None), make_person(birth_on="2008-11-24")
        home = make_family(grown, unknown, child)
        found = {one.person.pk: (one.adult, one.consent) for one in applying_members(home, TODAY)}
        assert found == {grown.pk: (True, None), unknown.pk: (True, None), child.pk: (False, None)}
        assert applying_members(home, TODAY + timedelta(days=1))[-1].adult
        assert register_application(drafted(family=home), acting_user=None).number


def test_who_died_applies_no_more() -> None:
    with entered(whole_city()):
        draft = drafted()
        change_row(draft.applicant, {"died_on": TODAY}, person_id=draft.applicant_id, acting_user=None, reason="test")
        assert refused(draft).code == "applicant_not_a_member"
        with pytest.raises(Refused, match="applicant_not_a_member"):
            start_draft(draft.family, head_of(draft.family), [HALF_YEARLY], channel="office", acting_user=None)


def test_a_dissolved_family_is_no_family() -> None:
    with entered(whole_city()):
        draft = drafted()
        change_row(draft.family, {"dissolved_on": TODAY}, person_id=None, acting_user=None, reason="test")
        assert refused(draft).code == "family_dissolved"
        with pytest.raises(Refused, match="family_dissolved"):
            drafted(family=draft.family)


@pytest.mark.parametrize(
    ("programmes", "code"),
    [
        ([], "nothing_asked"),
        (["birth_grant"], "programme_not_ours"),
        (["disability_job_quota"], "programme_not_ours"),
        (["six_levels"], "programme_not_ours"),
        (["no_such"], "programme_unknown"),
        (["guaranteed_package_in_kind"], "programme_not_in_force"),
        (["hiv_children_aid", HALF_YEARLY], "confidential_alone"),
        (["hiv_children_aid"], "confidential_not_yours"),
    ],
)
def test_what_is_not_begun(programmes: list[str], code: str) -> None:
    with entered(whole_city()):
        home = make_family()
        with pytest.raises(Refused) as caught:
            start_draft(home, head_of(home), programmes, channel="office", acting_user=None)
        assert caught.value.code == code
        assert not Application.objects.exists()


def test_a_programme_of_another_payer_says_where_to_apply() -> None:
    with entered(whole_city()):
        home = make_family()
        with pytest.raises(Refused) as caught:
            start_draft(home, head_of(home), ["birth_grant"], channel="office", acting_user=None)
    assert "eGov" in str(caught.value.message)


def test_a_confidential_programme_hides_the_whole_application() -> None:
    kinds = frozenset({"hiv"})
    with entered(whole_city(kinds)):
        done = register_application(drafted("hiv_children_aid"), acting_user=None)
        assert (done.confidential, done.cases.get().confidential) == ("hiv", "hiv")
    with entered(Viewer(None, territories=(ALMALY,), purpose="test")):
        assert not Application.objects.exists()
        with pytest.raises(NotSeen):
            save_draft(done, {}, acting_user=None)


def test_another_district_registers_nothing() -> None:
    with entered(whole_city()):
        draft = drafted()
    with entered(Viewer(None, territories=(ALATAU,), purpose="test")):
        with pytest.raises(NotSeen):
            register_application(draft, acting_user=None)
        with pytest.raises(NotSeen):
            start_draft(draft.family, draft.applicant, [HALF_YEARLY], channel="office", acting_user=None)


def test_an_officer_registers_nothing_for_the_own_family() -> None:
    officer = make_user()
    with entered(whole_city()):
        draft = drafted()
        StaffPerson.objects.create(user=officer, person=draft.applicant)
    with entered(Viewer(officer.pk, territories=(ALMALY,))):
        with pytest.raises(NotSeen):
            register_application(draft, acting_user=officer)
        with pytest.raises(NotSeen):
            start_draft(draft.family, draft.applicant, [HALF_YEARLY], channel="office", acting_user=officer)


def test_a_refund_needs_something_to_refund() -> None:
    with entered(whole_city()):
        draft = drafted("meter_refund")
        assert refused(draft).code == "nothing_claimed"
        told = {"claim.2.kind": "water_or_gas_meter", "claim.2.cost": "9 445", "claim.2.documented": "yes"}
        save_draft(draft, told, acting_user=None)
        register_application(draft, acting_user=None)
        found = set(DeclaredFact.objects.values_list("entity", "row", "fact", "value"))
    assert found == {("claim", 0, "kind", 3), ("claim", 0, "cost", 9445), ("claim", 0, "documented", 1)}


def test_claims_that_the_law_counts_are_counted() -> None:
    with entered(whole_city()):
        draft = drafted("gas_connection_refund", answers={"claim.1.cost": "10", "claim.4.cost": "20"})
        register_application(draft, acting_user=None)
        numbers = DeclaredFact.objects.filter(fact="number").order_by("row").values_list("row", "value")
        assert list(numbers) == [(0, 1), (1, 2)]


def test_every_fault_is_named_at_its_field() -> None:
    with entered(whole_city()):
        draft = drafted(HALF_YEARLY)
        head = draft.applicant_id
        answers = {
            f"person.{head}.alimony": "many",
            f"person.{head}.wage": "-5",
            f"person.{head}.chronic_kidney_failure": "perhaps",
            "family.lift_bill": "500",
            "person.999999.alimony": "5",
        }
        refusal = refused(save_draft(draft, answers, acting_user=None))
        assert isinstance(refusal, AnswersRefused)
        assert set(refusal.faults) == set(answers)
        assert Application.objects.get(pk=draft.pk).answers == answers


def test_an_expired_draft_is_looked_at_before_it_is_registered() -> None:
    with entered(whole_city()):
        draft = drafted(answers={})
        Application.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(days=31))
        assert refused(draft).code == "draft_expired"
        save_draft(draft, {}, acting_user=None)
        assert register_application(draft, acting_user=None).number


def test_a_draft_that_was_put_aside_is_over() -> None:
    officer = make_user()
    with entered(Viewer(officer.pk, territories=(ALMALY,))):
        draft = drafted(HOUSING, answers={"family.lift_bill": "500"})
        abandon_draft(draft, acting_user=officer, reason="the family came no more")
        draft.refresh_from_db()
        assert (draft.answers, draft.cases.get().state) == ({}, CaseState.ABANDONED)
        assert refused(draft).code == "draft_closed"
        with pytest.raises(Refused, match="draft_closed"):
            save_draft(draft, {}, acting_user=officer)


def test_a_withdrawal_says_why_and_is_the_end() -> None:
    officer = make_user()
    with entered(Viewer(officer.pk, territories=(ALMALY,))):
        done = register_application(drafted(HALF_YEARLY, VETERANS), acting_user=officer)
        case = done.cases.get(programme=HALF_YEARLY)
        with pytest.raises(Refused, match="reason_missing"):
            withdraw_case(case, acting_user=officer, reason="")
        withdraw_case(case, acting_user=officer, reason="asked by mistake")
        assert (case.steps.last().reason, case.steps.last().by_id) == ("asked by mistake", officer.pk)
        with pytest.raises(Refused, match="case_moved_meanwhile"):
            withdraw_case(case, acting_user=officer, reason="again")
        assert done.cases.get(programme=VETERANS).state == CaseState.REGISTERED


def test_files_are_attached_once_and_only_where_they_belong() -> None:
    def stored(**told: str) -> StoredFile:
        fields = {"digest": "0" * 64, "territory": ALMALY, "media_type": "application/pdf", "kind": "application"}
        return StoredFile.objects.create(size_bytes=1, scan_state="clean", **(fields | told))

    with entered(whole_city(frozenset({"hiv"}))):
        draft, file = drafted(), stored()
        attach_file(draft, file, " Receipt ", acting_user=None)
        assert draft.files.get().title == "Receipt"
        with pytest.raises(Refused, match="file_attached"):
            attach_file(draft, file, "Receipt", acting_user=None)
        with pytest.raises(Refused, match="title_missing"):
            attach_file(draft, stored(), " ", acting_user=None)
        for other in (stored(territory=ALATAU), stored(confidential="hiv")):
            with pytest.raises(Refused, match="file_of_another"):
                attach_file(draft, other, "Receipt", acting_user=None)
