"""Evaluating a case, and evaluating it again: the same facts give the same answer, another law another sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.parameters.local_values import editor, head, signed
from tests.department.road import ON, make_case
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.core.models import Territory
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.evaluations.access import access_evaluation
from tirek.department.evaluations.actions import difference_tenge, evaluate_again, evaluate_case, preview_family
from tirek.department.evaluations.enums import Mode
from tirek.department.evaluations.facts import FrozenFacts
from tirek.department.evaluations.models import Evaluation
from tirek.department.evaluations.queries import compare_evaluations, latest_evaluation, list_evaluations
from tirek.department.journal.canonical import canonical_json
from tirek.department.journal.history import change_row
from tirek.department.registry.facts.columns import sources_of
from tirek.department.registry.models import Address, Circumstance, Income, Person, PersonAddress
from tirek.rulebook.digest import rulebook_digest

pytestmark = pytest.mark.django_db
ALATAU = "751210000"
ASKED = dict.fromkeys([*sources_of("person"), *sources_of("family"), "real_estate", "vehicles"], "2026-11-01")
DAY = date(2026, 11, 22)
ALWAYS = ("2020-01-01", None)


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    with entered(whole_city()):
        yield


@pytest.fixture
def officer() -> User:
    return make_user()


def poor_person() -> Person:
    """A pensioner by age with a small pension, of whom every source has told."""
    person = make_person(birth_on="1955-03-09", checked=ASKED, residence="citizen")
    about: dict[str, Any] = {"person": person, "territory": person.territory}
    place = Address.objects.create(territory=person.territory, street="Абай даңғылы", house=str(person.pk))
    PersonAddress.objects.create(address=place, kind="registered", valid=ALWAYS, **about)
    Circumstance.objects.create(fact="pension_kind", choice="age_pension", valid=ALWAYS, **about)
    Income.objects.create(kind="pension", month="2026-08-01", amount_tenge=60_000, source="pensions", **about)
    return person


def ready_case(*members: Person, state: CaseState = CaseState.READY, **fields: str) -> Case:
    return make_case(state, family=make_family(*(members or (poor_person(),))), **fields)


def notes() -> int:
    """How many writes of this transaction the journal was told of; the app's role may read no more of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(txid) FROM journal_note")
        return int(cursor.fetchone()[0])


def test_what_was_read_and_what_came_out_is_written_once(officer: User) -> None:
    case, before = ready_case(), notes()
    made = evaluate_case(case, acting_user=officer, on=DAY)
    made.refresh_from_db()
    assert (made.mode, made.decides, made.case_id, made.evaluated_by) == ("decide", True, case.pk, officer)
    assert (made.on, made.applied_on, made.known_on, made.overlay) == (DAY, ON, None, 0)
    assert made.rulebook_digest == rulebook_digest() == made.answer["rulebook"]
    assert made.facts_digest == FrozenFacts.from_json(made.facts).digest
    assert made.outcome == made.answer["outcome"]
    assert made.answer["trace"]
    assert notes() == before + 1, "who evaluated stands in the journal"
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Evaluation.objects.filter(pk=made.pk).update(amount=1)


def test_an_unready_case_is_not_decided_and_may_be_previewed(officer: User) -> None:
    for state, code in ((CaseState.DRAFT, "evaluation_of_a_draft"), (CaseState.CHECKING, "evaluation_not_ready")):
        case = ready_case(state=state)
        with pytest.raises(Refused) as refused:
            evaluate_case(case, acting_user=officer)
        assert refused.value.code == code
    assert evaluate_case(case, mode=Mode.PREVIEW, acting_user=officer).mode == "preview"
    assert latest_evaluation(case) is None
    with pytest.raises(Refused):
        evaluate_case(case, mode=Mode.AS_KNOWN_NOW, acting_user=officer)
    assert [each.mode for each in list_evaluations(case)] == ["preview"]


def test_a_family_without_members_is_not_evaluated(officer: User) -> None:
    with pytest.raises(Refused) as refused:
        evaluate_case(ready_case(), acting_user=officer, on=date(2019, 1, 1))
    assert refused.value.code == "evaluation_of_nobody"


def test_a_part_of_a_family_is_not_evaluated_in_silence(officer: User) -> None:
    away = make_person(ALATAU)
    case = ready_case(poor_person(), away)
    with entered(viewer(case.territory)):
        with pytest.raises(Refused) as refused:
            evaluate_case(case, acting_user=officer, on=DAY)
        assert refused.value.code == "evaluation_of_a_part"
        assert Territory.objects.get(code=ALATAU).title_kk in str(refused.value.message)
        with pytest.raises(Refused):
            preview_family(case.family, "half_yearly_aid", on=DAY)
    assert evaluate_case(case, acting_user=officer, on=DAY).facts["persons"], "who works in both districts may"
    told: dict[str, Any] = {"acting_user": officer, "reason": "a death", "person_id": away.pk}
    change_row(away, {"died_on": date(2026, 1, 1)}, **told)
    with entered(viewer(case.territory)):
        assert evaluate_case(case, acting_user=officer, on=DAY).outcome, "whoever died is no member"


