"""An emergency opening: for one person, a short time, with a reason, never the own family, reviewed by another."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import BreakGlass, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.registry.break_glass import OpeningRefused, open_break_glass
from tirek.department.registry.models import Income, Person, StaffPerson, Status
from tirek.department.registry.own_family import IsOwnFamily

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALMALY, ALATAU = "751110000", "751210000"
REASON = "Хозяйка заболела, нужен срочный выезд"
ELSEWHERE = 10**9
IIN, OTHER_IIN = "900517400017", "900517400025"


@pytest.fixture
def officer(client: PageClient) -> User:
    user = make_user(Role.SPECIALIST, ALMALY)
    sign_in(client, user)
    return user


@pytest.fixture
def person() -> Person:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        found = make_person(ALATAU, iin=IIN)
        make_family(found, make_person(ALATAU, iin=OTHER_IIN), territory=ALATAU)
        Income.objects.create(  # known before, and not only through the programme
            person=found, territory=ALATAU, kind="wage", month="2025-12-01", amount_tenge=1
        )
        Status.objects.create(
            person=found, territory=ALATAU, kind="hiv_registered", confidential="hiv", valid=("2026-01-01", None)
        )
    return found


def viewer(user: User, **about: int) -> object:
    return viewer_for(user, today(), purpose="test", **about)


def opened(user: User, **fields: str) -> BreakGlass:
    with entered(viewer(user)):
        return open_break_glass(**{"iin": IIN, "reason": REASON} | fields, acting_user=user)


def test_it_opens_this_person_only_and_only_for_this_user(officer: User, person: Person) -> None:
    opened(officer)
    with entered(viewer(officer, person_id=person.pk)):
        assert Person.objects.filter(pk=person.pk).exists()
        assert not Status.objects.exists()  # the programme was not asked for
    with entered(viewer(officer)):  # a request about nobody in particular
        assert not Person.objects.exists()
    with entered(viewer(make_user(Role.SPECIALIST, ALMALY), person_id=person.pk)):
        assert not Person.objects.exists()


def test_the_family_page_of_the_person_is_open_too(officer: User, person: Person) -> None:
    family_id = opened(officer).family_id
    assert family_id
    with entered(viewer(officer, family_id=family_id)):
        assert Person.objects.count() == 2


def test_the_pages_of_an_opened_person_and_family_open_and_no_others(
    client: PageClient, officer: User, person: Person
) -> None:
    family_id, pages = opened(officer).family_id, ("person-show", "family-show")
    with entered(whole_city()):
        other = make_person(ALATAU)
    addresses = [reverse(f"office:{name}", args=[key]) for name, key in zip(pages, (person.pk, family_id), strict=True)]
    assert [client.get(address, follow=True).status_code for address in addresses] == [200, 200]
    assert client.get(reverse("office:person-show", args=[other.pk])).status_code == 404


def test_a_programme_opens_when_it_is_asked_for(officer: User, person: Person) -> None:
    opened(officer, confidential="hiv")
    with entered(viewer(officer, person_id=person.pk)):
        assert Status.objects.count() == 1


def test_it_closes_by_itself(officer: User, person: Person) -> None:
    opening = opened(officer)
    assert opening.closes_at - opening.opened_at == datetime.timedelta(minutes=60)
    with (
        entered(viewer(officer)),
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="break_glass_reviewed_by_the_viewer"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE accounts_breakglass SET closes_at = now() + interval '9 days'")
    with entered(viewer(officer)):
        BreakGlass.objects.create(
            user=officer, person_id=ELSEWHERE, territory=ALATAU, reason=REASON,
            opened_at=timezone.now() - datetime.timedelta(hours=2), closes_at=timezone.now() - datetime.timedelta(hours=1),
        )  # fmt: skip
    assert viewer(officer, person_id=ELSEWHERE).break_glass_id is None


def test_who_has_not_the_ability_or_gives_no_reason_opens_nothing(officer: User, person: Person) -> None:
    auditor = make_user(Role.AUDITOR, ALMALY)
    for user, fields, code in (
        (auditor, {}, "not_allowed"),
        (officer, {"reason": "      short"}, "no_reason"),
        (officer, {"iin": "900517400099"}, "not_found"),
        (officer, {"confidential": "secret"}, "unknown_kind"),
    ):
        with pytest.raises(OpeningRefused) as refusal:
            opened(user, **fields)
        assert refusal.value.code == code
    assert BreakGlass.objects.count() == 0


def test_the_own_family_is_never_opened(officer: User, person: Person) -> None:
    with entered(whole_city()):
        StaffPerson.objects.create(user=officer, person=Person.objects.get(iin=OTHER_IIN))
    with pytest.raises(IsOwnFamily):
        opened(officer)


def test_the_page_opens_a_record_and_keeps_the_iin_out_of_addresses(
    client: PageClient, officer: User, person: Person
) -> None:
    answer = client.post("/office/emergency/open/", {"iin": IIN, "reason": REASON, "confidential": ""})
    assert answer.status_code == 302
    assert answer["Location"] == f"/office/registry/persons/{person.pk}/"
    assert BreakGlass.objects.filter(person_id=person.pk).count() == 0  # nobody looks: the policy hides it
    with entered(viewer(officer)):
        assert BreakGlass.objects.get().reason == REASON


def test_the_page_says_that_it_is_the_own_family(client: PageClient, officer: User, person: Person) -> None:
    with entered(whole_city()):
        StaffPerson.objects.create(user=officer, person=person)
    page = client.post("/office/emergency/open/", {"iin": IIN, "reason": REASON})
    assert page.status_code == 403
    assert "әріптесіңізге тапсырыңыз" in page.content.decode()


def test_a_colleague_reviews_and_who_opened_does_not(client: PageClient, officer: User, person: Person) -> None:
    opening = opened(officer)
    head = make_user(Role.HEAD, ALATAU)
    sign_in(client, head)
    page = client.get("/office/emergency/").content.decode()
    assert REASON in page
    address = f"/office/emergency/{opening.pk}/"
    assert client.post(address, {"verdict": "unjustified", "remark": ""}).status_code == 422
    assert client.post(address, {"verdict": "unjustified", "remark": "Выезда не было"}).status_code == 302
    with entered(viewer(head)):
        assert BreakGlass.objects.get().reviewed_by == head
    own = make_user(Role.HEAD, ALATAU)
    mine = opened(own)
    sign_in(client, own)
    assert client.post(f"/office/emergency/{mine.pk}/", {"verdict": "justified"}).status_code == 422
    with entered(viewer(own)):
        assert BreakGlass.objects.get(pk=mine.pk).reviewed_at is None
        with pytest.raises(IntegrityError, match="break_glass_not_by_oneself"), transaction.atomic():
            BreakGlass.objects.filter(pk=mine.pk).update(
                reviewed_by=own, reviewed_at=timezone.now(), verdict="justified"
            )


def test_an_opening_of_yesterday_without_a_review_is_overdue(client: PageClient, officer: User) -> None:
    with entered(viewer(officer)):
        for hours in (0, 49):
            at = timezone.now() - datetime.timedelta(hours=hours)
            BreakGlass.objects.create(
                user=officer, person_id=ELSEWHERE, territory=ALATAU, reason=REASON, opened_at=at,
                closes_at=at + datetime.timedelta(hours=1),
            )  # fmt: skip
    sign_in(client, make_user(Role.HEAD, ALATAU))
    page = client.get("/office/emergency/").content.decode()
    assert page.count("мерзімі өткен") == 1
    assert "1 ашу әлдеқашан тексерілуі керек еді" in page
    sign_in(client, make_user(Role.HEAD, ALMALY))  # another district
    assert REASON not in client.get("/office/emergency/").content.decode()
