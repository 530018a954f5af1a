"""A whole snapshot in Polars: one lazy plan from the tables to one row a family.

Rows are aggregated once by ``family_id``; the family's values follow level by level. Everything is Int64: a sum of Int32 stays
Int32 in Polars and would wrap silently. A fact keeps its stored width only where it is compared with a constant.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce

import polars as pl

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.layers import Column, Levels, RowPass, Schedule, aggregate_inputs
from tirek.rulebook.engine.lowering import Nullable
from tirek.rulebook.engine.packing import Word, pack_counts
from tirek.rulebook.engine.scheduling import plan_layers
from tirek.rulebook.engine.tree import TRUE, Node

FAMILY = "family_id"
_NARROW = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Boolean)

_OPERATIONS: dict[str, Callable[..., pl.Expr]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "floordiv": lambda a, b: a // b,
    "min": lambda a, b: pl.min_horizontal(a, b),
    "max": lambda a, b: pl.max_horizontal(a, b),
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
    "when": lambda c, a, b: pl.when(c).then(a).otherwise(b),
}


def plan_polars(
    outputs: Mapping[str, Node] | Schedule,
    tables: Mapping[str, pl.LazyFrame],
    *,
    nullable: Nullable = frozenset(),
    largest: Mapping[str, int] | None = None,
    names: Mapping[Node, str] | None = None,
) -> pl.LazyFrame:
    """Plan outputs over a snapshot: one row a family, ``family_id`` and the outputs.

    Parameters
    ----------
    outputs : mapping of name to Node, or Schedule
        Values of the family, bound; or what ``plan_layers`` made of them, to be used for many tables.
    tables : mapping of str to LazyFrame
        ``families``, ``persons``, ``dwellings``, ``vehicles``, ``claims``: those the law reads. Facts in stored form; check
        them first with ``snapshot_problems``.
    nullable : frozenset of (entity, fact)
        Facts that may be null. An output they can change becomes two columns, ``x.low`` and ``x.high``. A schedule has its own.
    largest : mapping of str to int, optional
        Most rows a family has, by table (``largest_families``); by default what the register allows.
    names : mapping of Node to str, optional
        Names for the values on the way (``step_names``).

    Raises
    ------
    FactError
        If a table or column that the law reads is not there.
    """
    schedule = outputs if isinstance(outputs, Schedule) else plan_layers(outputs, nullable=nullable, names=names)
    return _Plan(schedule, tables, largest or {}).frame()


class _Expressions:
    """Values of one frame: those that are columns, and expressions of them."""

    def __init__(self) -> None:
        self.known: dict[Node, pl.Expr] = {}
        self.unmet: dict[Node, pl.Expr] = {}

    def add_levels(self, frame: pl.LazyFrame, levels: Levels) -> pl.LazyFrame:
        """The frame with columns of its own values, level by level."""
        for level in levels:
            frame = frame.with_columns(*(self.of(column.node).alias(column.name) for column in level))
            self.known.update({column.node: pl.col(column.name) for column in level})
        return frame

    def of(self, node: Node) -> pl.Expr:
        """A value as an expression."""
        if node in self.known:
            return self.known[node]
        if node.op == "lit":
            return pl.lit(node.args[0], dtype=pl.Boolean if node.kind == "bool" else pl.Int64)
        if node.op in ("fact", "fact_or"):
            column = _stored(node)
            return column if node.kind == "bool" else column.cast(pl.Int64)
        if node in self.unmet:
            return self.unmet[node].fill_null(self.of(node.args[3]))
        if node.op in ("lt", "le", "eq") and (compared := _compared(node)) is not None:
            return compared
        return _OPERATIONS[node.op](*(self.of(child) for child in node.children()))


def _stored(node: Node) -> pl.Expr:
    """A fact in its stored width."""
    column = pl.col(node.args[1])
    return column if node.op == "fact" else column.fill_null(node.args[2])


def _compared(node: Node) -> pl.Expr | None:
    """A fact against a constant, in the fact's stored width: Polars widens both where the constant does not fit."""
    a, b = node.args
    if a.op in ("fact", "fact_or") and b.op == "lit":
        return _OPERATIONS[node.op](_stored(a), b.args[0])
    if b.op in ("fact", "fact_or") and a.op == "lit":
        return _OPERATIONS[{"lt": "gt", "le": "ge", "eq": "eq"}[node.op]](_stored(b), a.args[0])
    return None


