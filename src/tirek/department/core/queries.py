"""Reads of the territory tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def _lies_under(code: str | None, wanted: set[str], parents: Mapping[str, str | None]) -> bool:
    while code is not None:
        if code in wanted:
            return True
        code = parents.get(code)
    return False
