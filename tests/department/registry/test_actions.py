"""What the registry lets an officer do, what it refuses, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.department.factories import make_family, make_person, make_user, whole_city
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import changes_of
from tirek.department.registry.actions import events, families, people, rows
from tirek.department.registry.actions.people import PersonDraft
from tirek.department.registry.models import (
    Address,
    BankAccount,
    Family,
    LifeEvent,
    Membership,
    Person,
    PersonAddress,
    Status,
)

pytestmark = pytest.mark.django_db
ALMALY, ALATAU = "751110000", "751210000"
DAY = date(2026, 11, 2)
IBAN = "KZ86125KZT5004100100"


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        yield


@pytest.fixture
def user() -> User:
    return make_user()


def draft(**fields: Any) -> PersonDraft:
    told = {"territory": ALMALY, "sex": "female", "surname_kk": "Сынақова", "given_name_kk": "Айсұлу"}
    return PersonDraft(**(told | fields))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    with translation.override("ru"):
        assert str(refused.value.message).strip(), "a refusal says what to do"
    return refused.value.code


def test_a_person_is_registered_with_what_the_iin_tells(user: User) -> None:
    iin = synthetic_iin(date(1990, 5, 17), "female", 41)
    person = people.register_person(draft(iin=iin, phone="8 701 000 00 01", surname_kk="  Сынақова "), acting_user=user)
    assert (person.iin, person.birth_on, person.phone, person.surname_kk) == (
        iin,
        date(1990, 5, 17),
        "+77010000001",
        "Сынақова",
    )
    assert person.recorded_by == user


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"iin": "850101300016"}, "iin_wrong"),
        ({"phone": "12"}, "phone_wrong"),
        ({"surname_kk": " ", "given_name_kk": ""}, "name_missing"),
        ({"iin": synthetic_iin(date(1990, 5, 17), "female", 41), "birth_on": date(1990, 5, 18)}, "birth_differs"),
        ({"iin": synthetic_iin(date(1990, 5, 17), "male", 41)}, "sex_differs"),
    ],
)
def test_a_wrong_person_is_refused_and_nothing_is_written(user: User, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        people.register_person(draft(**fields), acting_user=user)
    assert code_of(refused) == code
    assert not Person.objects.exists()


def test_an_iin_is_one_person_even_in_another_district(user: User) -> None:
    iin = synthetic_iin(date(1990, 5, 17), "female", 41)
    people.register_person(draft(iin=iin), acting_user=user)
    with entered(Viewer(user_id=user.pk, territories=(ALATAU,))), pytest.raises(Refused) as refused:
        people.register_person(draft(iin=iin, territory=ALATAU), acting_user=user)
    assert code_of(refused) == "iin_taken"


def test_a_correction_keeps_what_was_said_before_and_why(user: User) -> None:
    person = people.register_person(draft(), acting_user=user)
    people.correct_person(person, {"surname_kk": "Сынақ"}, acting_user=user, reason="құжат бойынша")
    person.refresh_from_db()
    assert person.surname_kk == "Сынақ"
    changed = [change for change in changes_of([person.pk]) if change.field == "surname_kk"]
    assert [(c.before, c.after, c.reason, c.actor_id) for c in changed] == [
        ("Сынақова", "Сынақ", "құжат бойынша", user.pk)
    ]


def test_a_correction_without_a_reason_or_of_the_district_is_refused(user: User) -> None:
    person = make_person()
    with pytest.raises(Refused) as refused:
        people.correct_person(person, {"surname_kk": "Сынақ"}, acting_user=user, reason=" ")
    assert code_of(refused) == "reason_missing"
    with pytest.raises(Refused) as refused:
        people.correct_person(person, {"territory": ALATAU}, acting_user=user, reason="көшті")
    assert code_of(refused) == "not_correctable"


def test_rows_are_told_once_and_end_without_being_lost(user: User) -> None:
    person = make_person()
    told: dict[str, Any] = {"source": "declared", "acting_user": user}
    rows.record_income(person, kind="wage", month=date(2026, 10, 9), amount_tenge=0, **told)
    with pytest.raises(Refused) as refused:
        rows.record_income(person, kind="wage", month=date(2026, 10, 1), amount_tenge=5, **told)
    assert code_of(refused) == "income_told"
    status = rows.record_status(person, kind="hiv_registered", since=DAY, until=None, **told)
    assert status.confidential == "hiv"
    rows.end_row(Status.objects.get(), date(2026, 12, 1), acting_user=user, reason="есептен шықты")
    assert Status.objects.get().valid.upper == date(2026, 12, 1)


def test_a_fact_is_checked_by_the_register_of_the_law(user: User) -> None:
    person = make_person()
    told: dict[str, Any] = {"since": DAY, "until": None, "source": "declared", "acting_user": user}
    assert rows.record_circumstance(person, fact="study", value="college", **told).choice == "college"
    assert rows.record_circumstance(person, fact="provides_care", value=True, **told).value == 1
    for fact, value, code in (("study", "nursery", "value_wrong"), ("height", 1, "fact_unknown")):
        with pytest.raises(Refused) as refused:
            rows.record_circumstance(person, fact=fact, value=value, **told)
        assert code_of(refused) == code


def test_a_new_account_takes_the_preference_over(user: User) -> None:
    person = make_person()
    BankAccount.objects.create(person=person, territory=ALMALY, iban="KZ331250000000000000", valid=(DAY, None))
    rows.record_account(person, iban=IBAN, since=DAY, source="declared", acting_user=user)
    assert list(BankAccount.objects.order_by("pk").values_list("iban", "preferred")) == [
        ("KZ331250000000000000", False),
        (IBAN, True),
    ]
    with pytest.raises(Refused) as refused:
        rows.record_account(person, iban=IBAN[:-1] + "1", since=DAY, source="declared", acting_user=user)
    assert code_of(refused) == "iban_wrong"


def test_a_person_belongs_to_one_family_at_a_time_across_districts(user: User) -> None:
    person = make_person()
    make_family(person)
    other = make_family(make_person())
    with pytest.raises(Refused) as refused:
        families.join_family(other, person, role="spouse", since=DAY, source="declared", acting_user=user)
    assert code_of(refused) == "in_another_family"


def test_a_birth_makes_a_member_and_an_event(user: User) -> None:
    family = make_family(make_person())
    born = draft(birth_on=DAY, given_name_kk="Нұрым", sex="male", source="document")
    child, event = events.record_birth(family, born, acting_user=user, evidence="1-23")
    membership = Membership.objects.get(person=child)
    assert (membership.family, membership.role, membership.valid.lower) == (family, "child", DAY)
    assert (event.kind, event.happened_on, event.evidence, event.source) == ("birth", DAY, "1-23", "document")


def test_a_death_of_the_head_asks_for_another_head(user: User) -> None:
    head, spouse = make_person(), make_person()
    family = make_family(head, spouse)
    told: dict[str, Any] = {"source": "document", "acting_user": user, "evidence": "7"}
    with pytest.raises(Refused) as refused:
        events.record_death(head, DAY, **told)
    assert code_of(refused) == "head_needed"
    head.refresh_from_db()
    assert head.died_on is None, "nothing is half-written"
    events.record_death(head, DAY, new_head=spouse, **told)
    heads = family.memberships.filter(role="head").order_by("valid")
    assert [(row.person_id, row.valid.upper) for row in heads] == [(head.pk, date(2026, 11, 3)), (spouse.pk, None)]


def test_the_last_death_dissolves_the_family(user: User) -> None:
    family = make_family(alone := make_person())
    events.record_death(alone, DAY, source="document", acting_user=user, evidence="7")
    assert Family.objects.get(pk=family.pk).dissolved_on == date(2026, 11, 3)


def test_a_divorce_forms_a_second_family(user: User) -> None:
    head, spouse = make_person(), make_person()
    left = make_family(head, spouse)
    own, event = events.record_divorce(spouse, DAY, source="document", acting_user=user)
    assert own.pk != left.pk
    assert event.family_id == left.pk
    assert [row.role for row in Membership.objects.filter(person=spouse).order_by("valid")] == ["child", "head"]


def test_a_move_hands_the_family_over_to_the_new_district(user: User) -> None:
    head, child = make_person(), make_person()
    family = make_family(head, child)
    rows.record_income(head, kind="wage", month=DAY, amount_tenge=1, source="declared", acting_user=user)
    place = families.place_of(ALATAU, "Абай даңғылы", "12", "5")
    with entered(Viewer(user_id=user.pk, territories=(ALMALY,), purpose="test")):
        events.record_move(family, place, DAY, source="document", acting_user=user, evidence="7")
        assert not Person.objects.exists(), "the old district sees the people no more"
        assert LifeEvent.objects.filter(kind="move").count() == 1
    with entered(Viewer(user_id=user.pk, territories=(ALATAU,), purpose="test")):
        assert Person.objects.count() == 2
        assert LifeEvent.objects.get().details == {"came_from": ALMALY}
        assert set(PersonAddress.objects.values_list("address_id", flat=True)) == {place.pk}


def test_an_address_has_both_coordinates_or_none() -> None:
    for one_of_two in ({"latitude": 43.2}, {"longitude": 76.9}):
        with pytest.raises(IntegrityError, match="address_in_kazakhstan"), transaction.atomic():
            Address.objects.create(territory="751110000", street="Абай", house="1", **one_of_two)
    Address.objects.create(territory="751110000", street="Абай", house="1", latitude=43.2, longitude=76.9)
