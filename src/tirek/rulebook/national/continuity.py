"""A text that passed unchanged from one act to the next: one rule, two versions, so that a trace cites the act of its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar, cast

from tirek.rulebook.engine import Boolean, Number, Rule

T = TypeVar("T", Boolean, Number)

SOCIAL_CODE_BEGAN = "2023-07-01"


def continued(
    act: str, article: str = "", since: str = SOCIAL_CODE_BEGAN, until: str = ""
) -> Callable[[Rule[T]], Rule[T]]:
    """Decorator: the same text goes on under another act.

    Parameters
    ----------
    act, article : str
        Key of the later act in ``acts/``; its article.
    since, until : str
        ISO date of its first day, on which the version before ends; and of the day on which it ends itself.
    """

    def decorate(rule: Rule[T]) -> Rule[T]:
        before = rule.versions[-1]
        before.until = date.fromisoformat(since)
        again = rule.version(act=act, article=article, since=since, until=until)
        return again(cast(Callable[[], T], before.write))

    return decorate
