"""Whole roads through the office: by keyboard only, without scripts, a hidden number and its line in the journal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.department.factories import make_user, whole_city
from tests.e2e.browser import Watch, assert_accessible, take_screenshot
from tests.e2e.keyboard import Keyboard
from tests.e2e.office_world import make_world
from tests.web.office.registry.test_pages_for_specialist import IIN, make_full_family
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.registry.models import Family, Membership, StaffPerson

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
ALMALY = "751110000"
MISSPELT = "Alimova Umit 1990"
REASON = "өтініштегі қатені тексеру"


@pytest.fixture
def family() -> Family:
    with entered(whole_city()):
        return make_full_family()


def test_an_income_is_recorded_by_keyboard_only(page_as: Callable[..., Page], family: Family) -> None:
    page = page_as(Role.SPECIALIST, territory=ALMALY, language="ru")
    page.goto("/office/")
    officer = Keyboard(page)
    officer.press("/")
    officer.write(MISSPELT)
    officer.press("Enter")
    page.wait_for_url("**/search/")
    take_screenshot(page, "road_found_ru")
    officer.press("Enter")  # the first that was found has the focus
    page.wait_for_url("**/families/*/")
    officer.tab_to("Добавить или исправить")
    officer.press("Enter")
    officer.tab_to("Доход за месяц")
    officer.press("Enter")
    page.wait_for_url("**/add/income/")
    officer.tab_to("Вид")
    officer.choose("алименты")
    officer.tab_to("Месяц")
    officer.write("03.08.2026")
    officer.tab_to("Сумма")
    officer.write("40000")
    officer.press("Enter")
    page.wait_for_url("**/families/*/")
    expect(page.get_by_role("row", name="алименты")).to_contain_text("40")
    take_screenshot(page, "road_card_ru")


def test_the_same_road_without_scripts(page_as: Callable[..., Page], family: Family) -> None:
    page = page_as(Role.SPECIALIST, territory=ALMALY, language="ru", scripts=False)
    page.goto("/office/")
    page.get_by_role("searchbox").fill(MISSPELT)
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Әлімова Үміт").click()
    page.get_by_text("Добавить или исправить").first.click()
    page.get_by_role("link", name="Доход за месяц").first.click()
    page.get_by_label("Вид").select_option(label="алименты")
    page.get_by_label("Месяц").fill("03.08.2026")
    page.get_by_label("Сумма").fill("40000")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("row", name="алименты")).to_contain_text("40")


def test_a_list_is_settled_and_applied_without_scripts(page_as: Callable[..., Page]) -> None:
    world = make_world()
    page = page_as(Role.SPECIALIST, user=world.officer, language="ru", scripts=False)
    page.goto("/office/lists/")
    page.get_by_role("link", name="февраль 2026").click()
    expect(page.get_by_role("button", name="Применить список")).to_have_count(0)
    page.get_by_role("link", name="Строки, которые надо уточнить").click()
    page.get_by_role("link", name="4", exact=True).click()
    page.get_by_label("Қасымов Ерлан").first.check()
    page.get_by_label("Причина").fill("по адресу")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("link", name="Список ветеранов").click()
    page.get_by_role("button", name="Применить список").click()
    expect(page.get_by_text("применён", exact=True)).to_be_visible()


def test_a_contract_is_signed_without_scripts(page_as: Callable[..., Page]) -> None:
    make_world()
    page = page_as(Role.HEAD, territory=ALMALY, language="ru", scripts=False)
    page.goto("/office/providers/")
    page.get_by_label("Название или номер организации").fill("забота")
    page.get_by_role("button", name="Найти", exact=True).last.click()
    page.get_by_role("link", name="Центр «Забота»").click()
    page.get_by_role("link", name="Подписан").first.click()
    page.get_by_label("Причина").fill("подписан обеими сторонами")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("row", name="12/2026")).to_contain_text("действует сегодня")


def test_a_hidden_number_is_shown_for_a_reason_and_stands_in_the_journal(
    page_as: Callable[..., Page], family: Family
) -> None:
    officer = make_user(Role.SPECIALIST, ALMALY)
    page = page_as(Role.SPECIALIST, user=officer, language="kk")
    page.goto(f"/office/registry/families/{family.pk}/")
    assert IIN not in page.content()
    hidden = page.locator(".masked").first
    hidden.locator("summary").click()
    hidden.get_by_role("textbox").fill(REASON)
    hidden.get_by_role("button").click()
    expect(page.get_by_text(IIN)).to_be_visible()
    assert IIN not in page.url
    auditor = page_as(Role.AUDITOR, language="kk")
    auditor.goto("/office/journal/?action=reveal")
    line = auditor.get_by_role("row", name=officer.get_full_name())
    expect(line).to_have_count(1)
    expect(line).to_contain_text("жасырын")
    assert IIN not in auditor.content()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_own_family_is_refused_with_a_page_of_its_own(
    page_as: Callable[..., Page], watch: Watch, family: Family, language: str
) -> None:
    officer = make_user(Role.SPECIALIST, ALMALY)
    with entered(whole_city()):
        person = Membership.objects.filter(family=family, role="head").get().person
        StaffPerson.objects.create(user=officer, person=person)
    page = page_as(Role.SPECIALIST, user=officer, language=language)
    watch.expected.add(403)
    page.goto(f"/office/registry/families/{family.pk}/")
    said = {"kk": "өз отбасыңыз", "ru": "ваша собственная семья"}[language]
    expect(page.get_by_role("heading", level=1)).to_contain_text(said, ignore_case=True)
    assert "Әлімова" not in page.content()
    assert_accessible(page)
    take_screenshot(page, f"own_family_{language}")
