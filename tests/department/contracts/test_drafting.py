"""Who must take part is found by the law; a contract is signed by the applicant when the plan is whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, transaction

from tests.department.contracts.families import (
    BEGINS,
    ENDS,
    conclude,
    draft,
    give_disability,
    give_fact,
    make_home,
    plan,
)
from tests.department.factories import ALMALY, make_person, make_user, whole_city
from tests.department.road import make_case
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.actions.steps import pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.contracts.access import access_contract
from tirek.department.contracts.actions.concluding import conclude_contract, end_contract
from tirek.department.contracts.actions.drafting import (
    cancel_contract,
    draft_contract,
    exempt_member,
    lift_exemption,
    strike_obligation,
)
from tirek.department.contracts.actions.monitoring import record_monitoring, settle_obligation
from tirek.department.contracts.enums import ExemptionGround, ObligationState
from tirek.department.contracts.grounds import grounds
from tirek.department.contracts.models import Exemption, Obligation, SocialContract
from tirek.department.contracts.standing import standings_of
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.journal.models import FieldChange
from tirek.department.registry.facts.reading import case_of_family
from tirek.department.registry.models import Circumstance
from tirek.department.registry.own_family import link_staff_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
ALATAU = "751210000"
IIN = synthetic_iin(date(1986, 2, 1), "male", 41)
NOW = date(2026, 11, 22)


@pytest.fixture
def november():  # type: ignore[no-untyped-def]
    with time_machine.travel("2026-11-22T06:00:00Z", tick=False):
        yield


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def test_every_ground_is_told_in_three_languages_with_its_provenance() -> None:
    assert set(grounds()) == set(ExemptionGround)
    assert {code for code, ground in grounds().items() if not ground.verified} == {"care", "employed", "age"}


def test_the_law_says_who_must_take_part_and_why_the_others_need_not() -> None:
    with entered(whole_city()):
        home = make_home()
        give_disability(home.mother)
        give_fact(home.father, "employment", choice="registered_unemployed")
        found = {each.person_id: (each.owes, each.ground) for each in standings_of(home.case, NOW)}
    assert found == {
        home.father.pk: (True, None),
        home.mother.pk: (False, ExemptionGround.DISABILITY),
        home.grandmother.pk: (False, ExemptionGround.AGE),
        home.child.pk: (False, ExemptionGround.AGE),
    }


def test_a_draft_enters_exemptions_and_waits_for_the_plan_of_the_others() -> None:
    with entered(whole_city()):
        home = make_home()
        give_fact(home.mother, "provides_care", value=1)
        contract = draft(home)
        assert set(contract.exemptions.values_list("person_id", "ground")) == {
            (home.mother.pk, "care"),
            (home.grandmother.pk, "age"),
            (home.child.pk, "age"),
        }
        with refused("plan_missing"):
            conclude_contract(contract, signed_by=home.father, signed_on=NOW, acting_user=home.consultant)
        with refused("exempt_already"):
            plan(contract, home.mother, home.consultant)
        with refused("contract_open"):
            draft(home)


def test_schooling_alone_is_no_measure_and_a_struck_line_counts_for_nothing() -> None:
    with entered(whole_city()):
        home = make_home()
        contract = draft(home)
        plan(contract, home.father, home.consultant, "schooling")
        plan(contract, home.mother, home.consultant)
        with refused("plan_missing"):
            conclude_contract(contract, signed_by=home.father, signed_on=NOW, acting_user=home.consultant)
        line = plan(contract, home.father, home.consultant)
        strike_obligation(line, acting_user=home.consultant)
        with refused("plan_missing"):
            conclude_contract(contract, signed_by=home.father, signed_on=NOW, acting_user=home.consultant)
        with refused("settled_already"):
            strike_obligation(line, acting_user=home.consultant)


def test_whose_facts_are_missing_is_obliged_until_somebody_says_otherwise() -> None:
    with entered(whole_city()):
        home = make_home()
        known = {each.person_id: each for each in standings_of(home.case, NOW)}
        assert known[home.mother.pk].owes is True
        stranger = make_person()
        home.family.memberships.create(person=stranger, territory=ALMALY, role="other", valid=("2026-01-01", None))
        unknown = {each.person_id: each for each in standings_of(home.case, NOW)}[stranger.pk]
        assert (unknown.owes, unknown.ground) == (None, None)
        assert "disability" in unknown.missing


def test_concluding_gives_a_number_by_district_and_year_and_tells_the_law() -> None:
    with entered(whole_city()):
        home, other = make_home(), make_home()
        pass_turn(home.case, Turn.CAREER_CONSULTANT)
        first, second = conclude(home), conclude(other)
        assert [first.number, second.number] == [f"S{ALMALY}-2026-000001", f"S{ALMALY}-2026-000002"]
        assert (first.state, first.next_look, first.look_due_on) == ("in_force", date(2026, 10, 1), date(2026, 11, 6))
        assert Case.objects.get(pk=home.case.pk).turn == Turn.SPECIALIST
        facts, order = case_of_family(home.family.pk, [each.pk for each in home.everybody], NOW)
        assert facts.family["social_contract_signed"]
        rows = dict(zip(order, facts.rows["person"] or (), strict=True))
        assert [rows[each.pk]["takes_part_in_measures"] for each in (home.father, home.mother)] == [True, True]


@pytest.mark.parametrize("said_on", [BEGINS, date(2026, 11, 22)])
def test_a_contract_goes_over_what_a_register_said_of_its_days(said_on: date) -> None:
    with entered(whole_city()):
        home = make_home()
        of_father: dict[str, Any] = {"person": home.father, "fact": "takes_part_in_measures"}
        Circumstance.objects.create(territory=ALMALY, value=0, valid=(said_on, None), source="register", **of_father)
        conclude(home)
        rows = Circumstance.objects.filter(**of_father).order_by("valid")
        assert [(row.value, row.valid.lower, row.valid.upper, row.source) for row in rows] == [
            (1, BEGINS, ENDS + timedelta(days=1), "document")
        ]
        assert FieldChange.objects.filter(content="registry_circumstance", row_id=rows[0].pk, field="value").exists()


def test_what_refuses_a_draft_and_a_signature() -> None:
    with entered(whole_city()):
        home = make_home()
        consultant = home.consultant
        with refused("no_contract_asked"):
            draft_contract(make_case(CaseState.READY), begins_on=BEGINS, ends_on=ENDS, acting_user=consultant)
        with refused("days_wrong"):
            draft(home, ENDS, BEGINS)
        with refused("case_closed"):
            draft(make_home(state=CaseState.DRAFT))
        contract = draft(home)
        with refused("not_a_member"):
            plan(contract, make_person(), consultant)
        with refused("outside_the_contract"):
            plan(contract, home.father, consultant, due=date(2027, 1, 1))
        plan(contract, home.father, consultant)
        plan(contract, home.mother, consultant)
        with refused("other_signer"):
            conclude_contract(contract, signed_by=home.mother, signed_on=NOW, acting_user=consultant)
        with refused("day_to_come"):
            conclude_contract(contract, signed_by=home.father, signed_on=date(2026, 11, 23), acting_user=consultant)
        with refused("obliged_member"):
            exempt_member(contract, home.mother, ExemptionGround.STUDY, acting_user=consultant)


def test_one_contract_in_force_at_a_time_for_a_family() -> None:
    with entered(whole_city()):
        home = make_home(state=CaseState.REGISTERED)
        conclude(home)
        Case.objects.filter(pk=home.case.pk).update(state=CaseState.WITHDRAWN)
        home.case = make_case(CaseState.READY, family=home.family, programme=home.case.programme)
        with refused("contract_overlaps"), transaction.atomic():
            conclude(home)


def test_a_draft_is_given_up_with_a_reason_and_another_begun() -> None:
    with entered(whole_city()):
        home = make_home()
        contract = draft(home)
        with refused("reason_missing"):
            cancel_contract(contract, acting_user=home.consultant, reason=" ")
        cancel_contract(contract, acting_user=home.consultant, reason="the family moves away")
        with refused("moved_meanwhile"):
            cancel_contract(contract, acting_user=home.consultant, reason="twice")
        assert draft(home).pk != contract.pk


def test_months_are_looked_at_in_order_once_over_and_never_rewritten() -> None:
    with entered(whole_city()):
        home = make_home()
        contract = conclude(home)
        with refused("month_not_next"):
            record_monitoring(contract, date(2026, 11, 1), kept=True, finding="", acting_user=home.consultant)
        with refused("finding_missing"):
            record_monitoring(contract, date(2026, 10, 1), kept=False, finding=" ", acting_user=home.consultant)
        look = record_monitoring(contract, date(2026, 10, 1), kept=True, finding="", acting_user=home.consultant)
        with refused("month_not_over"):
            record_monitoring(contract, date(2026, 11, 1), kept=True, finding="", acting_user=home.consultant)
        contract.refresh_from_db()
        assert (contract.next_look, contract.look_due_on) == (date(2026, 11, 1), date(2026, 12, 7))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            type(look).objects.filter(pk=look.pk).update(kept=False)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Obligation.objects.filter(contract=contract).update(detail="another")


def test_an_exemption_during_the_contract_excuses_what_is_open() -> None:
    with entered(whole_city()):
        home = make_home()
        contract = conclude(home)
        told: dict[str, Any] = {"acting_user": home.consultant}
        with refused("reason_missing"):
            exempt_member(contract, home.mother, ExemptionGround.ILLNESS, **told)
        row = exempt_member(
            contract, home.mother, ExemptionGround.ILLNESS, reason="a certificate of the clinic", **told
        )
        assert (row.since, contract.obligations.get(person=home.mother).state) == (NOW, ObligationState.EXCUSED)
        with refused("exempted"), transaction.atomic():
            exempt_member(contract, home.mother, ExemptionGround.STUDY, reason="once more", **told)
        lift_exemption(row, reason="recovered", **told)
        assert not Exemption.objects.filter(contract=contract, person=home.mother, lifted_at__isnull=True).exists()


def test_a_contract_ends_when_every_obligation_is_settled() -> None:
    with entered(whole_city()):
        home = make_home()
        contract = conclude(home)
        told: dict[str, Any] = {"on": NOW, "acting_user": home.consultant}
        father, mother = (contract.obligations.get(person=each) for each in (home.father, home.mother))
        settle_obligation(father, ObligationState.DONE, **told)
        with refused("settled_already"):
            settle_obligation(father, ObligationState.DONE, **told)
        with refused("obligations_open"):
            end_contract(contract, ended_on=NOW, acting_user=home.consultant)
        with refused("reason_missing"):
            settle_obligation(mother, ObligationState.EXCUSED, **told)
        settle_obligation(mother, ObligationState.EXCUSED, reason="a child was born", **told)
        with refused("ends_early"):
            end_contract(contract, ended_on=NOW, acting_user=home.consultant)
        ended = end_contract(contract, ended_on=NOW, acting_user=home.consultant, reason="income rose")
        assert (ended.state, ended.look_due_on) == ("fulfilled", None)
        facts, _ = case_of_family(home.family.pk, [home.father.pk], date(2026, 11, 23))
        assert not facts.family["social_contract_signed"]


def test_a_contract_is_seen_in_its_district_and_never_of_the_own_family() -> None:
    with entered(whole_city()):
        home = make_home(father_iin=IIN)
        contract = conclude(home)
        officer = make_user(Role.CAREER_CONSULTANT)
    here, there = Viewer(officer.pk, territories=(ALMALY,)), Viewer(officer.pk, territories=(ALATAU,))
    with entered(here) as viewer:
        assert access_contract(viewer, contract.pk).pk == contract.pk
        assert Obligation.objects.count() == 2
    with entered(there) as viewer:
        with pytest.raises(NotSeen):
            access_contract(viewer, contract.pk)
        assert not SocialContract.objects.exists()
        assert not Obligation.objects.exists()
    administrator = make_user(Role.ADMINISTRATOR)
    with entered(Viewer(administrator.pk, territories=(ALMALY,), purpose="test")):
        link_staff_person(officer, iin=str(IIN), acting_user=administrator)
    with entered(here) as viewer, pytest.raises(NotSeen):
        access_contract(viewer, contract.pk)
