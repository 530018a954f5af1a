"""Head-counts packed: many counts of one entity travel as fields of a few 64-bit sums, and are taken apart by family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tirek.rulebook.engine.facts import row_limits
from tirek.rulebook.engine.layers import Column

WORD_BITS = 63
"""A word stays below 2 ** 63, so that it never meets the sign."""


@dataclass(frozen=True)
class Field:
    """One head-count inside a word."""

    column: Column
    shift: int


@dataclass(frozen=True)
class Word:
    """One 64-bit sum that holds several head-counts of ``width`` bits each."""

    name: str
    width: int
    fields: tuple[Field, ...]


def pack_counts(entity: str, number: int, counts: Sequence[Column], largest: int | None = None) -> list[Word]:
    """Words for head-counts.

    Parameters
    ----------
    entity : str
    number : int
        Number of the stage, for the words' names.
    counts : sequence of Column
        Head-counts of one reading of the entity's rows.
    largest : int, optional
        Most rows of the entity a family of the snapshot has; by default the most the register allows. A field is wide
        enough for it, so that no count runs into the next: a snapshot with a larger family needs a plan of its own.

    Examples
    --------
    >>> from tirek.rulebook.engine.tree import TRUE, aggregate
    >>> [word] = pack_counts("person", 0, [Column("members", aggregate("count", "person", TRUE))], 9)
    >>> word.width
    4
    """
    width = max(1, (row_limits()[entity] if largest is None else largest).bit_length())
    room = WORD_BITS // width
    return [
        Word(
            name=f"{entity}_word_{number}_{start // room}",
            width=width,
            fields=tuple(Field(column, width * place) for place, column in enumerate(counts[start : start + room])),
        )
        for start in range(0, len(counts), room)
    ]
