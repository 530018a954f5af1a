"""The catalogue of components in a browser: accessible, within the window, by keyboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import SIZES, assert_accessible, assert_fits, take_screenshot
from tirek.department.accounts.enums import Role

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_components_are_accessible(page_as: Callable[..., Page], language: str) -> None:
    page = page_as(Role.HEAD, language=language)
    page.goto("/ui/?message=1")
    expect(page.locator(".who")).to_have_text(re.compile("Сынақов"))
    for size, scheme in (
        ("office", "light"),
        ("wide", "light"),
        ("phone", "light"),
        ("phone", "dark"),
        ("office", "dark"),
    ):
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert_fits(page)
        assert_accessible(page)
        if language != "en":
            take_screenshot(page, f"components_{language}_{size}_{scheme}")


def test_a_refused_form_takes_the_focus_to_its_summary_and_on_to_the_field(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.HEAD, language="ru")
    page.goto("/ui/")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    summary = page.locator("[data-summary]")
    expect(summary).to_be_focused()
    assert_accessible(page)
    take_screenshot(page, "form_refused_ru")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Фамилия")).to_be_focused()


def test_lists_are_walked_by_keyboard(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.HEAD)
    page.goto("/ui/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#row-2")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#row-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.partition("#")[0] + "#row-1")


def test_letters_typed_into_a_field_stay_letters(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.HEAD, language="ru")
    page.goto("/ui/")
    field = page.get_by_label("Фамилия")
    field.press_sequentially("jk/")
    expect(field).to_have_value("jk/")
    expect(field).to_be_focused()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.HEAD)
    page.goto("/ui/")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_form_with_answers_asks_before_it_is_left(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.HEAD, language="ru")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/ui/")
    page.get_by_label("Фамилия").fill("Сынақ")
    page.get_by_role("link", name="Показать сообщение").click()
    expect(page.locator(".message.success")).to_be_visible()
    assert asked == ["beforeunload"]


def test_everything_works_without_scripts(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.HEAD, language="ru", scripts=False)
    page.goto("/ui/")
    menu = page.locator(".menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Сроки хранения")).to_be_visible()
    page.get_by_title("Қазақша").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    page.get_by_text("Себебін айтып көрсету").click()
    expect(page.get_by_label("Бұл сізге не үшін керек?")).to_be_visible()
    page.get_by_role("button", name="Сақтау", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(5)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_confirmation_and_the_page_of_an_error_are_accessible(
    page_as: Callable[..., Page], watch: object, language: str
) -> None:
    page = page_as(Role.HEAD, language=language)
    page.goto("/ui/confirm/")
    assert_accessible(page)
    take_screenshot(page, f"confirm_{language}")
    watch.expected.add(404)  # type: ignore[attr-defined]
    page.goto("/no-such-page/")
    assert_accessible(page)
    take_screenshot(page, f"not_found_{language}")


def test_paper_holds_the_content_only(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.HEAD, language="ru")
    page.goto("/ui/")
    page.emulate_media(media="print")
    for hidden in (".nav", ".languages", ".skip", ".foot", "form.form"):
        for part in page.locator(hidden).all():
            expect(part).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    take_screenshot(page, "components_ru_paper")
