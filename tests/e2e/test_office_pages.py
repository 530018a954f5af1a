"""Every page of the office in a browser: without faults, accessible, within the window, in the language of the viewer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.department.factories import make_user
from tests.e2e.browser import SIZES, Watch, assert_accessible, assert_fits, assert_strip_fits, take_screenshot
from tests.e2e.office_routes import (
    FILES,
    FORMS_ONLY,
    ROLES,
    arguments_of,
    office_views,
    opener_of,
    pages_of,
)
from tests.e2e.office_world import ALMATY, World, make_world
from tests.web.guards import faults_of_page
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


PICTURES = os.environ.get("TIREK_PICTURES")
"""``TIREK_PICTURES=1``: each page is also kept as a picture in ``var/screenshots``, which takes half as long again."""
IN_PROOF = os.environ.get("HYPOTHESIS_PROFILE") == "proof"
AXE_AT = {"kk": "office", "ru": "phone"}
"""Both sizes are looked at by axe, each in one language: every page of both in `make proof`, every second one in `make test`, so
that each page is looked at once."""


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_page_of_the_office(page_as: Callable[..., Page], watch: Watch, world: World, language: str) -> None:
    found: list[str] = []
    for role in ROLES:
        user = world.officer if role == Role.SPECIALIST else make_user(role, ALMATY)
        user.set_password("A-test-password-7")  # without one the page of passwords is not there
        user.save(update_fields=["password"])
        page = page_as(role, user=user, language=language)
        for number, url in enumerate(pages_of(role, world, Post.objects.get(user=user).pk)):
            found += (f"{role} {url}: {fault}" for fault in faults_at(page, url, axe_at(language, number)))
            if PICTURES:
                take_screenshot(page, f"office_{language}_{role}_{number:02}_{url.strip('/').replace('/', '_')}")
        found += (f"{role}: {error}" for error in watch.errors)
        watch.errors.clear()
        page.context.close()
    assert not found, "\n".join(found)


def test_no_page_is_left_out(world: World) -> None:
    """A new page with an argument needs a line in ``office_routes.py``, or it would never be looked at."""
    known = {*arguments_of(world, 1), *FORMS_ONLY, *FILES}
    left_out = {name for name, route in office_views() if route.pattern.converters and name not in known}
    assert not left_out
    assert {opener_of(route) for _, route in office_views()} == set(ROLES)


def axe_at(language: str, number: int) -> str:
    """The size at which axe looks at a page of a role; none where it looks at the page in the other language."""
    is_its_turn = number % 2 == (language == "ru")
    return AXE_AT[language] if IN_PROOF or is_its_turn else ""


def faults_at(page: Page, url: str, axe_at: str) -> Iterator[str]:
    """What is wrong with the page at an address; axe takes longer than everything else and looks at one size."""
    answer = page.goto(url)
    assert answer is not None
    if answer.status == 405:
        return
    yield from faults_of_page(answer.text())
    for size in ("phone", "office"):
        page.set_viewport_size(SIZES[size])
        yield from _said(assert_fits, page)
        if size == "office":
            yield from _said(assert_strip_fits, page)
        if size == axe_at:
            yield from _said(assert_accessible, page)


def _said(check: Callable[[Page], None], page: Page) -> Iterator[str]:
    try:
        check(page)
    except AssertionError as fault:
        yield str(fault)
