"""The frame of a page: navigation by abilities, the switch of languages, the way back."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tests.web.guards import PageClient
from tirek.department.accounts.enums import Role
from tirek.department.accounts.roles import known_roles
from tirek.department.accounts.viewer import Viewer
from tirek.web.ui import navigation
from tirek.web.ui.frame import Frame
from tirek.web.ui.navigation import ENTRIES, STRIP_PX, Link, Navigation, find_url, laid_out, links_for

# Entries whose page is not there yet. The list may only shrink: a page that comes takes its entry off.
COMING: set[str] = set()
ROLES = (Role.SPECIALIST, Role.HEAD, Role.ADMINISTRATOR, Role.OMBUDSMAN)


def test_entries_without_a_page_are_left_out_and_listed_here() -> None:
    missing = {entry.url_name for entry in ENTRIES if find_url(entry.url_name) is None}
    assert missing == COMING, "take what has its page off COMING; give a new entry its page"


def test_every_entry_asks_for_an_ability_that_exists() -> None:
    asked = {entry.ability for entry in ENTRIES if entry.ability}
    assert asked <= known_roles().abilities.keys()


def test_one_sees_the_entries_that_one_may_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "reverse", lambda name, **_: f"/{name}/")
    viewer = Viewer(1, abilities=frozenset({"view_journal"}))
    shown = {link.url: link.is_current for link in links_for(viewer.may, "office:journal-detail")}
    open_to_all = {f"/{entry.url_name}/" for entry in ENTRIES if entry.ability is None}
    assert shown.keys() == open_to_all | {"/office:journal-list/"}
    assert [url for url, is_current in shown.items() if is_current] == ["/office:journal-list/"]


def test_who_has_not_signed_in_gets_no_navigation() -> None:
    assert not Frame(RequestFactory().get("/")).navigation


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_entry_stands_in_the_strip_or_in_the_menu(role: Role, language: str) -> None:
    abilities = known_roles().by_role[role].abilities
    with translation.override(language):
        links = list(links_for(abilities.__contains__, "office:law-show"))
        laid = laid_out(links, "…")
        shown = [*laid.strip, *(link for section in laid.menu for link in section.links)]
        assert sorted(link.url for link in shown) == sorted(link.url for link in links)
        assert sum(link.width_px for link in laid.strip) <= STRIP_PX
        assert laid.is_menu_current != any(link.is_current for link in laid.strip)


def test_what_fits_needs_no_menu() -> None:
    links = [Link("/a/", "Басты бет", False), Link("/b/", "Журнал", False)]
    assert laid_out(links, "Тағы") == Navigation(tuple(links))


def test_a_page_is_not_marked_by_the_beginning_of_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "reverse", lambda name, **_: f"/{name}/")
    viewer = Viewer(1, abilities=frozenset({"manage_lists"}))
    assert not any(link.is_current for link in links_for(viewer.may, "office:listing-detail"))


def test_who_may_not_look_for_people_gets_no_search_box() -> None:
    request = RequestFactory().get("/")
    request.viewer = Viewer(1)
    assert Frame(request).search_url is None


@pytest.mark.django_db
def test_the_language_is_switched_by_a_form_and_leads_back(client: PageClient) -> None:
    answer = client.post("/ui/language/", {"language": "ru", "next": "/ui/?message=1"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/ui/?message=1"
    assert '<html lang="ru">' in client.get("/ui/").content.decode()


@pytest.mark.django_db
def test_the_switch_leads_to_no_other_site_and_refuses_a_get(client: PageClient) -> None:
    assert client.post("/ui/language/", {"language": "ru", "next": "https://example.org/"}).headers["Location"] == "/"
    assert client.get("/ui/language/").status_code == 405


@pytest.mark.django_db
def test_an_unknown_language_changes_nothing(client: PageClient) -> None:
    client.post("/ui/language/", {"language": "xx", "next": "/ui/"})
    assert '<html lang="kk">' in client.get("/ui/").content.decode()


def test_the_plain_page_needs_no_viewer() -> None:
    request = RequestFactory().get("/")
    text = render_to_string(
        "ui/error.html", {"error_title": "A", "advice": "B", "answers": [], "sign_in_url": ""}, request
    )
    assert "<h1>A</h1>" in text
