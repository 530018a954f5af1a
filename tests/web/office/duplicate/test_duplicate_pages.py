"""The pages of duplicates by who looks: the queue, the comparison, the two decisions, the second person, taking back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post, User
from tirek.department.accounts.viewer import entered
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.registry.actions.merges import request_merge
from tirek.department.registry.models import DuplicateCandidate, Income, Merge, Person, Status
from tirek.web.ui.paging import page_of

pytestmark = pytest.mark.django_db
ALMALY, ALATAU = "751110000", "751210000"
BORN = date(1990, 5, 17)
IIN = synthetic_iin(BORN, "female", 41)
PHONE = "+77010000001"
REASON = "құжаттары бірдей"


@pytest.fixture
def user(client: Client) -> User:
    user = make_user(Role.SPECIALIST, ALMALY)
    sign_in(client, user)
    return user


def pair_of(one: Person, other: Person, score: int = 90, **fields: Any) -> DuplicateCandidate:
    first, second = sorted((one, other), key=lambda person: person.pk)
    told: dict[str, Any] = {"score_percent": score, "reasons": ["birth_date", "near_name", "near_birth_date", "sex"]}
    return DuplicateCandidate.objects.create(first=first, second=second, **(told | fields))


def make_pair(territory: str = ALMALY, other: str | None = None, **fields: Any) -> DuplicateCandidate:
    one = make_person(territory, surname_kk="Әлімова", iin=synthetic_iin(BORN, "female", next(SERIALS)), phone=PHONE)
    return pair_of(one, make_person(other or territory, surname_kk="Алимова", phone=PHONE), **fields)


SERIALS = iter(range(100, 900))


def with_statuses(pair: DuplicateCandidate) -> DuplicateCandidate:
    for person in (pair.first, pair.second):
        Status.objects.create(person=person, territory=person.territory, kind="kandas", valid=("2020-01-01", None))
    return pair


def post(client: Client, name: str, pk: int, *, key: str = "", **told: str) -> HttpResponse:
    url = reverse(f"office:duplicate-{name}", args=[pk])
    return client.post(url, {"once_key": key or str(uuid4()), **told})  # type: ignore[return-value]


def merge_by_post(client: Client, pair: DuplicateCandidate, *, survivor: str = "first", key: str = "") -> HttpResponse:
    return post(client, "merge", pair.pk, key=key, **{"merge-survivor": survivor, "merge-reason": REASON})


def text_of(client: Client, name: str, *args: int, **query: Any) -> str:
    answer = client.get(reverse(f"office:duplicate-{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_the_ability_no_page_opens(client: Client) -> None:
    sign_in(client, make_user(Role.REGISTRAR, ALMALY))
    with entered(whole_city()):
        pair = make_pair()
        merge = request_merge(pair.second, pair.first, reason=REASON, acting_user=make_user())
    for name, pk in (("list", None), ("merges", None), ("show", pair.pk), ("merged", merge.pk)):
        assert client.get(reverse(f"office:duplicate-{name}", args=[pk] if pk else [])).status_code == 403
    for name, pk in (("merge", pair.pk), ("reject", pair.pk), ("confirm", merge.pk), ("unmerge", merge.pk)):
        assert post(client, name, pk).status_code == 403


def test_a_pair_and_a_merge_of_another_district_are_not_there(client: Client, user: User) -> None:
    with entered(whole_city()):
        pair = make_pair(ALATAU)
        other = make_pair(ALATAU)
        merge = request_merge(other.second, other.first, reason=REASON, acting_user=make_user())
    for name, pk in (("show", pair.pk), ("merged", merge.pk), ("show", pair.pk + 1000), ("merged", merge.pk + 1000)):
        assert client.get(reverse(f"office:duplicate-{name}", args=[pk])).status_code == 404
    for name, pk in (("merge", pair.pk), ("reject", pair.pk), ("confirm", merge.pk), ("unmerge", merge.pk)):
        assert post(client, name, pk).status_code == 404
    assert "Әлімова" not in text_of(client, "list")
    assert "Әлімова" not in text_of(client, "merges")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_queue_and_the_comparison_tell_much_and_mask_numbers(client: Client, user: User, language: str) -> None:
    client.cookies["tirek_language"] = language
    with entered(whole_city()):
        pair = with_statuses(make_pair())
        make_family(pair.first)
        for month in (7, 8):
            day = date(2026, month, 1)
            Income.objects.create(person=pair.second, territory=ALMALY, kind="wage", month=day, amount_tenge=1)
    queue, page = text_of(client, "list"), text_of(client, "show", pair.pk)
    for shown in ("Әлімова", "Алимова"):
        assert shown in queue
        assert shown in page
    assert "data-list" in queue
    assert "data-row" in queue
    for secret in (str(pair.first.iin), PHONE):
        assert secret not in queue
        assert secret not in page
    words = {
        "kk": ("бірдей", "әртүрлі", "тек бір жазбада", "туған күні жақын"),
        "ru": ("совпадает", "различается", "только в одной записи", "близкая дата рождения"),
        "en": ("same", "different", "only in one record", "a near date of birth"),
    }[language]
    for word in words:
        assert word in page


def test_a_verdict_is_of_the_number_and_not_of_its_mask(client: Client, user: User) -> None:
    client.cookies["tirek_language"] = "en"
    with entered(whole_city()):
        pair = pair_of(make_person(phone="+77010000001"), make_person(phone="+77020000001"))
    row = text_of(client, "show", pair.pk).partition('scope="row">Phone')[2].partition("</tr>")[0]
    assert row.count("+7••••••••01") == 2
    assert "different" in row


def test_of_a_pair_across_districts_only_the_own_record_is_shown(client: Client, user: User) -> None:
    with entered(whole_city()):
        pair = pair_of(make_person(surname_kk="Менікі"), make_person(ALATAU, surname_kk="Бөтен", phone=PHONE))
    for page in (text_of(client, "list"), text_of(client, "show", pair.pk)):
        assert "Менікі" in page
        assert "Бөтен" not in page
        assert "Алатау" not in page
    assert merge_by_post(client, pair).status_code == 422
    assert post(client, "reject", pair.pk, **{"reject-reason": REASON}).status_code == 422
    with entered(whole_city()):
        assert not Merge.objects.exists()
        assert DuplicateCandidate.objects.get().state == "open"


def test_who_works_in_both_districts_merges_across_them_and_others_may_not_take_it_back(
    client: Client, user: User
) -> None:
    with entered(whole_city()):
        pair = pair_of(make_person(ALMALY), make_person(ALATAU))
    Post.objects.create(user=user, role="specialist", territory_id=ALATAU, valid=("2020-01-01", None), ground="order 2")
    assert merge_by_post(client, pair).status_code == 302
    with entered(whole_city()):
        merge = Merge.objects.get()
        assert Person.objects.get(pk=merge.loser_id).territory == ALMALY
    local = Client()
    sign_in(local, make_user(Role.SPECIALIST, ALMALY))
    refused = post(local, "unmerge", merge.pk, reason=REASON)
    assert refused.status_code == 422
    assert "басқа ауданға" in refused.content.decode()
    assert post(client, "unmerge", merge.pk, reason=REASON).status_code == 302
    with entered(whole_city()):
        assert Person.objects.get(pk=merge.loser_id).territory == ALATAU


@pytest.mark.parametrize("survivor", ["first", "second"])
def test_the_chosen_record_stays_and_the_pair_leaves_the_queue(client: Client, user: User, survivor: str) -> None:
    with entered(whole_city()):
        pair = make_pair()
    assert merge_by_post(client, pair, survivor=survivor).status_code == 302
    with entered(whole_city()):
        merge = Merge.objects.get()
        assert merge.survivor_id == getattr(pair, f"{survivor}_id")
        assert (merge.reason, merge.requested_by_id, merge.confirmed_by_id) == (REASON, user.pk, None)
    assert "data-list" not in text_of(client, "list")
    assert "Әлімова" in text_of(client, "merges")
    assert "data-list" not in text_of(client, "merges", waiting=1)
    again = merge_by_post(client, pair)
    assert again.status_code == 422


def test_a_form_sent_twice_merges_once(client: Client, user: User) -> None:
    with entered(whole_city()):
        pair = make_pair()
    key = str(uuid4())
    first, second = (merge_by_post(client, pair, key=key) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with entered(whole_city()):
        assert Merge.objects.count() == 1


@pytest.mark.parametrize("told", [{"merge-reason": REASON}, {"merge-survivor": "first", "merge-reason": "а"}])
def test_no_merge_without_a_survivor_and_a_reason(client: Client, user: User, told: dict[str, str]) -> None:
    with entered(whole_city()):
        pair = make_pair()
    assert post(client, "merge", pair.pk, **told).status_code == 422
    with entered(whole_city()):
        assert not Merge.objects.exists()


def test_the_author_is_told_why_somebody_else_confirms(client: Client, user: User) -> None:
    client.cookies["tirek_language"] = "en"
    with entered(whole_city()):
        pair = with_statuses(make_pair())
    assert merge_by_post(client, pair).status_code == 302
    with entered(whole_city()):
        merge = Merge.objects.get()
    page, url = text_of(client, "merged", merge.pk), reverse("office:duplicate-confirm", args=[merge.pk])
    assert "a second person confirms it" in page
    assert url not in page
    assert "waits for a second person" in text_of(client, "list")
    refused = post(client, "confirm", merge.pk)
    assert refused.status_code == 422
    assert "you asked for it yourself" in refused.content.decode()
    second = make_user(Role.SPECIALIST, ALMALY)
    colleague = Client()
    sign_in(colleague, second)
    assert url in text_of(colleague, "merged", merge.pk)
    assert "data-list" in text_of(colleague, "merges", waiting=1)
    assert post(colleague, "confirm", merge.pk).status_code == 302
    with entered(whole_city()):
        assert Merge.objects.get().confirmed_by_id == second.pk
        assert Person.objects.get(pk=merge.loser_id).merged_into_id == merge.survivor_id
    assert post(colleague, "confirm", merge.pk).status_code == 422


def test_a_merge_is_taken_back_for_a_reason_and_the_pair_is_offered_again(client: Client, user: User) -> None:
    with entered(whole_city()):
        pair = make_pair()
        merge = request_merge(pair.second, pair.first, reason=REASON, acting_user=user)
    assert post(client, "unmerge", merge.pk, reason="").status_code == 422
    assert post(client, "unmerge", merge.pk, reason=REASON).status_code == 302
    with entered(whole_city()):
        merge.refresh_from_db()
        assert (merge.undo_reason, merge.undone_by_id) == (REASON, user.pk)
        assert Person.objects.get(pk=merge.loser_id).merged_into_id is None
    assert "Әлімова" in text_of(client, "list")
    assert post(client, "unmerge", merge.pk, reason=REASON).status_code == 422


def test_a_pair_is_rejected_for_a_reason_and_not_offered_again(client: Client, user: User) -> None:
    with entered(whole_city()):
        pair = make_pair()
    assert post(client, "reject", pair.pk, **{"reject-reason": " "}).status_code == 422
    assert post(client, "reject", pair.pk, **{"reject-reason": REASON}).status_code == 302
    with entered(whole_city()):
        pair.refresh_from_db()
        assert (pair.state, pair.rejection_reason, pair.decided_by_id) == ("rejected", REASON, user.pk)
    assert "Әлімова" not in text_of(client, "list")
    assert REASON in text_of(client, "show", pair.pk)
    assert post(client, "reject", pair.pk, **{"reject-reason": REASON}).status_code == 422, "decided once"
    assert merge_by_post(client, pair).status_code == 302, "a mistaken rejection does not stop a merge"


def test_a_pair_that_other_merges_made_one_record_is_not_offered(client: Client, user: User) -> None:
    with entered(whole_city()):
        one, two, three = make_person(), make_person(), make_person()
        pair = pair_of(one, three)
        request_merge(one, two, reason=REASON, acting_user=user)
        assert DuplicateCandidate.objects.get().state == "open"
    assert "data-list" in text_of(client, "list")
    with entered(whole_city()):
        request_merge(three, two, reason=REASON, acting_user=user)
    assert "data-list" not in text_of(client, "list")
    text_of(client, "show", pair.pk)
    assert merge_by_post(client, pair).status_code == 422


def test_the_queue_goes_on_by_the_score(client: Client, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tirek.web.office.duplicate.views.page_of", partial(page_of, size=2))
    with entered(whole_city()):
        for score in (70, 99, 80):
            make_pair(score=score)
    url = reverse("office:duplicate-list")
    first = client.get(url)
    assert [pair.score_percent for pair in first.context["pairs"]] == [99, 80]
    after = client.get(f"{url}?{first.context['page'].next_query}")
    assert [pair.score_percent for pair in after.context["pairs"]] == [70]


def test_the_pages_take_few_queries(
    client: Client, user: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    with entered(whole_city()):
        pairs = [with_statuses(make_pair()) for _ in range(3)]
        merge = request_merge(pairs[0].second, pairs[0].first, reason=REASON, acting_user=user)
    asked = (("list",), ("show", pairs[1].pk), ("merges",), ("merged", merge.pk))
    for name, *args in asked:
        url = reverse(f"office:duplicate-{name}", args=args)
        client.get(url)
        with assert_queries(name):
            client.get(url)
