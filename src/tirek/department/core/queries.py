"""Reads of the territory tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language

from tirek.department.core.models import Territory


def territories_under(codes: Iterable[str]) -> tuple[str, ...]:
    """These territories and all that lie in them: the codes a viewer with posts there may see. One query."""
    wanted = set(codes)
    if not wanted:
        return ()
    parents = dict(Territory.objects.values_list("code", "parent_id"))
    return tuple(sorted(code for code in parents if _lies_under(code, wanted, parents)))


def territories_over(codes: Iterable[str]) -> frozenset[str]:
    """These territories and all in which they lie. One query."""
    parents = dict(Territory.objects.values_list("code", "parent_id"))
    found: set[str] = set()
    for each in codes:
        code: str | None = each
        while code is not None and code not in found:
            found.add(code)
            code = parents.get(code)
    return frozenset(found)


def districts_to_call(codes: Iterable[str]) -> str:
    """The titles of these districts in the language of the reader, each with whom to call where that is known. One query."""
    return ", ".join(_to_call(row) for row in Territory.objects.filter(code__in=list(codes)).order_by("code"))


def _to_call(row: Territory) -> str:
    language = (get_language() or "kk")[:2]
    title = str(getattr(row, f"title_{language}", "") or row.title_kk)
    return f"{title} ({row.contact})" if row.contact else title


def _lies_under(code: str | None, wanted: set[str], parents: Mapping[str, str | None]) -> bool:
    while code is not None:
        if code in wanted:
            return True
        code = parents.get(code)
    return False
