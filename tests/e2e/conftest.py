"""Pages in a real browser, over a real server and the real roles of the database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.department.factories import make_user
from tests.department.signers import believed_authority
from tests.e2e.browser import SIZES, Watch, find_chromium
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.registers.sandbox.certificates import TestAuthority
from tirek.registers.sandbox.signer import Signer

ALMATY: Final = "750000000"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; without one the browser tests are skipped and say so."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("there is no Chromium: run .ci/chromium, or install it (Debian: apt-get install chromium)")
    # Playwright keeps an event loop in this thread; Django would refuse queries beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test on an error in the console, in a script, or a refused request."""
    watched = Watch()
    yield watched
    assert not watched.errors, "\n".join(watched.errors)


@pytest.fixture
def open_page(browser: Browser, live_server: Any, watch: Watch) -> Iterator[Callable[..., Page]]:
    """``open_page(language="ru", size="phone", dark=True, scripts=False)``: a page of nobody in a window of its own."""
    contexts: list[BrowserContext] = []

    def opened(*, language: str = "kk", size: str = "office", dark: bool = False, scripts: bool = True) -> Page:
        viewport: ViewportSize = SIZES[size]
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",  # colours that still change would be judged half way
            java_script_enabled=scripts,
            locale="ru-KZ",
            timezone_id="Asia/Almaty",
            has_touch=size == "phone",
        )
        contexts.append(context)
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        return watch.over(context.new_page())

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page_as(open_page: Callable[..., Page], live_server: Any) -> Callable[..., Page]:
    """``page_as(Role.HEAD, territory=...)``: a page of somebody who holds this post and has signed in (or of ``user``).

    The sign-in itself has tests of its own; here the session is made by Django and handed to the browser.
    """

    def opened(role: Role, *, territory: str = ALMATY, user: User | None = None, **options: Any) -> Page:
        client = Client()
        sign_in(client, user or make_user(role, territory))
        page = open_page(**options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return page

    return opened


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[TestAuthority]:
    with believed_authority(tmp_path) as made:
        yield made


@pytest.fixture
def signer(authority: TestAuthority, live_server: Any, settings: Any) -> Iterator[Signer]:
    """The signing program, at work for the pages of this server alone."""
    with Signer(0, authority, (live_server.url,)) as server:
        settings.SIGNER_URL = server.url
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
