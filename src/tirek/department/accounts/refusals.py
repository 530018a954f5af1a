"""Why a write about posts is refused: a code that the page tells in words."""

from __future__ import annotations

CODES = frozenset(
    {
        "not_allowed",  # the acting user may not do it here
        "oneself",  # nobody appoints, confirms or stands in for oneself
        "no_ground",  # the order or its number is missing
        "overlaps",  # the same post, deputy or absence on some of these days
        "dates",  # an end before the beginning, or outside the post
        "not_grantable",  # the kind may not be given to this role
        "not_waiting",  # somebody answered before
        "taken",  # the login exists
    }
)


class PostRefused(Exception):
    """A write about posts is refused, and nothing was written."""

    def __init__(self, code: str) -> None:
        if code not in CODES:
            raise ValueError(code)
        self.code = code
        super().__init__(code)
