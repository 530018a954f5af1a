"""A key goes by two people and nothing else; a hidden number is shown with a reason, a line, and a limit."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.department.database import owner_connection
from tests.department.factories import make_person, make_user, whole_city
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.journal import views
from tirek.department.journal.erasure import confirm_erasure, destroy_key, propose_erasure
from tirek.department.journal.faults import (
    FourEyes,
    JournalUnreachable,
    KeyUnusable,
    NotAllowed,
    ReasonMissing,
    TooManyReveals,
)
from tirek.department.journal.history import change_row, changes_of
from tirek.department.journal.models import Erasure, FieldChange, PersonKey
from tirek.department.journal.reveals import reveal
from tirek.department.journal.verification import verify_journal
from tirek.department.registry.models import Person

ALMALY, ALATAU = "751110000", "751210000"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal", "owner"])


def changed_person() -> Person:
    with entered(whole_city()):
        person = make_person(iin="900517400008")
        change_row(person, {"phone": "+77010000001"}, person_id=person.pk, acting_user=make_user(), reason="құжат")
    return person


def test_an_erased_history_is_unreadable_and_still_verifies() -> None:
    person, first, second = changed_person(), make_user(), make_user()
    with entered(whole_city()):
        erasure = propose_erasure(person.pk, territory=ALMALY, ground="court decision 1", acting_user=first)
        with pytest.raises(FourEyes):
            confirm_erasure(erasure, acting_user=first)
        assert confirm_erasure(erasure, acting_user=second) == 1
        assert confirm_erasure(erasure, acting_user=second) == 0
        (change,) = changes_of([person.pk])
        assert (change.state, change.before, change.after, change.reason) == ("erased", None, None, "")
        assert change.field == "phone"
        change_row(person, {"phone": ""}, person_id=person.pk, acting_user=second, reason="жаңа")
        assert [one.state for one in changes_of([person.pk])] == ["open", "erased"], "a new key for what comes after"
        assert destroy_key(person.pk, erasure=erasure) == 0, "the old erasure does not reach it"
    verified = verify_journal()
    assert (verified.holds, verified.changes) == (True, 2)


def test_no_key_goes_without_a_confirmed_erasure_of_this_person() -> None:
    person, user = changed_person(), make_user()
    with entered(whole_city()):
        with pytest.raises(ReasonMissing):
            propose_erasure(person.pk, territory=ALMALY, ground=" ", acting_user=user)
        erasure = propose_erasure(person.pk, territory=ALMALY, ground="x", acting_user=user)
        for whose in (person.pk, person.pk + 1):
            with pytest.raises(DatabaseError, match="no confirmed erasure"), transaction.atomic():
                destroy_key(whose, erasure=erasure)
        with pytest.raises(IntegrityError, match="erasure_four_eyes"), transaction.atomic():
            Erasure.objects.filter(pk=erasure.pk).update(confirmed_by=user, confirmed_at="2026-11-22T00:00Z")
    with entered(Viewer(user_id=None, territories=(ALATAU,))), pytest.raises(NotAllowed):
        confirm_erasure(erasure, acting_user=make_user())


def test_a_value_moved_to_another_row_does_not_open() -> None:
    person = changed_person()
    with entered(whole_city()):
        with owner_connection() as owner:
            owner.execute("UPDATE journal_fieldchange SET field = 'email'")
        assert [change.state for change in changes_of([person.pk])] == ["unreadable"]
        with owner_connection() as owner:
            owner.execute("UPDATE journal_personkey SET wrapped = sha256('x')")
        with pytest.raises(KeyUnusable):
            changes_of([person.pk])


def test_the_key_of_a_person_is_made_once_and_hidden_in_other_districts() -> None:
    person = changed_person()
    with entered(whole_city()):
        change_row(person, {"phone": ""}, person_id=person.pk, acting_user=make_user(), reason="x")
        assert (PersonKey.objects.count(), FieldChange.objects.count()) == (1, 2)
    with entered(Viewer(user_id=None, territories=(ALATAU,))):
        assert (PersonKey.objects.count(), FieldChange.objects.count()) == (0, 0)


def officer(user: User, *abilities: str) -> Viewer:
    return Viewer(user_id=user.pk, abilities=frozenset(abilities), territories=(ALMALY,))


def shown(viewer: Viewer, person: Person, reason: str = "хабарласу үшін") -> str:
    with entered(viewer):
        return reveal(viewer, person, "iin", reason)


def count_reveals() -> int:
    with owner_connection() as owner:
        row = owner.execute("SELECT count(*) FROM journal_line WHERE action = 'reveal'").fetchone()
    assert row is not None
    return int(row[0])


def test_a_number_is_shown_for_a_reason_that_is_kept() -> None:
    person, user = changed_person(), make_user()
    viewer = officer(user, "reveal_iin")
    with pytest.raises(NotAllowed):
        shown(officer(user), person)
    with pytest.raises(ReasonMissing):
        shown(viewer, person, "  ")
    assert count_reveals() == 0
    assert shown(viewer, person) == "900517400008"
    assert count_reveals() == 1
    with entered(whole_city()):
        told = [(change.kind, change.field, change.reason) for change in changes_of([person.pk])]
    assert told[0] == ("revealed", "iin", "хабарласу үшін")


def test_the_limit_of_an_hour_holds_for_each_officer(settings: Any) -> None:
    settings.REVEALS_PER_HOUR = 2
    person, viewer = changed_person(), officer(make_user(), "reveal_iin")
    shown(viewer, person)
    shown(viewer, person)
    with pytest.raises(TooManyReveals):
        shown(viewer, person)
    assert shown(officer(make_user(), "reveal_iin"), person)
    assert count_reveals() == 3


def test_no_line_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    person, viewer = changed_person(), officer(make_user(), "reveal_iin")

    def unreachable(_facts: object) -> None:
        raise JournalUnreachable

    monkeypatch.setattr(views, "write_lines", unreachable)
    with pytest.raises(JournalUnreachable):
        shown(viewer, person)
    with entered(whole_city()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_fieldchange WHERE kind = 'revealed'")
        assert cursor.fetchone() == (0,)
