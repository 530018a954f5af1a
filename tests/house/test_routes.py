"""Every address says who may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from tirek.web.ui.access import access_of, needs, open_to_all, signed_in


def routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, where)
        else:
            yield where, pattern.callback


def without_rule(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    return [where for where, view in routes(patterns) if access_of(view) is None]


def test_every_address_says_who_may_open_it() -> None:
    found = without_rule(get_resolver().url_patterns)
    assert not found, f"add @needs, @signed_in or @open_to_all of web/ui/access.py to: {found}"


def test_an_address_without_a_rule_is_found() -> None:
    def silent(request: object) -> HttpResponse:
        return HttpResponse()

    ruled = [path("a", open_to_all(silent)), path("b", signed_in(silent)), path("c", needs("view_person")(silent))]
    assert without_rule(ruled) == []
    assert without_rule([*ruled, path("d", silent)]) == ["d"]
