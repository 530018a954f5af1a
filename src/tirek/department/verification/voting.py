"""How the votes of a commission are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tirek.department.verification.enums import Vote


def conclusion_of(votes: Sequence[str]) -> Vote | None:
    """What more than half of the members conclude, an empty text being a vote that is still to come.

    A tie is no conclusion; what most have said no later vote can turn.

    >>> conclusion_of(["in_need", "in_need", ""]), conclusion_of(["in_need", "not_in_need"]), conclusion_of([])
    (Vote.IN_NEED, None, None)
    """
    counts = Counter(vote for vote in votes if vote)
    return next((Vote(vote) for vote, count in counts.items() if 2 * count > len(votes)), None)


def quorum_of(members: int) -> int:
    """How many of those called must be present: more than half.

    >>> quorum_of(3), quorum_of(4)
    (2, 3)
    """
    return members // 2 + 1
