"""A list is walked whole in both directions, in any order, and its address holds nothing of what it lists."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.department.factories import make_person, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.registry.models import Person
from tirek.web.ui.paging import Page, page_of

pytestmark = pytest.mark.django_db
COLUMNS = {"surname": "surname_kk", "born": "birth_on", "number": "pk"}
PEOPLE = 23


@pytest.fixture
def people() -> QuerySet[Person]:
    """People among whom many share a surname or a day of birth."""
    with entered(whole_city()):
        for number in range(PEOPLE):
            make_person(surname_kk=f"Сынақ{number % 4}", birth_on=f"19{70 + number % 3}-01-01")
    return Person.objects.all()


def ask(people: QuerySet[Person], query: str, size: int = 5) -> Page:
    with entered(whole_city()):
        return page_of(people, COLUMNS, QueryDict(query), default="surname", size=size)


def walk(people: QuerySet[Person], query: str, way: str, size: int) -> list[Page]:
    pages = [ask(people, query, size)]
    while query := getattr(pages[-1], f"{way}_query"):
        assert len(pages) < 100, "the walk does not end"
        pages.append(ask(people, query, size))
    return pages


@pytest.mark.parametrize("size", [1, 5, 22, 23, 24])
@pytest.mark.parametrize("sort", ["surname", "-surname", "born", "-born", "number", "-number"])
def test_walking_forth_and_back_meets_everybody_once_and_in_order(
    people: QuerySet[Person], sort: str, size: int
) -> None:
    field = COLUMNS[sort.removeprefix("-")]
    sign = "-" if sort.startswith("-") else ""
    with entered(whole_city()):
        expected = list(people.order_by(f"{sign}{field}", f"{sign}pk"))
    forth = walk(people, f"sort={sort}", "next", size)
    assert [row for page in forth for row in page.rows] == expected
    back = walk(people, forth[-1].previous_query, "previous", size) if forth[-1].previous_query else []
    rows = [row for page in reversed(back) for row in page.rows] + list(forth[-1].rows)
    assert rows == expected
    assert forth[0].previous_query == ""
    assert forth[-1].next_query == ""


def test_the_address_keeps_the_filters_and_holds_no_name_and_no_date(people: QuerySet[Person]) -> None:
    page = ask(people, "sort=born&district=751110000&after=&q=")
    keys = dict(part.split("=") for part in page.next_query.split("&"))
    assert keys == {"sort": "born", "district": "751110000", "q": "", "after": str(page.rows[-1].pk)}


@pytest.mark.parametrize(
    "query",
    ["after=0", "after=x", "before=999999999999", "after=-1", "sort=password", "sort=", "after=²", "after=" + "9" * 30],
)
def test_what_is_not_known_gives_the_first_page(people: QuerySet[Person], query: str) -> None:
    first = ask(people, "")
    page = ask(people, query)
    assert page.rows == first.rows
    assert (page.column, page.is_descending, page.previous_query) == ("surname", False, "")


def test_a_second_press_on_a_head_turns_the_order_and_begins_anew(people: QuerySet[Person]) -> None:
    page = ask(people, "sort=surname&after=7&district=1")
    assert page.sort_query("surname") == "district=1&sort=-surname"
    assert page.sort_query("born") == "district=1&sort=born"
    assert ask(people, "sort=-surname").sort_query("surname") == "sort=surname"


def test_a_page_takes_two_queries_and_skips_no_rows_by_number(people: QuerySet[Person]) -> None:
    first = ask(people, "")
    with entered(whole_city()), CaptureQueriesContext(connection) as captured:
        page_of(people, COLUMNS, QueryDict(first.next_query), default="surname", size=5)
    queries = [query["sql"] for query in captured.captured_queries]
    assert len(queries) == 2
    assert not any("OFFSET" in sql for sql in queries)


def test_an_anchor_of_another_territory_is_as_good_as_none(people: QuerySet[Person]) -> None:
    from tirek.department.accounts.viewer import Viewer

    stranger = Viewer(1, territories=("751710000",))
    with entered(stranger):
        page = page_of(people, COLUMNS, QueryDict("after=5"), default="surname")
    assert list(page.rows) == []
