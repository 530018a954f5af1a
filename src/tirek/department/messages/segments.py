"""How many parts an SMS takes. Kazakh and Russian letters are not in the telephones' own alphabet: texts count as UCS-2."""

from __future__ import annotations

ALONE, JOINED = 70, 67
"""Units of 16 bits in a message of one part, and in each part of a longer one."""


def segments_of(text: str) -> int:
    """Parts that a text takes; 0 for an empty one.

    Examples
    --------
    >>> segments_of("ә" * 70), segments_of("ә" * 71), segments_of("ә" * 135)
    (1, 2, 3)
    """
    units = len(text.encode("utf-16-be")) // 2
    if not units:
        return 0
    return 1 if units <= ALONE else -(-units // JOINED)