class _Plan:
    def __init__(self, schedule: Schedule, tables: Mapping[str, pl.LazyFrame], largest: Mapping[str, int]) -> None:
        self.schedule, self.tables, self.largest = schedule, tables, largest
        self.family = _Expressions()

    def frame(self) -> pl.LazyFrame:
        families = self._table("family", self.schedule.facts["family"])
        for number, stage in enumerate(self.schedule.stages):
            for row_pass in stage.passes:
                families = self._joined(families, row_pass, number)
            families = self.family.add_levels(families, stage.levels)
        results = [self.family.of(node).alias(name) for name, node in self.schedule.outputs.items()]
        return families.select(FAMILY, *results)

    def _table(self, entity: str, facts: tuple[str, ...]) -> pl.LazyFrame:
        """An entity's table with the facts read, in signed whole numbers."""
        table = TABLES[entity]
        if table not in self.tables:
            raise FactError(table, "unknown_part", allowed=", ".join(self.tables))
        schema = self.tables[table].collect_schema()
        for name in facts:
            if name not in schema:
                raise FactError(f"{table}.{name}", "unknown_fact", allowed=", ".join(schema.names()))
        columns = [pl.col(name) if schema[name] in _NARROW else pl.col(name).cast(pl.Int64) for name in facts]
        return self.tables[table].select(FAMILY, *columns)

    def _joined(self, families: pl.LazyFrame, row_pass: RowPass, number: int) -> pl.LazyFrame:
        """The families with an entity's aggregates beside them; one without rows has 0, or an extreme's fallback."""
        rows, here = self._table(row_pass.entity, row_pass.facts), _Expressions()
        if row_pass.broadcast:
            brought = [self.family.of(column.node).alias(column.name) for column in row_pass.broadcast]
            rows = rows.join(families.select(FAMILY, *brought), on=FAMILY, how="inner")
            here.known = {column.node: pl.col(column.name) for column in row_pass.broadcast}
        rows = here.add_levels(rows, row_pass.levels)
        words = pack_counts(row_pass.entity, number, row_pass.counts(), self.largest.get(TABLES[row_pass.entity]))
        others = [column for column in row_pass.aggregates if column.node.op != "count"]
        inputs = [_packed(word, here) for word in words] + [_input(column, here) for column in others]
        totals = [pl.col(word.name).sum() for word in words] + [_aggregated(column) for column in others]
        grouped = rows.select(FAMILY, *inputs).group_by(FAMILY).agg(*totals)
        joined = families.join(grouped, on=FAMILY, how="left")
        filled = [pl.col(c.name).fill_null(0) for c in others if c.node.op == "sum"]
        self.family.known.update({c.node: pl.col(c.name) for c in row_pass.aggregates if c.node.op in ("sum", "count")})
        self.family.unmet.update({c.node: pl.col(c.name) for c in others if c.node.op != "sum"})
        joined = families.join(grouped, on=FAMILY, how="left")
        return joined.with_columns(*filled, *(count for word in words for count in _unpacked(word)))


def _packed(word: Word, rows: _Expressions) -> pl.Expr:
    """A row's share of a word: a bit in the field of every count that it belongs to."""
    parts = [_flag(rows, field.column.node.args[1]) * (1 << field.shift) for field in word.fields]
    return reduce(operator.add, parts).alias(word.name)


def _flag(rows: _Expressions, condition: Node) -> pl.Expr:
    return pl.lit(1, dtype=pl.Int64) if condition is TRUE else rows.of(condition).cast(pl.Int64)


def _unpacked(word: Word) -> list[pl.Expr]:
    """Counts out of a word; it is never negative, so whole-number division shifts."""
    packed = pl.col(word.name).fill_null(0)
    return [((packed // (1 << field.shift)) % (1 << word.width)).alias(field.column.name) for field in word.fields]


def _input(column: Column, rows: _Expressions) -> pl.Expr:
    """What an aggregate reads of a row; null where the row does not count for an extreme."""
    if column.node.op == "sum":
        return rows.of(aggregate_inputs(column.node)[0]).alias(column.name)
    value, condition = aggregate_inputs(column.node)
    return pl.when(rows.of(condition)).then(rows.of(value)).alias(column.name)


def _aggregated(column: Column) -> pl.Expr:
    named = pl.col(column.name)
    return {"sum": named.sum, "least": named.min, "greatest": named.max}[column.node.op]()
