"""The shape of a schedule for back ends that keep intermediate values: stages, readings of rows, named columns.

A family's values and its rows' values alternate. Stage 0 reads the rows of every entity once, aggregates them, and computes the
family's values; a later stage exists only where rows must read such a value, which then is brought to them by ``family_id``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tirek.rulebook.engine.facts import ENTITIES
from tirek.rulebook.engine.lowering import Nullable
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import AGGREGATES, ZERO, Node, build, walk


@dataclass(frozen=True)
class Column:
    """A named value."""

    name: str
    node: Node


Levels = tuple[tuple[Column, ...], ...]


@dataclass(frozen=True)
class RowPass:
    """One reading of an entity's rows: columns by level, then aggregates by family.

    ``broadcast`` are values of the family that the rows read, under the names they have in the rows.
    """

    entity: str
    facts: tuple[str, ...]
    broadcast: tuple[Column, ...]
    levels: Levels
    aggregates: tuple[Column, ...]

    def counts(self) -> list[Column]:
        """Aggregates that are head-counts."""
        return [column for column in self.aggregates if column.node.op == "count"]


@dataclass(frozen=True)
class Stage:
    """Row passes whose aggregates are joined to the families, then columns of the family."""

    passes: tuple[RowPass, ...]
    levels: Levels


@dataclass
class Schedule:
    """How to compute outputs: see the module.

    Attributes
    ----------
    outputs : dict
        Results by name; ``x.low`` and ``x.high`` where a missing fact can leave ``x`` undetermined.
    facts : dict
        Facts read, by entity.
    stages : tuple of Stage
    nullable : frozenset
        Facts that may be null.
    """

    outputs: dict[str, Node]
    facts: dict[str, tuple[str, ...]]
    stages: tuple[Stage, ...]
    nullable: Nullable
    ranges: Ranges


@dataclass(frozen=True)
class Taste:
    """What a back end wants named.

    Attributes
    ----------
    least_weight : int
        Operations a value used twice must hold to get a name.
    doubled : callable
        Children that the back end's spelling of a node writes twice, so that they are worth a name.
    """

    least_weight: int = 2
    doubled: Callable[[Node, Ranges], Iterable[Node]] = lambda node, ranges: ()


def frame_children(node: Node) -> tuple[Node, ...]:
    """Children computed in the same frame: an aggregate is there already, but for the fallback of an extreme."""
    if node.op in ("sum", "count"):
        return ()
    if node.op in ("least", "greatest"):
        return (node.args[3],)
    return tuple(node.children())


def aggregate_inputs(node: Node) -> tuple[Node, ...]:
    """What is computed on each row for an aggregate."""
    if node.op == "count":
        return (node.args[1],)
    if node.op == "sum":
        value, condition = node.args[1:]
        return (build("when", condition, value, ZERO),)
    return node.args[1], node.args[2]


def facts_read(outputs: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    """Facts that outputs read, by entity, in order of name; an entity whose rows are only counted is there too."""
    return facts_below(walk(*outputs.values()))


def facts_below(nodes: list[Node]) -> dict[str, tuple[str, ...]]:
    """Facts among nodes, as ``facts_read``."""
    read: dict[str, set[str]] = {"family": set()}
    for node in nodes:
        if node.op in ("fact", "fact_or"):
            read.setdefault(node.args[0], set()).add(node.args[1])
        elif node.op in AGGREGATES:
            read.setdefault(node.args[0], set())
    return {entity: tuple(sorted(read[entity])) for entity in ENTITIES if entity in read}
