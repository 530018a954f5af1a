"""Any merging and undoing, in any order: no row is lost, sums go to the person, and undoing gives back what was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.department.factories import make_person, make_user, whole_city
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.refusals import Refused
from tirek.department.registry.actions.merges import confirm_merge, reject_duplicate, request_merge, undo_merge
from tirek.department.registry.models import DuplicateCandidate, Income, Merge, Person, Status
from tirek.department.registry.records import records_of, resolve_person

pytestmark = pytest.mark.django_db
ALMALY, ALATAU = "751110000", "751210000"
PEOPLE = 5

merges = st.tuples(st.just("merge"), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1))
undone = st.tuples(st.just("undo"), st.integers(0, 9), st.just(0))
FEWER = settings(max_examples=max(settings.default.max_examples // 5, 1))  # type: ignore[union-attr]
"""Each example writes some dozens of rows with their history."""
moves = st.tuples(st.just("move"), st.integers(0, PEOPLE - 1), st.integers(0, 1))


def with_income(person: Person, amount: int) -> Person:
    Income.objects.create(
        person=person, territory=person.territory, kind="wage", month=date(2026, 9, 1), amount_tenge=amount
    )
    return person


def state_of(people: list[Person]) -> list[tuple[Any, ...]]:
    ids = [person.pk for person in people]
    return list(Person.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "merged_into_id", "territory"))


def root_of(place: int, edges: dict[int, int]) -> int:
    while place in edges:
        place = edges[place]
    return place


def assert_as_told(people: list[Person], edges: dict[int, int]) -> None:
    """The database holds what the edges say: each record with its root, and the root with the sum of all."""
    assert Person.objects.count() == Income.objects.count() == PEOPLE
    for place, person in enumerate(people):
        root = root_of(place, edges)
        records = records_of(person.pk)
        assert resolve_person(person.pk) == records[0] == people[root].pk
        assert set(records) == {people[other].pk for other in range(PEOPLE) if root_of(other, edges) == root}
        total = sum(Income.objects.filter(person__in=records).values_list("amount_tenge", flat=True))
        assert total == sum(10**other for other in range(PEOPLE) if root_of(other, edges) == root)
    connection.check_constraints()


@FEWER
@given(st.lists(merges | undone | moves, max_size=10))
def test_any_order_of_merges_and_undoings_keeps_every_row_and_every_sum(steps: list[tuple[str, int, int]]) -> None:
    user = make_user()
    with transaction.atomic(), entered(whole_city()):
        people = [with_income(make_person((ALMALY, ALATAU)[place % 2]), 10**place) for place in range(PEOPLE)]
        edges: dict[int, int] = {}
        standing: list[tuple[int, Merge]] = []
        for kind, one, other in steps:
            if kind == "merge":
                root = root_of(other, edges)
                if one in edges or root == one:
                    with pytest.raises(Refused), transaction.atomic():
                        request_merge(people[one], people[other], reason="one person", acting_user=user)
                else:
                    merge = request_merge(people[one], people[other], reason="one person", acting_user=user)
                    edges[one] = root
                    standing.append((one, merge))
            elif kind == "undo" and standing:
                loser, merge = standing.pop(one % len(standing))
                undo_merge(merge, reason="two people", acting_user=user)
                del edges[loser]
            elif kind == "move" and one not in edges:
                move(people[one], (ALMALY, ALATAU)[other], user)
            assert_as_told(people, edges)
        transaction.set_rollback(True)


def move(person: Person, territory: str, user: User) -> None:
    from tirek.department.journal.history import change_row

    now = Person.objects.get(pk=person.pk)
    change_row(now, {"territory": territory}, person_id=now.pk, acting_user=user, reason="moved")


@FEWER
@given(st.lists(merges, max_size=5), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1))
def test_a_merge_undone_leaves_what_was_before(before: list[tuple[str, int, int]], one: int, other: int) -> None:
    user = make_user()
    with transaction.atomic(), entered(whole_city()):
        people = [with_income(make_person((ALMALY, ALATAU)[place % 2]), 10**place) for place in range(PEOPLE)]
        for _, first, second in before:
            try:
                request_merge(people[first], people[second], reason="one person", acting_user=user)
            except Refused:
                continue
        was = state_of(people)
        incomes = list(Income.objects.order_by("pk").values_list("pk", "person_id", "territory", "amount_tenge"))
        try:
            merge = request_merge(people[one], people[other], reason="one person", acting_user=user)
        except Refused:
            assert state_of(people) == was
        else:
            assert state_of(people) != was
            undo_merge(merge, reason="two people", acting_user=user)
        assert state_of(people) == was
        assert incomes == list(
            Income.objects.order_by("pk").values_list("pk", "person_id", "territory", "amount_tenge")
        )
        transaction.set_rollback(True)


def with_status(person: Person) -> Person:
    Status.objects.create(person=person, territory=person.territory, kind="pensioner", valid=("2026-01-01", None))
    return person


def test_records_that_both_have_statuses_are_merged_by_two_officers() -> None:
    one, two = make_user(), make_user()
    with entered(whole_city()):
        loser, survivor = with_status(make_person()), with_status(make_person())
        merge = request_merge(loser, survivor, reason="one person", acting_user=one)
        assert resolve_person(loser.pk) == loser.pk
        with pytest.raises(Refused) as refused, transaction.atomic():
            confirm_merge(merge, acting_user=one)
        assert refused.value.code == "four_eyes"
        confirm_merge(merge, acting_user=two)
        assert resolve_person(loser.pk) == survivor.pk
        with pytest.raises(Refused) as refused, transaction.atomic():
            confirm_merge(merge, acting_user=two)
        assert refused.value.code == "decided_already"


@transaction.atomic
def write_merged_into(targets: dict[Person, Person]) -> None:
    for person, target in targets.items():
        Person.objects.filter(pk=person.pk).update(merged_into=target)
    connection.cursor().execute("SET CONSTRAINTS person_merged_into_a_root IMMEDIATE")


def test_the_database_itself_demands_the_second_officer_and_the_flat_tree() -> None:
    one = make_user()
    with entered(whole_city()):
        loser, survivor, third = with_status(make_person()), with_status(make_person()), make_person()
        merge = request_merge(loser, survivor, reason="one person", acting_user=one)
        for changes in ({"confirmed_by": one}, {"effective_at": "2026-11-22T00:00:00Z"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Merge.objects.filter(pk=merge.pk).update(**changes)
        for targets in ({loser: survivor, survivor: loser}, {loser: survivor, survivor: third}):
            with pytest.raises(DatabaseError, match="must point at an unmerged one"):
                write_merged_into(targets)


def test_a_record_comes_back_only_by_somebody_who_works_where_it_goes() -> None:
    user = make_user()
    with entered(whole_city()):
        loser, survivor = make_person(ALATAU), make_person(ALMALY)
        merge = request_merge(loser, survivor, reason="one person", acting_user=user)
    of_almaly = Viewer(user_id=None, territories=(ALMALY,), purpose="test")
    with entered(of_almaly):
        assert set(records_of(survivor.pk)) == {loser.pk, survivor.pk}
        with pytest.raises(Refused) as refused, transaction.atomic():
            undo_merge(merge, reason="two people", acting_user=user)
    assert refused.value.code == "other_district"


def test_a_record_that_moved_out_of_sight_is_not_merged() -> None:
    user = make_user()
    with entered(whole_city()):
        moved, stayed = make_person(ALATAU), make_person(ALMALY)
    with entered(Viewer(user_id=None, territories=(ALMALY,), purpose="test")):
        for loser, survivor in ((stayed, moved), (moved, stayed)):
            with pytest.raises(Refused, match="other_district"), transaction.atomic():
                request_merge(loser, survivor, reason="one person", acting_user=user)


def test_a_pair_is_seen_by_whoever_sees_either_and_is_decided_once() -> None:
    user = make_user()
    with entered(whole_city()):
        first, second = make_person(ALMALY), make_person(ALATAU)
        pair = DuplicateCandidate.objects.create(first=first, second=second, score_percent=90, reasons=["name"])
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicateCandidate.objects.create(first=second, second=first, score_percent=90)
    for territory, seen in ((ALMALY, first), (ALATAU, second), ("751310000", None)):
        with entered(Viewer(user_id=None, territories=(territory,), purpose="test")):
            assert DuplicateCandidate.objects.count() == (seen is not None)
            assert list(Person.objects.filter(pk__in=[first.pk, second.pk])) == ([seen] if seen else [])
    with entered(whole_city()):
        merge = request_merge(second, first, reason="one person", acting_user=user)
        assert DuplicateCandidate.objects.get().state == "merged"
        undo_merge(merge, reason="two people", acting_user=user)
        with pytest.raises(Refused, match="reason_missing"):
            reject_duplicate(pair, reason=" ", acting_user=user)
        reject_duplicate(pair, reason="twins", acting_user=user)
        assert DuplicateCandidate.objects.get().state == "rejected"
        with pytest.raises(Refused, match="decided_already"):
            reject_duplicate(pair, reason="twins", acting_user=user)


def test_a_pair_whose_merge_is_asked_for_is_not_rejected() -> None:
    one = make_user()
    with entered(whole_city()):
        first, second = with_status(make_person()), with_status(make_person())
        pair = DuplicateCandidate.objects.create(first=first, second=second, score_percent=90)
        merge = request_merge(second, first, reason="one person", acting_user=one)
        with pytest.raises(Refused, match="merge_waits"):
            reject_duplicate(pair, reason="twins", acting_user=one)
        undo_merge(merge, reason="asked for too early", acting_user=one)
        reject_duplicate(pair, reason="twins", acting_user=one)
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicateCandidate.objects.filter(pk=pair.pk).update(rejection_reason="")
