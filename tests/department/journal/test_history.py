"""Each change of a row about a person leaves who, what, why; sealed with the person's key."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.department.factories import make_family, make_person, make_user, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.journal.faults import ChangedMeanwhile, HistoryMissing, ReasonMissing
from tirek.department.journal.guards import translated
from tirek.department.journal.history import change_row, changes_of, changes_of_row, note_batch, note_created
from tirek.department.journal.models import FieldChange
from tirek.department.registry.models import Income, Person, Status

ALMALY, ALATAU = "751110000", "751210000"
pytestmark = pytest.mark.django_db


def test_a_change_is_saved_with_its_history() -> None:
    user = make_user()
    with entered(whole_city()):
        person = make_person()
        changed = change_row(
            person,
            {"phone": "+77010000001", "birth_on": date(1990, 5, 18), "sex": "female"},
            person_id=person.pk,
            acting_user=user,
            reason="құжат бойынша",
        )
        assert changed == ("phone", "birth_on")
        person.refresh_from_db()
        assert (person.phone, person.birth_on, person.version) == ("+77010000001", date(1990, 5, 18), 2)
        found = {change.field: change for change in changes_of([person.pk])}
        assert (found["birth_on"].before, found["birth_on"].after) == ("1990-05-17", "1990-05-18")
        assert (found["phone"].reason, found["phone"].actor_id) == ("құжат бойынша", user.pk)
        stored = b"".join(
            bytes(part) for row in FieldChange.objects.all() for part in (row.before, row.after, row.reason)
        )
        assert b"1990" not in stored
        assert "құжат".encode() not in stored


def test_nothing_changed_leaves_nothing() -> None:
    with entered(whole_city()):
        person = make_person(phone="+77010000001")
        person.refresh_from_db()
        args = {"person_id": person.pk, "acting_user": None, "reason": "x"}
        assert change_row(person, {"phone": "+77010000001"}, **args) == ()  # type: ignore[arg-type]
        assert FieldChange.objects.count() == 0
        with pytest.raises(ReasonMissing):
            change_row(person, {"phone": ""}, **(args | {"reason": " "}))  # type: ignore[arg-type]


def test_the_second_of_two_editors_is_told() -> None:
    with entered(whole_city()):
        person = make_person()
        other = Person.objects.get(pk=person.pk)
        change_row(person, {"phone": "+77010000001"}, person_id=person.pk, acting_user=None, reason="a")
        with pytest.raises(ChangedMeanwhile):
            change_row(other, {"phone": "+77010000002"}, person_id=person.pk, acting_user=None, reason="b")
        assert Person.objects.get(pk=person.pk).phone == "+77010000001"


def test_a_row_without_version_is_read_anew() -> None:
    with entered(whole_city()):
        person = make_person()
        income = Income.objects.create(person=person, territory=ALMALY, kind="wage", month="2026-09-01", amount_tenge=1)
        stale = Income.objects.get(pk=income.pk)
        change_row(income, {"amount_tenge": 5}, person_id=person.pk, acting_user=None, reason="a")
        change_row(stale, {"amount_tenge": 7}, person_id=person.pk, acting_user=None, reason="b")
        assert [(c.before, c.after) for c in changes_of_row("registry_income", income.pk)] == [(5, 7), (1, 5)]


def test_a_range_and_a_foreign_key_can_change() -> None:
    with entered(whole_city()):
        person = make_person()
        make_family(person)
        status = Status.objects.create(person=person, territory=ALMALY, kind="orphan", valid=("2026-01-01", None))
        end = (date(2026, 1, 1), date(2026, 6, 1))
        assert change_row(status, {"valid": end}, person_id=person.pk, acting_user=None, reason="a") == ("valid",)
        (change,) = changes_of_row("registry_status", status.pk)
        assert (change.before, change.after) == (["2026-01-01", None], ["2026-01-01", "2026-06-01"])


@transaction.atomic
def update_secretly(person: Person, **values: object) -> None:
    Person.objects.filter(pk=person.pk).update(**values)
    connection.check_constraints()


def test_an_update_without_history_is_refused_by_the_database() -> None:
    with entered(whole_city()):
        person = make_person()
        with pytest.raises(HistoryMissing), translated():
            update_secretly(person, phone="+77010000009")
        change_row(person, {"phone": "+77010000001"}, person_id=person.pk, acting_user=None, reason="a")
        with pytest.raises(IntegrityError, match="no history of column email"):
            update_secretly(person, phone="+77010000002", email="a@example.kz")


def test_a_batch_is_the_lawful_way_of_many() -> None:
    with entered(whole_city()):
        people = [make_person() for _ in range(3)]
        note_batch("registry_person", rows=3, acting_user=None, reason="import:1", digest="ab" * 32)
        Person.objects.filter(pk__in=[person.pk for person in people]).update(citizenship="KGZ")
        connection.check_constraints()


def test_the_history_moves_with_the_person() -> None:
    with entered(whole_city()):
        person = make_person(territory=ALMALY)
        note_created(person, person_id=person.pk, acting_user=None, reason="a")
        change_row(person, {"territory": ALATAU}, person_id=person.pk, acting_user=None, reason="b")
        connection.check_constraints()
    with entered(Viewer(user_id=None, territories=(ALATAU,))):
        assert [change.reason for change in changes_of([person.pk])] == ["b", "a"]
    with entered(Viewer(user_id=None, territories=(ALMALY,))):
        assert changes_of([person.pk]) == []


def test_the_history_of_a_confidential_row_is_confidential() -> None:
    with entered(whole_city(frozenset({"hiv"}))):
        person = make_person()
        row = Status.objects.create(
            person=person, territory=ALMALY, kind="hiv_registered", confidential="hiv", valid=("2026-01-01", None)
        )
        note_created(row, person_id=person.pk, acting_user=None, reason="a")
        assert len(changes_of([person.pk])) == 1
    with entered(whole_city()):
        assert changes_of([person.pk]) == []
