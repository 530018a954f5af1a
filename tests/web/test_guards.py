"""The guards of page tests find what they are for, and let a right page pass."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.template import engines

from tests.web.guards import faults_of_page
from tests.web.queries import shape_of
from tirek.department.core.models import Territory

PAGE = '<html lang="kk"><head><title>Бет · Тірек</title></head><body><h1>Бет</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<script>1</script>", "inline <script>"),
        ("<style>a {}</style>", "inline <style>"),
        ('<p style="color: red">x</p>', "inline `style`"),
        ('<button onclick="go()">x</button>', "inline `onclick`"),
        ('<a href="javascript:go()">x</a>', "code in `href`"),
        ("<p>{{ name }}</p>", "left over from the template"),
        ('<p title="{% x %}">x</p>', "left over from the template"),
        ('<i id="a"></i><i id="a"></i>', "id `a` 2 times"),
        ("<h1>Тағы</h1>", "2 <h1>"),
        ("<p>Sign out</p>", "English on a page in `kk`: Sign out"),
        ('<input placeholder="Find a person">', "English on a page in `kk`: Find a person"),
        ('<b lang="ru"><i>x</i></b><p>Sign\n  out</p>', "English on a page in `kk`: Sign out"),
    ],
)
def test_a_fault_of_a_page_is_found(part: str, fault: str) -> None:
    found = faults_of_page(PAGE.format(part))
    assert len(found) == 1
    assert fault in found[0]


def test_a_page_without_a_title_or_a_heading_is_found() -> None:
    assert faults_of_page("<html><title> · Тірек</title></html>") == ["no <title> of its own", "0 <h1>, not one"]


@pytest.mark.parametrize(
    "page", [PAGE.format('<p lang="en">Sign out</p><p>Шығу</p><script src="a.js"></script>'), "<tr><td>1</td></tr>"]
)
def test_a_right_page_or_fragment_passes(page: str) -> None:
    assert faults_of_page(page) == []


def test_a_variable_that_the_context_lacks_fails() -> None:
    template = engines["django"].from_string("{% if wanted %}1{% endif %}{{ known }}{{ unknown.part }}")
    with pytest.raises(AssertionError, match=r"unknown\.part"):
        template.render({"known": 1})


@pytest.mark.parametrize(
    ("sql", "shape"),
    [
        ("SELECT a1 FROM t2 WHERE b = -3 AND c = '7' LIMIT 21", "SELECT a1 FROM t2 WHERE b = %s AND c = %s LIMIT %s"),
        ('SAVEPOINT "s140_x12"', "SAVEPOINT ..."),
        ('SELECT "a"."id", "a"."x" AS "y", "b"."z" FROM "a"', "SELECT 3 columns FROM a"),
        ("SELECT 1\n  WHERE x IN ('a', 'b')", "SELECT %s WHERE x IN (%s, ...)"),
    ],
)
def test_a_query_is_shown_without_its_values(sql: str, shape: str) -> None:
    assert shape_of(sql) == shape


@pytest.mark.django_db
def test_the_queries_of_a_block_are_those_of_the_snapshot(
    assert_queries: Callable[..., AbstractContextManager[None]],
) -> None:
    with assert_queries("one-territory"):
        assert Territory.objects.get(code="750000000").kind == "city"