def test_an_assumption_decides_nothing(officer: User) -> None:
    made = evaluate_case(ready_case(), acting_user=officer, assumption="almaty-demo")
    assert (made.decides, made.assumption) == (False, "almaty-demo")


def test_a_preview_writes_nothing() -> None:
    family = make_family(poor_person())
    before = notes()
    made = preview_family(family, "half_yearly_aid", on=DAY)
    assert made.outcome
    assert made._state.adding
    assert not Evaluation.objects.exists()
    assert notes() == before
    with pytest.raises(Refused):
        preview_family(family, "no_such_programme")


def test_the_same_facts_and_law_give_the_same_answer_byte_for_byte(officer: User) -> None:
    for programme in ("half_yearly_aid", "housing_aid", "targeted_assistance_unconditional", "meter_refund"):
        first = evaluate_case(ready_case(programme=programme), acting_user=officer, on=DAY)
        first = Evaluation.objects.get(pk=first.pk)
        again = evaluate_again(first, Mode.AS_KNOWN_NOW, acting_user=officer)
        again.refresh_from_db()
        assert canonical_json(again.answer) == canonical_json(first.answer)
        assert (again.facts_digest, again.again_of_id) == (first.facts_digest, first.pk)
        assert compare_evaluations(first, again).is_same


def test_what_changes_in_the_registry_changes_no_evaluation(officer: User) -> None:
    person = poor_person()
    case = ready_case(person)
    first = evaluate_case(case, acting_user=officer, on=DAY)
    (pension,) = Income.objects.filter(person=person)
    change_row(pension, {"amount_tenge": 9_000_000}, person_id=person.pk, acting_user=officer, reason="corrected")
    again = evaluate_again(first, Mode.AS_KNOWN_NOW, acting_user=officer)
    assert compare_evaluations(first, again).is_same
    second = evaluate_case(case, acting_user=officer, on=DAY)
    differing = compare_evaluations(first, second)
    (fact,) = differing.facts
    assert (fact.entity, fact.person_id, fact.fact) == ("person", person.pk, "pension")
    assert (fact.before, fact.after) == (60_000, 9_000_000)
    assert not differing.parameters
    assert not differing.other_rulebook
    assert latest_evaluation(case) == second


def test_a_corrected_parameter_is_known_now_and_was_not_known_then() -> None:
    author, signer = editor(), head()
    signed(author, signer, parameter="regional_subsistence_minimum", amount="62058", quarter="2026Q4", starts_on=None)
    signed(author, signer, act_number="101")
    with entered(whole_city()):
        first = evaluate_case(ready_case(), acting_user=author, on=DAY)
    assert (first.outcome, first.overlay) == ("granted", 2)
    assert first.amount
    signed(author, signer, amount="10", act_number="102")
    with entered(whole_city()):
        then = evaluate_again(first, Mode.AS_KNOWN_THEN, acting_user=author)
        now = evaluate_again(first, Mode.AS_KNOWN_NOW, acting_user=author)
    assert (then.overlay, now.overlay) == (2, 3)
    assert difference_tenge(first, then) == 0
    assert difference_tenge(then, now) == first.amount * 10 // 8 - first.amount
    differing = compare_evaluations(first, now)
    assert not differing.facts
    assert [used.name for used in differing.parameters] == ["half_yearly_aid.amount_mci"]
    (used,) = differing.parameters
    assert used.before is not None
    assert used.after is not None
    assert (used.before["value"], used.after["value"]) == ("8", "10")
    assert differing.steps
    assert differing.tenge == difference_tenge(then, now)


def test_a_difference_is_told_in_tenge_only_where_both_are_determined(officer: User) -> None:
    def told(outcome: str, amount: int | None, unit: str = "tenge_month") -> Evaluation:
        return Evaluation(outcome=outcome, amount=amount, unit=unit)

    assert difference_tenge(told("granted", 5), told("granted", 9)) == 4
    assert difference_tenge(told("granted", 5), told("refused", 0)) == -5
    assert difference_tenge(told("absent", None, ""), told("granted", 9)) == 9
    assert difference_tenge(told("undetermined", None), told("granted", 9)) is None
    assert difference_tenge(told("granted", 1, "voucher_year"), told("granted", 2, "voucher_year")) is None
    with pytest.raises(ValueError, match="different programmes"):
        compare_evaluations(Evaluation(programme="a"), Evaluation(programme="b"))


def test_who_sees_an_evaluation() -> None:
    open_one = evaluate_case(ready_case(), acting_user=make_user(), on=DAY)
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        case = ready_case(programme="hiv_children_aid", confidential="hiv")
        hidden = evaluate_case(case, acting_user=make_user(), on=DAY)
    here, elsewhere = (viewer(place) for place in (open_one.territory, ALATAU))
    with entered(here):
        assert access_evaluation(here, open_one.pk) == open_one
        with pytest.raises(NotSeen):
            access_evaluation(here, hidden.pk)
    with entered(elsewhere), pytest.raises(NotSeen):
        access_evaluation(elsewhere, open_one.pk)


def viewer(territory: str) -> Viewer:
    return viewer_for(make_user(Role.SPECIALIST, territory), today(), purpose="test")
