"""The facts of a case are compared, settled and finished; what cannot change the answer holds nobody up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from procrastinate import testing
from procrastinate.contrib.django import procrastinate_app

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.road import make_case
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.registration import attach_file
from tirek.department.applications.actions.steps import pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import ApplicationMember, Case, DeclaredFact
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.evaluations.actions import evaluate_case
from tirek.department.files.models import StoredFile
from tirek.department.journal.history import change_row
from tirek.department.journal.models import FieldChange
from tirek.department.registry.facts.columns import sources_of
from tirek.department.registry.models import (
    Address,
    Circumstance,
    Consent,
    Income,
    Person,
    PersonAddress,
    RegisterAnswer,
)
from tirek.department.verification.actions import checks
from tirek.department.verification.actions.checks import (
    finish_checks,
    open_checks,
    refresh_checks,
    reopen_checks,
    settle_check,
    unsettle_check,
)
from tirek.department.verification.models import FactCheck, Visit
from tirek.department.verification.tasks import compare_answered

pytestmark = pytest.mark.django_db
ALWAYS = ("2020-01-01", None)
DAY = "2026-11-01"
ASKED = dict.fromkeys([*sources_of("person"), *sources_of("family"), "real_estate", "vehicles"], DAY)
PENSION = 60_000


@pytest.fixture(autouse=True)
def city(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with procrastinate_app.current_app.replace_connector(testing.InMemoryConnector()), entered(whole_city()):
        yield


@pytest.fixture
def officer() -> User:
    return make_user()


def pensioner(checked: dict[str, str] | None = None, **fields: Any) -> Person:
    """Lives with the family at its address; every source has told of them, but for those left out."""
    person = make_person(birth_on="1955-03-09", checked=ASKED if checked is None else checked, **fields)
    about: dict[str, Any] = {"person": person, "territory": person.territory}
    place = Address.objects.create(territory=person.territory, street="Абай даңғылы", house=str(person.pk))
    PersonAddress.objects.create(address=place, kind="registered", valid=ALWAYS, **about)
    Circumstance.objects.create(fact="pension_kind", choice="age_pension", valid=ALWAYS, source="incomes", **about)
    Income.objects.create(kind="pension", month="2026-08-01", amount_tenge=PENSION, source="incomes", **about)
    return person


def checking_case(*people: Person, programme: str = "monthly_veterans_aid") -> Case:
    return make_case(CaseState.CHECKING, family=make_family(*people), programme=programme)


def declare(case: Case, fact: str, value: int | None, person: Person | None = None) -> None:
    entity = "person" if person else "family"
    DeclaredFact.objects.create(application=case.application, entity=entity, fact=fact, value=value, person=person)


def check_of(case: Case, fact: str, person: Person | None = None) -> FactCheck:
    return FactCheck.objects.get(case=case, fact=fact, person=person)


def document_of(case: Case, officer: User) -> StoredFile:
    told: dict[str, Any] = {"territory": case.territory, "person_id": case.applicant_id}
    told |= {"digest": "0" * 64, "size_bytes": 1, "media_type": "application/pdf", "scan_state": "clean"}
    row = StoredFile.objects.create(kind="income", **told)
    attach_file(case.application, row, "certificate", acting_user=officer)
    return row


def test_what_agrees_is_confirmed_and_what_differs_by_one_tenge_is_a_discrepancy(officer: User) -> None:
    same, other = pensioner(), pensioner()
    case = checking_case(same, other, programme="half_yearly_aid")
    declare(case, "pension", PENSION, same)
    declare(case, "pension", PENSION + 1, other)
    declare(case, "home_front_worker", 0, same)
    refresh_checks(case, acting_user=officer)
    agreed, differing = check_of(case, "pension", same), check_of(case, "pension", other)
    assert (agreed.state, agreed.settled_value, agreed.settled_source) == ("confirmed", PENSION, "register")
    assert (differing.state, differing.declared_value, differing.found_value) == ("discrepant", PENSION + 1, PENSION)
    assert differing.found_at is not None
    assert check_of(case, "home_front_worker", same).state == "confirmed"


def test_what_only_the_applicant_tells_is_confirmed_by_the_telling(officer: User) -> None:
    person = pensioner()
    Income.objects.create(
        person=person, territory=person.territory, kind="alimony", month="2026-08-01", amount_tenge=1, source="declared"
    )
    case = checking_case(person, programme="half_yearly_aid")
    declare(case, "alimony", 500, person)
    refresh_checks(case, acting_user=officer)
    check = check_of(case, "alimony", person)
    assert (check.state, check.settled_value, check.settled_source) == ("confirmed", 500, "declared")


def test_an_earlier_declaration_is_no_proof_of_a_later_one(officer: User) -> None:
    same, other = (pensioner({}) for _ in range(2))
    for person in (same, other):
        about: dict[str, Any] = {"person": person, "territory": person.territory, "source": "declared"}
        Income.objects.create(kind="wage", month="2026-08-01", amount_tenge=70, **about)
    case = checking_case(same, other, programme="half_yearly_aid")
    declare(case, "wage", 70, same)
    declare(case, "wage", 80, other)
    refresh_checks(case, acting_user=officer)
    assert check_of(case, "wage", same).state == "open"
    assert check_of(case, "wage", other).state == "discrepant"


def test_what_the_programme_does_not_read_is_not_checked(officer: User) -> None:
    person = pensioner()
    case = checking_case(person)
    declare(case, "wage", 5, person)
    refresh_checks(case, acting_user=officer)
    assert not FactCheck.objects.filter(case=case).exists()


def test_a_certain_answer_waits_for_nothing(officer: User) -> None:
    """No man is nominated, however many children: their number may stay in dispute."""
    man, woman = pensioner(sex="male"), pensioner()
    for person, differing in ((man, 4), (woman, 7)):
        told = {"person": person, "territory": person.territory, "valid": ALWAYS, "source": "civil_acts"}
        Circumstance.objects.create(fact="children_raised", value=differing - 1, **told)
    cases = [checking_case(person, programme="altyn_alqa_nomination") for person in (man, woman)]
    for case, person in zip(cases, (man, woman), strict=True):
        declare(case, "children_raised", 7, person)
    assert finish_checks(cases[0], acting_user=officer).state == "ready"
    assert check_of(cases[0], "children_raised", man).state == "discrepant"
    with pytest.raises(Refused) as refused:
        finish_checks(cases[1], acting_user=officer)
    assert refused.value.code == "discrepancies_open"
    assert check_of(cases[1], "children_raised", woman).state == "discrepant", "what was found out stays written"


def test_a_silent_register_leaves_the_fact_open_and_a_document_stands_in(officer: User) -> None:
    person = pensioner({})
    case = checking_case(person)
    declare(case, "war_participant", 1, person)
    with pytest.raises(Refused) as refused:
        finish_checks(case, acting_user=officer)
    assert refused.value.code == "facts_open"
    check = check_of(case, "war_participant", person)
    assert check.state == "open"
    paper = document_of(case, officer)
    settle_check(check, 1, "document", acting_user=officer, reason="veteran's certificate", document=paper)
    for fact in ("war_widow", "afghanistan_bereaved"):
        settle_check(check_of(case, fact, person), 0, "department", acting_user=officer, reason="asked at the desk")
    ready = finish_checks(case, acting_user=officer)
    assert (ready.state, ready.turn) == ("ready", "specialist")
    made = evaluate_case(ready, acting_user=officer)
    assert made.outcome == "granted"
    assert made.facts["rows"]["person"][0]["war_participant"] is True


def test_a_fact_that_cannot_be_established_is_unknown_and_blocks_no_more(officer: User) -> None:
    person = pensioner({})
    case = checking_case(person)
    refresh_checks(case, acting_user=officer)
    for fact in ("war_participant", "war_widow", "afghanistan_bereaved"):
        gone = settle_check(check_of(case, fact, person), None, "", acting_user=officer, reason="no archive answers")
        assert (gone.state, gone.settled_value, gone.settled_source) == ("unknown", None, "")
    assert evaluate_case(finish_checks(case, acting_user=officer), acting_user=officer).outcome == "undetermined"


def test_a_settlement_says_who_on_what_ground_and_why(officer: User) -> None:
    person = pensioner()
    case = checking_case(person, programme="half_yearly_aid")
    declare(case, "pension", 70_000, person)
    refresh_checks(case, acting_user=officer)
    check = check_of(case, "pension", person)
    other = checking_case(pensioner())

    def refusal(value: int | None, source: str, reason: str = "because", **told: Any) -> str:
        with pytest.raises(Refused) as refused:
            settle_check(check, value, source, acting_user=officer, reason=reason, **told)
        return refused.value.code

    assert refusal(PENSION, "register", reason=" ") == "reason_missing"
    assert refusal(70_000, "register") == "value_of_nobody"
    assert refusal(PENSION, "declared") == "value_of_nobody"
    assert refusal(PENSION, "visit") == "value_of_nobody"
    assert refusal(-1, "department") == "value_impossible"
    assert refusal(PENSION, "hearsay") == "source_unknown"
    assert refusal(5, "document") == "document_missing"
    assert refusal(5, "document", document=document_of(other, officer)) == "document_foreign"
    settled = settle_check(check, 70_000, "declared", acting_user=officer, reason="the register counts arrears")
    assert (settled.state, settled.settled_by, settled.reason) == ("resolved", officer, "the register counts arrears")
    assert FieldChange.objects.filter(content="verification_factcheck", row_id=check.pk, field="settled_value").exists()
    case.refresh_from_db()
    assert case.flags == ["overridden"], "a signer looks at who went against a register"
    assert refusal(PENSION, "register") == "check_changed"
    opened = unsettle_check(settled, acting_user=officer, reason="wrong button")
    assert (opened.state, opened.settled_value, opened.reason) == ("discrepant", None, "")
    case.refresh_from_db()
    assert case.flags == []


def test_what_is_said_after_a_settlement_opens_it_again(officer: User) -> None:
    person = pensioner({})
    case = checking_case(person)
    refresh_checks(case, acting_user=officer)
    check = check_of(case, "war_participant", person)
    settle_check(check, 1, "department", acting_user=officer, reason="a certificate was seen")
    refresh_checks(case, acting_user=officer)
    assert check_of(case, "war_participant", person).state == "resolved"
    change_row(person, {"checked": ASKED}, person_id=person.pk, acting_user=officer, reason="the registers answered")
    refreshed = refresh_checks(case, acting_user=None)
    assert [each.fact for each in refreshed.discrepant] == []
    again = check_of(case, "war_participant", person)
    assert (again.state, again.found_value) == ("confirmed", 0), (
        "nothing was declared: the register's word is the only one"
    )
    assert FieldChange.objects.filter(content="verification_factcheck", row_id=check.pk, field="reason").exists()


def test_registers_of_the_programme_are_asked_as_far_as_consents_go(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed, silent = make_person(iin="900517400013"), make_person(iin="900517400024")
    Consent.objects.create(
        person=agreed,
        territory=agreed.territory,
        purpose="registers",
        form="paper",
        given_on="2020-01-01",
        valid=ALWAYS,
    )
    case = make_case(CaseState.REGISTERED, family=make_family(agreed, silent), programme="altyn_alqa_nomination")
    asked = open_checks(case, acting_user=officer)
    registers = set(RegisterAnswer.objects.values_list("register", "person"))
    assert registers == {
        ("population", agreed.pk),
        ("population", silent.pk),
        ("civil_acts", agreed.pk),
        ("civil_acts", silent.pk),
    }
    assert asked.questions == 4
    case.refresh_from_db()
    assert (case.state, case.turn) == ("checking", "register")
    with pytest.raises(Refused):
        open_checks(case, acting_user=officer)
    monkeypatch.setattr(checks, "PATIENCE", timedelta())
    refresh_checks(case, acting_user=None)
    case.refresh_from_db()
    assert case.turn == Turn.SPECIALIST, "nobody waits for ever"


def test_a_visit_that_is_due_or_under_way_holds_the_case(officer: User) -> None:
    person = pensioner()
    case = checking_case(person, programme="one_off_hardship_aid")

    def refusal() -> str:
        with pytest.raises(Refused) as refused:
            finish_checks(case, acting_user=officer)
        return refused.value.code

    assert refusal() == "visit_missing"
    shared = {"application": case.application, "family": case.family, "territory": case.territory}
    Visit.objects.create(**shared)
    assert refusal() == "visit_open"


def test_a_ready_case_is_checked_again_with_a_reason(officer: User) -> None:
    case = checking_case(pensioner())
    ready = finish_checks(case, acting_user=officer)
    with pytest.raises(Refused):
        settle_check(FactCheck(case=ready), 1, "department", acting_user=officer, reason="late")
    with pytest.raises(Refused):
        reopen_checks(ready, acting_user=officer, reason="")
    again = reopen_checks(ready, acting_user=officer, reason="a paper came late")
    assert again.state == "checking"
    assert again.steps.latest("pk").reason == "a paper came late"


def test_checks_are_seen_where_the_case_is() -> None:
    here, person = make_user(Role.SPECIALIST), pensioner({})
    case = checking_case(person)
    refresh_checks(case, acting_user=here)
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        hidden = make_case(
            CaseState.CHECKING, family=make_family(pensioner({})), programme="hiv_children_aid", confidential="hiv"
        )
        refresh_checks(hidden, acting_user=here)
    seen = {}
    for place in ("751110000", "751210000"):
        with entered(viewer_for(make_user(Role.SPECIALIST, place), today(), purpose="test")):
            seen[place] = set(FactCheck.objects.values_list("case_id", flat=True))
    assert seen == {"751110000": {case.pk}, "751210000": set()}


def test_the_fact_of_somebody_who_moved_away_can_still_be_settled() -> None:
    person = pensioner({})
    case = checking_case(person)
    refresh_checks(case, acting_user=None)
    check = check_of(case, "war_participant", person)
    officer = make_user(Role.SPECIALIST, case.territory)
    change_row(person, {"territory": "751210000"}, person_id=person.pk, acting_user=officer, reason="moved")
    with entered(viewer_for(officer, today(), purpose="test")):
        settled = settle_check(check, 1, "department", acting_user=officer, reason="seen before the move")
    assert (settled.state, settled.settled_by) == ("resolved", officer)
    assert not FieldChange.objects.filter(content="verification_factcheck", row_id=check.pk).exists()


def test_the_job_compares_a_case_once_its_registers_have_answered() -> None:
    waiting, answered = (checking_case(pensioner({})) for _ in range(2))
    for case in (waiting, answered):
        ApplicationMember.objects.create(application=case.application, person=case.applicant, role="head")
        pass_turn(case, Turn.REGISTER)
    RegisterAnswer.objects.create(
        person=waiting.applicant, territory=waiting.territory, register="population", purpose="review", as_of=DAY
    )
    assert compare_answered(0) == 1
    for case, turn in ((waiting, "register"), (answered, "specialist")):
        case.refresh_from_db()
        assert case.turn == turn
