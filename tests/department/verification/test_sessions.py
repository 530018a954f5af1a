"""A session sets a sum under the ceiling by more than half of those present, with a quorum; what it decided stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case
from tests.department.verification.visiting import viewer_of
from tirek.department.accounts.enums import Confidential, Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.registry.models import StaffPerson
from tirek.department.verification.access import access_item, access_session
from tirek.department.verification.actions.sessions import (
    SERIES,
    call_session,
    cancel_session,
    close_session,
    defer_item,
    mark_present,
    open_item,
    propose_sum,
    sum_set_for,
    vote_on_item,
)
from tirek.department.verification.enums import Ballot, SessionState
from tirek.department.verification.models import Session, SessionItem, SessionMember, SessionVote

pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]
ALATAU = "751210000"
CEILING = 865_000
FOR, AGAINST, ABSTAINED = Ballot.FOR, Ballot.AGAINST, Ballot.ABSTAINED


class Sitting:
    """A session of four called for today, with one case on its agenda."""

    def __init__(self, *, present: int = 3) -> None:
        self.chair, *self.others = (make_user(role) for role in (Role.HEAD, *[Role.SPECIALIST] * 3))
        with entered(whole_city()):
            self.case = make_case(CaseState.READY, programme="fire_disaster_aid")
            self.session = call_session(ALMALY, today(), self.others, self.chair, acting_user=self.others[0])
            self.item = open_item(self.session, self.case, CEILING, acting_user=self.others[0])
        self.here = [self.chair, *self.others][:present]
        self.by(self.chair, mark_present, self.session, [user.pk for user in self.here])

    def by(self, user: User, work: Any, *arguments: Any) -> Any:
        with entered(viewer_of(user)):
            return work(*arguments, acting_user=user)

    def propose(self, amount: int | None = 600_000) -> None:
        self.by(self.others[0], propose_sum, self.item, amount, "The roof burnt down")

    def vote(self, *ballots: Ballot) -> None:
        for user, ballot in zip(self.here, ballots, strict=False):
            self.by(user, vote_on_item, self.item, ballot)

    def close(self) -> Session:
        closed: Session = self.by(self.chair, close_session, self.session)
        return closed

    def refusal(self, user: User, work: Any, *arguments: Any) -> str:
        with pytest.raises(Refused) as refused:
            self.by(user, work, *arguments)
        assert str(refused.value.message)
        return refused.value.code


def turn_of(case: Case) -> str:
    with entered(whole_city()):
        return Case.objects.get(pk=case.pk).turn


def test_a_sum_is_set_and_the_decision_finds_it() -> None:
    sitting = Sitting()
    assert turn_of(sitting.case) == Turn.SPECIAL_COMMISSION
    sitting.propose()
    sitting.vote(FOR, FOR, AGAINST)
    with entered(whole_city()):
        assert sum_set_for(sitting.case) is None
    assert sitting.close().minutes_number == f"{today().year}-001"
    with entered(whole_city()):
        found = sum_set_for(sitting.case)
    assert found is not None
    assert (found.in_need, found.amount_tenge, found.ceiling_tenge) == (True, 600_000, CEILING)
    assert (found.ground, found.minutes_number) == ("The roof burnt down", f"{today().year}-001")
    assert turn_of(sitting.case) == Turn.SPECIALIST


def test_not_in_need_is_an_answer_too() -> None:
    sitting = Sitting()
    sitting.propose(None)
    sitting.vote(FOR, FOR, FOR)
    sitting.close()
    with entered(whole_city()):
        found = sum_set_for(sitting.case)
    assert found is not None
    assert (found.in_need, found.amount_tenge) == (False, None)


@pytest.mark.parametrize(
    ("amount", "code"), [(CEILING + 1, "sum_over_ceiling"), (0, "sum_impossible"), (-1, "sum_impossible")]
)
def test_no_sum_over_the_ceiling_and_none_of_nothing(amount: int, code: str) -> None:
    sitting = Sitting()
    assert sitting.refusal(sitting.chair, propose_sum, sitting.item, amount, "Damage") == code
    assert sitting.refusal(sitting.chair, propose_sum, sitting.item, CEILING, "  ") == "ground_missing"
    sitting.propose(CEILING)


@pytest.mark.parametrize(
    "ballots", [(), (FOR,), (FOR, AGAINST, ABSTAINED), (FOR, FOR), (AGAINST, AGAINST, AGAINST, FOR)]
)
def test_without_more_than_half_of_those_present_nothing_is_closed(ballots: tuple[Ballot, ...]) -> None:
    sitting = Sitting(present=4)
    sitting.propose()
    sitting.vote(*ballots)
    assert sitting.refusal(sitting.chair, close_session, sitting.session) == "items_undecided"
    with entered(whole_city()):
        assert Session.objects.get().state == SessionState.CALLED


@pytest.mark.parametrize("present", [0, 1, 2])
def test_without_a_quorum_nothing_is_closed(present: int) -> None:
    sitting = Sitting(present=present)
    sitting.by(sitting.chair, defer_item, sitting.item, "A paper is missing")
    assert sitting.refusal(sitting.chair, close_session, sitting.session) == "no_quorum"


def test_without_the_chair_nothing_is_closed() -> None:
    sitting = Sitting()
    sitting.by(sitting.chair, mark_present, sitting.session, [user.pk for user in sitting.others])
    sitting.by(sitting.chair, defer_item, sitting.item, "A paper is missing")
    assert sitting.refusal(sitting.chair, close_session, sitting.session) == "no_quorum"
    assert sitting.refusal(sitting.others[0], close_session, sitting.session) == "not_the_chair"


def test_a_vote_is_given_once_by_who_is_present_on_what_is_proposed() -> None:
    sitting = Sitting()
    absent, stranger = sitting.others[2], make_user()
    assert sitting.refusal(sitting.chair, vote_on_item, sitting.item, FOR) == "vote_impossible"
    sitting.propose()
    assert sitting.refusal(absent, vote_on_item, sitting.item, FOR) == "vote_impossible"
    assert sitting.refusal(stranger, vote_on_item, sitting.item, FOR) == "not_a_member"
    first = sitting.by(sitting.chair, vote_on_item, sitting.item, FOR)
    assert sitting.by(sitting.chair, vote_on_item, sitting.item, FOR) == first
    assert sitting.refusal(sitting.chair, vote_on_item, sitting.item, AGAINST) == "voted"
    assert sitting.refusal(sitting.chair, propose_sum, sitting.item, 1, "Less") == "item_voted"
    here = [user.pk for user in sitting.others]
    assert sitting.refusal(sitting.chair, mark_present, sitting.session, here) == "voter_present"


def test_nobody_votes_on_the_own_family_and_the_others_decide() -> None:
    sitting = Sitting()
    with entered(whole_city()):
        StaffPerson.objects.create(user=sitting.chair, person=sitting.case.applicant)
    sitting.propose()
    with entered(viewer_of(sitting.chair)):
        assert not SessionItem.objects.exists()
        with pytest.raises(NotSeen):
            access_item(viewer_of(sitting.chair), sitting.item.pk)
        with pytest.raises(SessionItem.DoesNotExist):
            vote_on_item(sitting.item, FOR, acting_user=sitting.chair)
    # The chair does not see the item, and cannot close over it either.
    with entered(viewer_of(sitting.chair)), pytest.raises(Refused):
        close_session(sitting.session, acting_user=sitting.chair)
    for user in sitting.others[:2]:
        sitting.by(user, vote_on_item, sitting.item, FOR)
    sitting.close()
    assert turn_of(sitting.case) == Turn.SPECIALIST


def test_what_found_no_majority_is_put_off_and_comes_again() -> None:
    sitting = Sitting()
    sitting.propose()
    sitting.vote(FOR, AGAINST, ABSTAINED)
    assert sitting.refusal(sitting.others[0], defer_item, sitting.item, "No majority") == "not_the_chair"
    sitting.by(sitting.chair, defer_item, sitting.item, "No majority")
    sitting.close()
    with entered(whole_city()):
        assert sum_set_for(sitting.case) is None
        second = call_session(ALMALY, today(), sitting.others, sitting.chair, acting_user=sitting.chair)
        assert open_item(second, sitting.case, CEILING, acting_user=sitting.chair).ceiling_tenge == CEILING


def test_a_session_is_of_one_district_and_of_one_programme() -> None:
    sitting = Sitting()
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        far = make_case(CaseState.READY, territory=ALATAU)
        hidden = make_case(CaseState.READY, programme="hiv_children_aid", confidential="hiv")
        early = make_case(CaseState.CHECKING)
        for case, code in ((far, "other_session"), (hidden, "other_session"), (early, "case_not_ready")):
            with pytest.raises(Refused) as refused:
                open_item(sitting.session, case, CEILING, acting_user=sitting.chair)
            assert refused.value.code == code
        with pytest.raises(Refused) as refused:
            open_item(sitting.session, sitting.case, CEILING, acting_user=sitting.chair)
        assert refused.value.code == "item_open"
        with pytest.raises(Refused) as refused:
            call_session(ALMALY, today(), sitting.others, sitting.chair, acting_user=sitting.chair, confidential="hiv")
        assert refused.value.code == "member_unfit"
    for viewer in (Viewer(None, territories=(ALATAU,)), Viewer(make_user(territory=ALATAU).pk, territories=(ALATAU,))):
        with entered(viewer):
            assert not Session.objects.exists()
            with pytest.raises(NotSeen):
                access_session(viewer, sitting.session.pk)


def test_who_calls_and_when() -> None:
    chair, first, second, far = (make_user(Role.HEAD), make_user(), make_user(), make_user(territory=ALATAU))
    told: list[tuple[Any, ...]] = [
        (today() - timedelta(days=1), [first, second], "day_past"),
        (today(), [first], "too_few_members"),
        (today(), [first, far], "member_unfit"),
        (today(), [first, make_user(Role.REGISTRAR)], "member_unfit"),
    ]
    with entered(whole_city()):
        for day, members, code in told:
            with pytest.raises(Refused) as refused:
                call_session(ALMALY, day, members, chair, acting_user=chair)
            assert refused.value.code == code
        session = call_session(ALMALY, today() + timedelta(days=3), [first, second], chair, acting_user=first)
        assert session.quorum == 2
    with entered(viewer_of(chair)), pytest.raises(Refused) as early:
        close_session(session, acting_user=chair)
    assert early.value.code == "day_ahead"
    with entered(viewer_of(first)):
        assert cancel_session(session, "No items", acting_user=first).state == SessionState.CANCELLED


def test_numbers_follow_one_another_and_a_confidential_series_counts_apart() -> None:
    assert set(SERIES) == {"", *Confidential.values}
    numbers = []
    for _each in range(2):
        sitting = Sitting()
        sitting.by(sitting.chair, defer_item, sitting.item, "A paper is missing")
        numbers.append(sitting.close().minutes_number)
    assert numbers == [f"{today().year}-001", f"{today().year}-002"]


def test_the_database_refuses_what_no_action_does() -> None:
    sitting = Sitting()
    sitting.propose()

    def refused(name: str, work: Any) -> None:
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            work()
        assert error.value.__cause__ is not None
        assert error.value.__cause__.diag.constraint_name == name  # type: ignore[attr-defined]

    with entered(whole_city()):
        session = Session.objects.filter(pk=sitting.session.pk)
        item, members = SessionItem.objects.filter(pk=sitting.item.pk), SessionMember.objects.all()
        over = "session_sum_under_the_ceiling_with_a_ground"
        refused(over, lambda: item.update(amount_tenge=CEILING + 1))
        refused("session_sum_for_who_is_in_need", lambda: item.update(ground=""))
        refused("session_sum_for_who_is_in_need", lambda: item.update(in_need=False))
        refused("session_sum_for_who_is_in_need", lambda: item.update(amount_tenge=None))
        refused("session_deferred_is_not_decided", lambda: item.update(deferred="later"))
        refused("session_item_stays", lambda: item.update(ceiling_tenge=10**9))
        refused("session_stays_as_called", lambda: session.update(quorum=1))
        held = {"state": "held", "closed_at": timezone.now(), "minutes_number": "2026-900"}
        refused("session_items_decided", lambda: session.update(**held))
        other = make_case(CaseState.READY, territory=ALATAU)
        refused(
            "session_of_the_cases_district",
            lambda: SessionItem.objects.create(session=sitting.session, case=other, ceiling_tenge=1),
        )
        elsewhere = call_session(ALMALY, today(), sitting.others, sitting.chair, acting_user=sitting.chair)
        stranger = elsewhere.members.get(user=sitting.chair)
        refused(
            "session_vote_of_who_is_present",
            lambda: SessionVote.objects.create(item=sitting.item, member=stranger, ballot="for"),
        )
    sitting.vote(FOR, FOR)
    sitting.close()
    with entered(whole_city()):
        refused("session_closed_stays", lambda: item.update(amount_tenge=1))
        refused("session_closed_stays", lambda: session.update(held_on=today() + timedelta(days=9)))
        refused("session_closed_stays", lambda: members.filter(session=sitting.session).update(present=True))
        denied = pytest.raises(ProgrammingError, match="permission denied")
        with denied, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE verification_sessionvote SET ballot = 'against'")


def test_the_family_of_nobody_in_particular_is_seen_by_the_members() -> None:
    with entered(whole_city()):
        make_family(make_person())
    sitting = Sitting()
    with entered(viewer_of(sitting.others[0])):
        assert access_item(viewer_of(sitting.others[0]), sitting.item.pk).case_id == sitting.case.pk
