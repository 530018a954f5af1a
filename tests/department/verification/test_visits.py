"""A visit is assigned to those who may go, recorded once, concluded by most, and nothing of it changes afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case
from tests.department.verification.visiting import (
    ACT,
    HERE,
    PNG,
    application_of,
    make_commission,
    make_visit,
    record,
    recorded,
    register_at,
    viewer_of,
    visit_of,
)
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Application, Case, DeclaredFact
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.registry.models import StaffPerson
from tirek.department.verification.access import access_visit
from tirek.department.verification.act import ActRefused, act_form
from tirek.department.verification.actions import visits
from tirek.department.verification.actions.photos import Photo, add_photo
from tirek.department.verification.actions.visits import (
    assign_visit,
    cancel_visit,
    close_visit,
    close_without_act,
    join_visit,
    record_visit,
    vote_on_visit,
)
from tirek.department.verification.enums import NoAct, VisitState, Vote
from tirek.department.verification.models import FactCheck, Visit, VisitMember, VisitPhoto
from tirek.department.verification.staffing import VISITS, candidates_for
from tirek.department.verification.voting import conclusion_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]
ALATAU = "751210000"
IN, OUT = Vote.IN_NEED, Vote.NOT_IN_NEED


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path


def vote(visit: Visit, member: User, given_vote: Vote, reason: str = "") -> VisitMember:
    with entered(viewer_of(member)):
        return vote_on_visit(visit, given_vote, reason=reason, acting_user=member)


def close(visit: Visit, member: User) -> Visit:
    with entered(viewer_of(member)):
        return close_visit(visit, "Seen with own eyes", acting_user=member)


def refusal(work: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refused:
        work(*arguments, **named)
    assert str(refused.value.message)
    return refused.value.code


def turns(visit: Visit) -> set[str]:
    return set(Case.objects.filter(application=visit.application_id).values_list("turn", flat=True))


# --- who may go -----------------------------------------------------------------------------------------------------


def test_those_who_may_go_are_offered_with_their_load() -> None:
    with entered(whole_city()):
        busy, free, third = make_commission()
        far, specialist = make_user(Role.COMMISSION_MEMBER, ALATAU), make_user()
        city = make_user(Role.COMMISSION_MEMBER, "750000000")
        visit = make_visit([busy, third])
        found = {each.user.pk: each.load for each in candidates_for(VISITS, ALMALY, today())}
    assert (found[busy.pk], found[free.pk], found[city.pk]) == (1, 0, 0)
    assert not {far.pk, specialist.pk} & set(found)
    assert visit.due_on is not None
    assert visit.due_on > today()


def test_nobody_goes_to_the_own_family() -> None:
    with entered(whole_city()):
        person = make_person()
        family = make_family(person)
        kin, other = make_commission(2)
        StaffPerson.objects.create(user=kin, person=person)
        case = make_case(CaseState.CHECKING, family=family)
        offered = {each.user.pk for each in candidates_for(VISITS, ALMALY, today(), family_id=family.pk)}
        assert kin.pk not in offered
        assert other.pk in offered
        told = refusal(assign_visit, application_of(case), [kin, other], acting_user=make_user())
        assert told == "member_unfit"
        visit = visit_of(case)
    with entered(viewer_of(kin)):
        assert not Visit.objects.exists()
        with pytest.raises(NotSeen):
            access_visit(viewer_of(kin), visit.pk)


@pytest.mark.parametrize(
    ("role", "territory"), [(Role.SPECIALIST, ALMALY), (Role.COMMISSION_MEMBER, ALATAU), (Role.HEAD, ALMALY)]
)
def test_who_may_not_go_is_not_sent(role: Role, territory: str) -> None:
    with entered(whole_city()):
        application = application_of(make_case(CaseState.CHECKING))
        chosen = [make_user(role, territory), make_user(Role.COMMISSION_MEMBER)]
        assert refusal(assign_visit, application, chosen, acting_user=make_user()) == "member_unfit"
    assert not VisitMember.objects.exists()


def test_a_confidential_family_is_visited_by_who_may_see_the_programme() -> None:
    with entered(whole_city(confidential=frozenset({"violence"}))):
        case = make_case(CaseState.CHECKING, programme="semi_stationary_care", confidential="violence")
        told = refusal(assign_visit, application_of(case), make_commission(), acting_user=make_user())
        assert told == "member_unfit"
        assert candidates_for(VISITS, ALMALY, today(), confidential="violence") == []


def test_one_visit_at_a_time_and_none_without_an_open_case() -> None:
    with entered(whole_city()):
        visit = make_visit()
        again = refusal(assign_visit, visit.application, make_commission(), acting_user=make_user())
        alone = refusal(
            assign_visit, application_of(make_case(CaseState.CHECKING)), make_commission(1), acting_user=make_user()
        )
        ready = refusal(
            assign_visit, application_of(make_case(CaseState.READY)), make_commission(), acting_user=make_user()
        )
        draft = refusal(assign_visit, make_case().application, make_commission(), acting_user=make_user())
        assert (again, alone, ready, draft) == ("visit_open", "too_few_members", "no_open_case", "not_registered")
        assert turns(visit) == {Turn.COMMISSION}


def test_another_district_and_another_viewer_see_no_visit() -> None:
    with entered(whole_city()):
        visit = make_visit()
    with entered(Viewer(None, territories=(ALATAU,))):
        assert not Visit.objects.exists()
        assert not VisitMember.objects.exists()
        with pytest.raises(NotSeen):
            access_visit(Viewer(None, territories=(ALATAU,)), visit.pk)


# --- the act --------------------------------------------------------------------------------------------------------


def test_an_act_is_kept_in_the_form_of_the_law_and_a_second_sending_changes_nothing() -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
        register_at(visit.application.applicant, *HERE)
    command = uuid4()
    with entered(viewer_of(members[0])):
        place = {"latitude": HERE[0] + 0.001, "longitude": HERE[1], "accuracy_m": 12.5}
        sent = recorded(photos=(Photo(PNG, "a.png"), Photo(PNG, "b.png")), **place)
        first = record_visit(visit, sent, command=command, acting_user=members[0])
        second = record_visit(visit, sent, command=command, acting_user=members[0])
        assert (second.version, VisitPhoto.objects.count()) == (first.version, 1)
        assert refusal(record_visit, visit, recorded(), command=uuid4(), acting_user=members[0]) == "visit_recorded"
    assert first.act["area"] == 5450
    assert first.act["utilities"] == ["water", "electricity"]
    assert first.distance_m == 111


@pytest.mark.parametrize("known", [False, True])
def test_a_distance_that_nobody_knows_stays_unknown(known: bool) -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
        register_at(visit.application.applicant, *(HERE if known else (None, None)))
    place: dict[str, Any] = {} if known else {"latitude": 43.2, "longitude": 76.9}
    assert record(visit, members[0], **place).distance_m is None


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"area": None}, "area"),
    ({"area": "54.555"}, "area"),
    ({"area": "1e999"}, "area"),
    ({"area": float("nan")}, "area"),
    ({"rooms": 2.5}, "rooms"),
    ({"rooms": True}, "rooms"),
    ({"rooms": 51}, "rooms"),
    ({"tenure": "stolen"}, "tenure"),
    ({"tenure": ["owned"]}, "tenure"),
    ({"utilities": ["sauna"]}, "utilities"),
    ({"remark": "x" * 1001}, "remark"),
    ({"remark": "a\0b"}, "remark"),
    ({"recent_repair": {}}, "recent_repair"),
    ({"anything": 1}, "anything"),
    ({"members": {"999999": {}}}, "members.999999"),
    ({"members": []}, ""),
    ({"members": "all"}, "members"),
]


@pytest.mark.parametrize(("changed", "field"), FAULTS)
def test_a_fault_is_named_with_its_field(changed: dict[str, Any], field: str) -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
    if not field:
        assert record(visit, members[0], act=ACT | changed).state == VisitState.VISITED
        return
    with pytest.raises(ActRefused) as refused:
        record(visit, members[0], act=ACT | changed)
    assert list(refused.value.faults) == [field]
    assert refused.value.faults[field].strip()
    with entered(whole_city()):
        assert Visit.objects.get().state == VisitState.ASSIGNED


def test_a_member_of_the_family_is_asked_by_the_number_of_the_person() -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
        key = str(visit.application.applicant_id)
    sent = {"employment": "none", "income_told": 60000, "skills": "  тігінші  "}
    kept = record(visit, members[0], act=ACT | {"members": {key: sent}}).act["members"]
    assert kept == {key: {"employment": "none", "income_told": 60000, "skills": "тігінші"}}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"visited_at": timezone.now() + timedelta(days=1)}, "time_impossible"),
        ({"visited_at": timezone.now() - timedelta(days=400)}, "time_impossible"),
        ({"latitude": 43.2}, "place_impossible"),
        ({"latitude": 143.2, "longitude": 76.0}, "place_impossible"),
        ({"latitude": float("nan"), "longitude": 76.0}, "place_impossible"),
        ({"latitude": 43.2, "longitude": 76.0, "accuracy_m": -1.0}, "place_impossible"),
        ({"photos": (Photo(b"%PDF-1.4 not a picture", "a.pdf"),)}, "photo_refused"),
        ({"photos": (Photo(PNG, "a.jpg"),)}, "photo_refused"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(fields: dict[str, Any], code: str) -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
    assert refusal(record, visit, members[0], **fields) == code
    with entered(whole_city()):
        assert Visit.objects.get().command is None


def test_only_the_members_write_and_photos_follow_the_act() -> None:
    with entered(whole_city()):
        members, stranger = make_commission(), make_commission(1)[0]
        visit = make_visit(members)
    assert refusal(record, visit, stranger) == "not_a_member"
    with entered(viewer_of(members[0])):
        assert refusal(add_photo, visit, Photo(PNG, "a.png"), acting_user=members[0]) == "act_first"
    record(visit, members[0])
    with entered(viewer_of(members[1])):
        first = add_photo(visit, Photo(PNG, "a.png"), acting_user=members[1])
        assert add_photo(visit, Photo(PNG, "a.png"), acting_user=members[1]) == first


def test_there_are_no_more_photos_than_the_form_says() -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
    many = tuple(Photo(PNG + bytes([each]), f"{each}.png") for each in range(act_form().photos_at_most + 1))
    assert refusal(record, visit, members[0], photos=many) == "too_many_photos"


def test_one_command_is_of_one_visit() -> None:
    with entered(whole_city()):
        members = make_commission()
        first, second = make_visit(members), make_visit(members)
    command = uuid4()
    with entered(viewer_of(members[0])):
        record_visit(first, recorded(), command=command, acting_user=members[0])
        assert refusal(record_visit, second, recorded(), command=command, acting_user=members[0]) == "command_used"


# --- votes ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["in_need", "not_in_need", ""]), max_size=9))
def test_the_conclusion_is_that_of_most_members_or_none(votes: list[str]) -> None:
    conclusion = conclusion_of(votes)
    for each in Vote:
        assert (conclusion == each) == (votes.count(each) > len(votes) - votes.count(each))
    # A vote still to come can make a conclusion, never turn one.
    if conclusion is not None and "" in votes:
        place = votes.index("")
        for each in Vote:
            assert conclusion_of([*votes[:place], each, *votes[place + 1 :]]) == conclusion


def test_most_conclude_and_the_specialist_goes_on() -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
    record(visit, members[0])
    assert refusal(close, visit, members[0]) == "no_conclusion"
    vote(visit, members[0], IN)
    assert refusal(vote, visit, members[1], OUT) == "reason_missing"
    vote(visit, members[1], OUT, "Two cars in the yard")
    assert refusal(close, visit, members[0]) == "no_conclusion"
    assert vote(visit, members[1], OUT) == vote(visit, members[1], OUT, "again")
    assert refusal(vote, visit, members[1], IN) == "voted"
    vote(visit, members[2], IN)
    closed = close(visit, members[0])
    assert (closed.state, closed.conclusion) == (VisitState.CLOSED, IN)
    with entered(whole_city()):
        assert turns(visit) == {Turn.SPECIALIST}
        checks = {
            check.fact: (check.found_value, check.found_source, check.state, check.visit_id)
            for check in FactCheck.objects.filter(case__application=visit.application_id)
        }
    assert checks["commission_found_need"] == (1, "visit", "confirmed", visit.pk)
    assert checks["survey_refused"] == (0, "visit", "confirmed", visit.pk)
    assert refusal(close, visit, members[0]) == "visit_ended"
    assert refusal(vote, visit, members[0], OUT, "late") == "visit_ended"


def test_a_tie_is_no_conclusion_until_another_member_comes() -> None:
    with entered(whole_city()):
        members, third = make_commission(2), make_commission(1)[0]
        visit = make_visit(members)
    record(visit, members[0])
    vote(visit, members[0], IN)
    vote(visit, members[1], OUT, "No need was seen")
    assert refusal(close, visit, members[0]) == "no_conclusion"
    with entered(whole_city()):
        join_visit(visit, third, acting_user=make_user())
        assert refusal(join_visit, visit, third, acting_user=make_user()) == "member_already"
    vote(visit, third, OUT, "No need was seen")
    assert close(visit, third).conclusion == OUT


def test_a_visit_that_says_another_thing_opens_a_discrepancy_and_leaves_what_is_settled() -> None:
    with entered(whole_city()):
        members, officer = make_commission(), make_user()
        visit = make_visit(members, programme="housing_aid")
        case = Case.objects.get(application=visit.application_id)
        key: dict[str, Any] = {"entity": "dwelling", "row": 0}
        for fact, value in (("area", 8000), ("tenure", 0), ("kind", 1)):
            DeclaredFact.objects.create(application=visit.application, fact=fact, value=value, **key)
        settled = {"settled_by": officer, "settled_at": timezone.now(), "settled_value": 1, "reason": "A contract"}
        FactCheck.objects.create(case=case, fact="kind", declared_value=1, state="resolved", **key, **settled)
    record(visit, members[0])
    for member in members:
        vote(visit, member, IN)
    close(visit, members[0])
    with entered(whole_city()):
        told = FactCheck.objects.filter(entity="dwelling", fact__in=["area", "tenure", "kind"])
        found = dict(told.values_list("fact", "state"))
        area = FactCheck.objects.get(fact="area")
    assert found == {"area": "discrepant", "tenure": "confirmed", "kind": "resolved"}
    assert (area.declared_value, area.found_value) == (8000, 5450)


# --- without an act -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", list(NoAct))
def test_what_follows_a_visit_without_an_act(outcome: NoAct) -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
    command = uuid4()
    with entered(viewer_of(members[0])):
        if outcome == NoAct.REFUSED:
            assert refusal(close_without_act, visit, outcome, acting_user=members[0]) == "reason_missing"
        ended = close_without_act(visit, outcome, reasons="At the door", command=command, acting_user=members[0])
        again = close_without_act(visit, outcome, reasons="At the door", command=command, acting_user=members[0])
        assert (again.version, ended.state) == (ended.version, VisitState.NO_ACT)
        assert refusal(record_visit, visit, recorded(), command=uuid4(), acting_user=members[0]) == "visit_ended"
    with entered(whole_city()):
        assert turns(visit) == {act_form().outcomes[outcome].turn}
        refused = FactCheck.objects.filter(fact="survey_refused", found_value=1, found_source="visit")
        assert refused.count() == (outcome == NoAct.REFUSED)
        second = assign_visit(visit.application, members, acting_user=make_user())
    assert second.pk != visit.pk


def test_a_family_that_changed_its_mind_is_no_longer_said_to_refuse() -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
    with entered(viewer_of(members[0])):
        close_without_act(visit, NoAct.REFUSED, reasons="At the door", acting_user=members[0])
    with entered(whole_city()):
        second = assign_visit(visit.application, members, acting_user=make_user())
    record(second, members[0])
    for member in members[:2]:
        vote(second, member, IN)
    close(second, members[0])
    with entered(whole_city()):
        check = FactCheck.objects.get(fact="survey_refused")
    assert (check.found_value, check.state, check.visit_id) == (0, "confirmed", second.pk)


def test_a_visit_is_called_off_with_a_reason() -> None:
    with entered(whole_city()):
        visit, officer = make_visit(), make_user()
        assert refusal(cancel_visit, visit, " ", acting_user=officer) == "reason_missing"
        assert cancel_visit(visit, "The applicant withdrew", acting_user=officer).state == VisitState.CANCELLED
        assert turns(visit) == {Turn.SPECIALIST}
        assert refusal(cancel_visit, visit, "again", acting_user=officer) == "visit_ended"


# --- what the database itself holds ---------------------------------------------------------------------------------


def test_the_database_refuses_what_no_action_does() -> None:
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)
        rows, of_visit = Visit.objects.filter(pk=visit.pk), VisitMember.objects.filter(visit=visit)
        now = timezone.now()

        def refused(name: str, work: Any) -> None:
            with pytest.raises(IntegrityError) as error, transaction.atomic():
                work()
            assert error.value.__cause__ is not None
            assert error.value.__cause__.diag.constraint_name == name  # type: ignore[attr-defined]

        refused("visit_voted_after_the_act", lambda: of_visit.update(vote="in_need", voted_at=now))
        refused("visit_visited_has_an_act", lambda: rows.update(state="visited", visited_at=now))
        refused("visit_place_on_earth", lambda: rows.update(latitude=43.2))
        refused("visit_place_on_earth", lambda: rows.update(latitude=91, longitude=0))
        refused("visit_distance_of_a_place", lambda: rows.update(distance_m=5))
        refused("visit_cancelled_with_a_reason", lambda: rows.update(state="cancelled", closed_at=now))
        refused(
            "visit_concluded_by_most",
            lambda: rows.update(state="closed", visited_at=now, closed_at=now, act=ACT, conclusion="in_need"),
        )
        other = make_case(CaseState.CHECKING).application
        refused("visit_stays_whose_it_is", lambda: rows.update(application=other))
    record(visit, members[0])
    vote(visit, members[0], IN)
    with entered(whole_city()):
        one = VisitMember.objects.filter(visit=visit, user=members[0])
        refused("visit_vote_stays", lambda: one.update(vote="not_in_need"))
        refused("visit_act_stays", lambda: rows.update(act={"rooms": 1}))
        refused("visit_concluded_by_most", lambda: rows.update(state="closed", closed_at=now, conclusion="in_need"))
    vote(visit, members[1], IN)
    close(visit, members[0])
    with entered(whole_city()):
        refused("visit_closed_stays", lambda: rows.update(reasons="another"))
        refused("visit_closed_stays", lambda: VisitMember.objects.create(visit=visit, user=make_user()))
        assert Application.objects.filter(pk=visit.application_id).exists()


def test_no_photo_is_kept_when_the_act_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The photo and the act stand or fall together."""
    with entered(whole_city()):
        members = make_commission()
        visit = make_visit(members)

    def fails(*_arguments: object, **_named: object) -> None:
        raise Refused("later", "later")

    monkeypatch.setattr(visits, "_note", fails)
    assert refusal(record, visit, members[0], photos=(Photo(PNG, "a.png"),)) == "later"
    with entered(whole_city()):
        assert not VisitPhoto.objects.exists()
        assert Visit.objects.get().state == VisitState.ASSIGNED
