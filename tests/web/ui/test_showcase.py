"""The catalogue of components: whole, in three languages, with every guard of a page."""

from __future__ import annotations

import importlib

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, reverse

from tests.web.guards import PageClient
from tirek.web.ui import urls

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "day", "sum_"),
    [
        ("kk", "2026 ж. 22 қараша", "562\xa0200\xa0₸"),
        ("ru", "22 ноября 2026 г.", "562\xa0200\xa0₸"),
        ("en", "22 November 2026", "562,200\xa0₸"),
    ],
)
def test_the_catalogue_is_whole_in_every_language(client: PageClient, language: str, day: str, sum_: str) -> None:
    client.cookies["tirek_language"] = language
    page = client.get("/ui/")
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{language}">' in text
    assert day in text
    assert sum_ in text


def test_a_refused_form_says_what_to_correct_and_leads_to_the_field(client: PageClient) -> None:
    page = client.post("/ui/", {"born": "31.02.2026", "income_tenge": "-5"}, headers={"Accept-Language": "ru"})
    text = page.content.decode()
    assert "Исправьте форму" in text
    assert '<a href="#id_born">Дата рождения: ' in text
    assert 'id="id_born_error"' in text
    assert 'aria-describedby="id_born_helptext id_born_error"' in text
    assert 'aria-invalid="true"' in text


def test_the_page_needs_no_inline_code(client: PageClient) -> None:
    policy = client.get("/ui/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_frame_reads_no_table(client: PageClient) -> None:
    client.get("/ui/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/ui/")
    assert not [query["sql"] for query in captured.captured_queries if ' FROM "' in query["sql"]]


def test_a_confirmation_asks_for_a_reason_and_changes_nothing_without(client: PageClient) -> None:
    address = reverse("ui:component-confirm")
    refused = client.post(address, {"reason": ""}, headers={"Accept-Language": "kk"})
    assert refused.status_code == 200
    assert "Бұл өрісті толтыру міндетті" in refused.content.decode()
    assert client.post(address, {"reason": "duplicate entry"}).status_code == 302


def test_production_has_no_catalogue() -> None:
    try:
        with override_settings(SHOW_COMPONENTS=False):
            assert [route.name for route in importlib.reload(urls).urlpatterns] == ["language-switch", "export"]
    finally:
        importlib.reload(urls)
        clear_url_caches()
