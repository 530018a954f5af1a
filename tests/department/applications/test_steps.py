"""A case moves by known steps only; each is written down by the database, and nobody can write one by hand."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.actions.steps import move_case, pass_turn
from tirek.department.applications.enums import STEPS, CaseState, Turn
from tirek.department.applications.models import Case, CaseStep
from tirek.department.core.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]
ALMALY, ALATAU = "751110000", "751210000"


def set_by_hand(case: Case, state: str) -> None:
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=state)


def possible_by_the_database() -> set[tuple[str, str]]:
    """The pairs in the text of the function itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'applications_case_in_order'")
        source = cursor.fetchone()[0]
    states = [str(state) for state in CaseState]
    return {(before, after) for before, after in product(states, states) if f"('{before}','{after}')" in source}


def test_the_database_and_the_code_know_the_same_steps() -> None:
    assert possible_by_the_database() == {(str(before), str(after)) for before, after in STEPS}


def test_a_case_is_moved_and_the_database_says_by_whom_and_why() -> None:
    officer = make_user()
    with entered(Viewer(officer.pk, territories=(ALMALY,))):
        case = make_case(CaseState.CHECKING)
        move_case(case, CaseState.ABANDONED, turn=Turn.NOBODY, acting_user=officer, reason="no documents came")
        steps = list(CaseStep.objects.filter(case=case).values_list("before", "after", "by_id", "reason"))
    assert [step[:2] for step in steps] == [
        ("", "draft"),
        ("draft", "registered"),
        ("registered", "checking"),
        ("checking", "abandoned"),
    ]
    assert steps[-1][2:] == (officer.pk, "no documents came")


@pytest.mark.parametrize("state", ["granted", "refused", "draft", "to_sign"])
def test_no_other_step_is_possible_even_by_hand(state: str) -> None:
    with entered(whole_city()):
        case = make_case(CaseState.CHECKING)
        with pytest.raises(IntegrityError, match="no step leads"):
            set_by_hand(case, state)


def test_a_case_begins_as_a_draft_and_stays_whose_it_is() -> None:
    with entered(whole_city()):
        case, other = make_case(), make_case()
        with pytest.raises(IntegrityError, match="stays whose it is"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(family=other.family)
        case.pk, case.programme, case.state = None, "housing_aid", CaseState.CHECKING
        with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
            case.save(force_insert=True)


def test_who_comes_second_is_told_so() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.READY)
        seen_by_both = Case.objects.get(pk=case.pk)
        move_case(case, CaseState.CHECKING, turn=Turn.SPECIALIST, acting_user=None)
        with pytest.raises(Refused) as refused:
            move_case(seen_by_both, CaseState.TO_SIGN, turn=Turn.HEAD, acting_user=None)
    assert refused.value.code == "case_moved_meanwhile"


def test_a_turn_that_stays_keeps_its_beginning() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.CHECKING)
        assert pass_turn(case, Turn.SPECIALIST).turn_since == case.turn_since
        assert pass_turn(case, Turn.APPLICANT).turn_since > case.turn_since


def test_no_step_is_written_by_hand() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.CHECKING)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            CaseStep.objects.create(case=case, before="checking", after="ready", at="2026-01-01T00:00:00Z")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            CaseStep.objects.filter(case=case).update(reason="another")


def test_one_open_case_of_a_programme_for_a_family() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.REGISTERED)
        with pytest.raises(IntegrityError, match="case_one_open_a_programme"), transaction.atomic():
            make_case(CaseState.REGISTERED, family=case.family)


def test_another_district_and_another_programme_see_nothing() -> None:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        make_case(CaseState.CHECKING)
        make_case(CaseState.CHECKING, programme="hiv_children_aid", confidential="hiv")
    seen = {
        (ALATAU,): (0, 0),
        (ALMALY,): (1, 3),
    }
    for territories, counts in seen.items():
        with entered(Viewer(None, territories=territories)):
            assert (Case.objects.count(), CaseStep.objects.count()) == counts
    with entered(Viewer(None, territories=(ALMALY,), confidential=frozenset({"hiv"}))):
        assert Case.objects.count() == 2
