"""Recording organisations and what they have: what is kept, what is refused, and that every change has its history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Upper

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.providers.organisations import ALATAU, IBAN, SOLE_TRADER_IIN, bin_of, make_organisation
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.refusals import Refused
from tirek.department.journal.faults import ChangedMeanwhile, HistoryMissing
from tirek.department.journal.guards import translated
from tirek.department.journal.history import changes_of_row
from tirek.department.providers.actions import rows
from tirek.department.providers.actions.organisations import correct_organisation
from tirek.department.providers.models import Contract, Licence, Organisation, PriceListItem
from tirek.department.providers.queries import find_organisations

pytestmark = pytest.mark.django_db
JANUARY, JUNE, YEAR_END = date(2026, 1, 1), date(2026, 6, 1), date(2027, 1, 1)


@pytest.fixture
def user() -> User:
    return make_user(Role.FINANCE)


@pytest.fixture(autouse=True)
def _city(user: User) -> Iterator[None]:
    with entered(whole_city()):
        yield


def contract(organisation: Organisation, user: User, **told: Any) -> Contract:
    values: dict[str, Any] = {
        "number": "17-Ш",
        "dated_on": JANUARY,
        "services": ["home_care"],
        "sum_tenge": 4_000_000,
        "since": JANUARY,
        "until": YEAR_END,
    }
    return rows.add_contract(organisation, acting_user=user, **values | told)


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def test_an_organisation_is_kept_in_normal_form(user: User) -> None:
    row = make_organisation(
        1, user=user, name_kk="  «Қамқор»   орталығы ", phone="8 701 000 00 01", iban="kz86 125K ZT50 0410 0100"
    )
    row.refresh_from_db()
    assert (row.name_kk, row.phone, row.iban) == ("«Қамқор» орталығы", "+77010000001", IBAN)
    assert (row.sole_trader, row.recorded_by) == (False, user)
    assert [change.kind for change in changes_of_row("providers_organisation", row.pk)] == ["created"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"number": bin_of(1)[:-1] + str((int(bin_of(1)[-1]) + 1) % 10)}, "number_wrong"),
        ({"number": "123"}, "number_wrong"),
        ({"kind": "circus"}, "kind_unknown"),
        ({"name_kk": " "}, "name_missing"),
        ({"phone": "12"}, "phone_wrong"),
        ({"iban": "KZ00125KZT5004100100"}, "iban_wrong"),
        ({"territory": "999999999"}, "territory_not_yours"),
    ],
)
def test_what_is_wrong_is_refused(told: dict[str, Any], code: str) -> None:
    with refused(code):
        make_organisation(1, **told)
    assert not Organisation.objects.exists()


def test_a_number_is_recorded_once() -> None:
    make_organisation(1)
    with refused("number_taken"):
        make_organisation(1)


def test_a_sole_trader_is_told_by_the_number() -> None:
    assert make_organisation(1, number=SOLE_TRADER_IIN).sole_trader
    assert make_organisation(2, number=bin_of(2, kind="6")).sole_trader
    assert not make_organisation(3, number=bin_of(3, kind="5")).sole_trader


def test_a_correction_keeps_what_was(user: User) -> None:
    row = make_organisation(1)
    with refused("reason_missing"):
        correct_organisation(row, {"name_ru": "Центр"}, acting_user=user, reason=" ")
    with refused("not_correctable"):
        correct_organisation(row, {"number": bin_of(2)}, acting_user=user, reason="typed wrongly")
    correct_organisation(row, {"name_ru": "Центр", "kind": "ngo"}, acting_user=user, reason="the charter changed")
    told = {change.field: (change.before, change.after) for change in changes_of_row("providers_organisation", row.pk)}
    assert told["name_ru"] == ("", "Центр")
    assert told["kind"] == ("service_provider", "ngo")


def test_one_licence_an_activity_at_a_time(user: User) -> None:
    organisation, other = make_organisation(1), make_organisation(2)
    told: dict[str, Any] = {
        "number": "KZ1",
        "activity": "Медициналық қызмет",
        "issuer": "Басқарма",
        "acting_user": user,
    }
    rows.add_licence(organisation, since=JANUARY, until=JUNE, **told)
    with refused("licence_overlaps"):
        rows.add_licence(
            organisation, since=date(2026, 5, 31), until=None, **told | {"activity": "медициналық  қызмет"}
        )
    rows.add_licence(organisation, since=JUNE, until=None, **told)
    rows.add_licence(other, since=JANUARY, until=None, **told)
    with refused("text_missing"):
        rows.add_licence(other, since=JANUARY, until=None, **told | {"issuer": " "})
    with refused("ends_before_start"):
        rows.add_licence(other, since=JANUARY, until=JANUARY, **told | {"activity": "білім"})
    assert Licence.objects.count() == 3


def test_a_price_holds_alone_until_it_is_ended(user: User) -> None:
    organisation = make_organisation(1)
    told: dict[str, Any] = {"service": "home_care", "unit": "days", "price_tenge": 5_000, "acting_user": user}
    first = rows.add_price(organisation, since=JANUARY, until=None, **told)
    with refused("price_overlaps"):
        rows.add_price(organisation, since=JUNE, until=None, **told | {"unit": "months"})
    with refused("ends_before_start"):
        rows.end_row(first, JANUARY, acting_user=user, reason="new tariff")
    rows.end_row(first, JUNE, acting_user=user, reason="new tariff")
    with refused("ended_already"):
        rows.end_row(first, YEAR_END, acting_user=user, reason="a longer one")
    rows.add_price(organisation, since=JUNE, until=None, **told | {"price_tenge": 6_000})
    on = PriceListItem.objects.filter(organisation=organisation, service="home_care")
    assert [on.get(valid__contains=day).price_tenge for day in (date(2026, 5, 31), JUNE)] == [5_000, 6_000]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"service": "no_such"}, "service_unknown"),
        ({"unit": "tenge_month"}, "unit_unknown"),
        ({"unit": "points"}, "unit_unknown"),
        ({"price_tenge": 0}, "price_not_positive"),
    ],
)
def test_a_price_names_a_known_service_and_unit(user: User, told: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"service": "home_care", "unit": "days", "price_tenge": 1, "since": JANUARY, "until": None}
    with refused(code):
        rows.add_price(make_organisation(1), acting_user=user, **values | told)


def test_a_contract_is_signed_and_ended(user: User) -> None:
    row = contract(make_organisation(1), user)
    assert row.state == "draft"
    with refused("signed_before_written"):
        rows.sign_contract(row, date(2025, 12, 31), acting_user=user, reason="signed")
    row.refresh_from_db()
    rows.sign_contract(row, date(2026, 1, 10), acting_user=user, reason="signed by both")
    with refused("not_a_draft"):
        rows.sign_contract(row, date(2026, 1, 11), acting_user=user, reason="signed again")
    rows.end_row(row, JUNE, acting_user=user, reason="by agreement")
    row.refresh_from_db()
    assert (row.state, row.signed_on, row.valid.upper) == ("ended", date(2026, 1, 10), JUNE)
    with refused("ended_already"):
        rows.end_row(row, JUNE, acting_user=user, reason="once more")
    fields = {change.field for change in changes_of_row("providers_contract", row.pk) if change.field}
    assert fields == {"state", "signed_on", "valid"}


def test_a_draft_is_dropped_before_it_starts(user: User) -> None:
    row = contract(make_organisation(1), user)
    rows.end_row(row, date(2025, 12, 1), acting_user=user, reason="the tender was cancelled")
    row.refresh_from_db()
    assert (row.state, row.signed_on, row.valid.lower) == ("ended", None, JANUARY)


def test_the_number_of_a_contract_is_one_of_its_year(user: User) -> None:
    first, second = make_organisation(1), make_organisation(2)
    contract(first, user)
    with refused("contract_number_taken"):
        contract(second, user, number="17-ш", dated_on=date(2026, 12, 31))
    contract(second, user, dated_on=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"services": []}, "services_missing"),
        ({"services": ["home_care", "no_such"]}, "services_unknown"),
        ({"sum_tenge": 0}, "sum_not_positive"),
        ({"signed_on": date(2025, 12, 31)}, "signed_before_written"),
        ({"until": JANUARY}, "ends_before_start"),
        ({"number": " "}, "text_missing"),
    ],
)
def test_a_wrong_contract_is_refused(user: User, told: dict[str, Any], code: str) -> None:
    with refused(code):
        contract(make_organisation(1), user, **told)


@pytest.mark.parametrize(
    ("model", "changes", "constraint"),
    [
        (Organisation, {"sole_trader": True}, "organisation_number_says_whose"),
        (Organisation, {"name_kk": ""}, "organisation_has_a_name"),
        (Organisation, {"kind": Upper("kind")}, "organisation_kind_is_a_code"),
        (Organisation, {"iban": "KZ1"}, "organisation_iban_form"),
        (Organisation, {"phone": "1"}, "organisation_phone_form"),
        (Contract, {"sum_tenge": 0}, "contract_sum_above_zero"),
        (Contract, {"services": []}, "contract_names_a_service"),
        (Contract, {"state": "in_force"}, "contract_in_force_is_signed"),
        (Contract, {"valid": (None, YEAR_END)}, "contract_has_a_start"),
        (Contract, {"valid": (JANUARY, JANUARY)}, "contract_has_a_start"),
    ],
)
def test_the_database_refuses_what_no_action_would_write(
    user: User, model: Any, changes: dict[str, Any], constraint: str
) -> None:
    contract(make_organisation(1), user)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**changes)


def change_silently(row: Organisation) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        Organisation.objects.filter(pk=row.pk).update(address="elsewhere")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_change_without_history_fails() -> None:
    row = make_organisation(1)
    with pytest.raises(HistoryMissing), translated():
        change_silently(row)


def viewer_of(territory: str) -> Viewer:
    return Viewer(user_id=None, territories=(territory,), abilities=frozenset({"edit_providers"}), purpose="test")


def test_another_district_sees_an_organisation_and_cannot_change_it(user: User) -> None:
    row = make_organisation(1)
    signed = contract(row, user)
    trader = make_organisation(2, number=SOLE_TRADER_IIN)
    contract(trader, user, number="18-Ш")
    with entered(viewer_of(ALATAU)):
        assert list(Organisation.objects.all()) == [row], "a sole trader is a person's data"
        assert list(Contract.objects.all()) == [signed]
        assert find_organisations(SOLE_TRADER_IIN) == []
        with refused("territory_not_yours"):
            correct_organisation(row, {"territory": ALATAU}, acting_user=user, reason="taken over")
        with refused("territory_not_yours"):
            rows.end_row(signed, JUNE, acting_user=user, reason="not ours")
        assert Organisation.objects.filter(pk=row.pk).update(territory=ALATAU) == 0, "the policy, without the action"
        assert Contract.objects.update(sum_tenge=1) == 0
        assert not Organisation.objects.filter(pk=row.pk).select_for_update().exists()
    with entered(viewer_of(ALMALY)):
        assert Organisation.objects.count() == Contract.objects.count() == 2


def test_who_is_nobody_sees_no_organisation() -> None:
    make_organisation(1)
    with entered(Viewer(user_id=None)):
        assert not Organisation.objects.exists()


def test_two_changes_at_once_do_not_overwrite_each_other(user: User) -> None:
    row = make_organisation(1)
    stale = Organisation.objects.get(pk=row.pk)
    correct_organisation(row, {"address": "Абай, 1"}, acting_user=user, reason="it moved")
    with pytest.raises(ChangedMeanwhile):
        correct_organisation(stale, {"address": "Абай, 2"}, acting_user=user, reason="it moved")


def test_a_name_is_found_by_its_words_and_a_number_only_whole() -> None:
    row = make_organisation(1, name_ru="Центр «Забота»")
    trader = make_organisation(2, number=SOLE_TRADER_IIN, name_kk="Дара кәсіпкер")
    assert find_organisations("забота центр") == find_organisations("қамқор") == find_organisations(row.number) == [row]
    assert find_organisations(SOLE_TRADER_IIN) == [trader]
    assert find_organisations(SOLE_TRADER_IIN[:6]) == find_organisations(" ") == []
