"""A whole snapshot in SQL: one statement from the tables to one row a family, written to be read and audited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.layers import Column, Levels, RowPass, Schedule, Taste, aggregate_inputs
from tirek.rulebook.engine.lowering import Nullable
from tirek.rulebook.engine.packing import Word, pack_counts
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.scheduling import plan_layers
from tirek.rulebook.engine.sql_spelling import DIALECTS, Dialect, Spelling
from tirek.rulebook.engine.tree import TRUE, Node

FAMILY = "family_id"


def plan_sql(
    outputs: Mapping[str, Node],
    tables: Mapping[str, str],
    *,
    nullable: Nullable = frozenset(),
    largest: Mapping[str, int] | None = None,
    dialect: str = "duckdb",
    names: Mapping[Node, str] | None = None,
) -> str:
    """Plan outputs over a snapshot as one SQL statement: one row a family, ``family_id`` and the outputs.

    Parameters
    ----------
    outputs : mapping of name to Node
        Values of the family, bound.
    tables : mapping of str to str
        What stands after FROM for ``families``, ``persons``, ``dwellings``, ``vehicles``, ``claims``.
    nullable : frozenset of (entity, fact)
        Facts that may be null. An output they can change becomes two columns, ``x.low`` and ``x.high``.
    largest : mapping of str to int, optional
        Most rows a family has, by table; by default what the register allows.
    dialect : str
        A key of ``DIALECTS``.
    names : mapping of Node to str, optional
        Names for the values on the way (``step_names``).

    Raises
    ------
    FactError
        If a table that the law reads is not given.
    ValueError
        If an output's name is longer than the database allows.
    """
    schedule = plan_layers(outputs, nullable=nullable, names=names, taste=Taste(2, _doubled))
    return _Statement(schedule, tables, largest or {}, DIALECTS[dialect]).write()


def _doubled(node: Node, ranges: Ranges) -> Iterable[Node]:
    """A division of what may be negative writes its operands twice."""
    return node.children() if node.op == "floordiv" and ranges.of(node.args[0])[0] < 0 else ()


class _Statement:
    def __init__(
        self, schedule: Schedule, tables: Mapping[str, str], largest: Mapping[str, int], dialect: Dialect
    ) -> None:
        self.schedule, self.tables, self.largest, self.dialect = schedule, tables, largest, dialect
        self.family = Spelling(dialect, schedule.ranges)
        self.parts: list[tuple[str, str]] = []
        self.source = self._table("family")
        self.columns = [FAMILY, *map(self.family.name, schedule.facts["family"])]

    def write(self) -> str:
        """The whole statement."""
        for number, stage in enumerate(self.schedule.stages):
            if stage.passes:
                self._join([(row_pass, self._aggregate(row_pass, number)) for row_pass in stage.passes], number)
            self._add_family_levels(stage.levels, number)
        results = [
            _named(self.family.value(node), self.family.name(name)) for name, node in self.schedule.outputs.items()
        ]
        body = _select([FAMILY, *results], self.source)
        named = ",\n".join(f"{name} AS (\n{_indented(text)}\n)" for name, text in self.parts)
        return f"WITH {named}\n{body}\n" if named else f"{body}\n"

    def _table(self, entity: str) -> str:
        if TABLES[entity] not in self.tables:
            raise FactError(TABLES[entity], "unknown_part", allowed=", ".join(self.tables))
        return self.tables[TABLES[entity]]

    def _add(self, name: str, columns: list[str], source: str) -> str:
        fence = f"\n{self.dialect.fence}" if self.dialect.fence else ""
        self.parts.append((name, f"{_select(columns, source)}{fence}"))
        return name

    def _add_family_levels(self, levels: Levels, number: int) -> None:
        for depth, level in enumerate(levels):
            made = [f"{self.family.value(column.node)} AS {column.name}" for column in level]
            self.source = self._add(f"family_{number}_{depth + 1}", [*self.columns, *made], self.source)
            self.columns += [column.name for column in level]
            self.family.known.update({column.node: column.name for column in level})

    def _aggregate(self, row_pass: RowPass, number: int) -> tuple[str, list[Word], list[Column]]:
        """Read an entity's rows once; the name of the part that holds its aggregates by family."""
        rows, source = Spelling(self.dialect, self.schedule.ranges), self._table(row_pass.entity)
        columns = [FAMILY, *map(rows.name, row_pass.facts)]
        if row_pass.broadcast:
            brought = [f"{self.family.value(c.node)} AS {c.name}" for c in row_pass.broadcast]
            read = self._add(f"{row_pass.entity}_reads_{number}", [FAMILY, *brought], self.source)
            source = f"{source} JOIN {read} USING ({FAMILY})"
            columns += [column.name for column in row_pass.broadcast]
            rows.known.update({column.node: column.name for column in row_pass.broadcast})
        for depth, level in enumerate(row_pass.levels):
            made = [f"{rows.value(column.node)} AS {column.name}" for column in level]
            source = self._add(f"{row_pass.entity}_rows_{number}_{depth + 1}", [*columns, *made], source)
            columns += [column.name for column in level]
            rows.known.update({column.node: column.name for column in level})
        words = pack_counts(row_pass.entity, number, row_pass.counts(), self.largest.get(TABLES[row_pass.entity]))
        others = [column for column in row_pass.aggregates if column.node.op != "count"]
        sums = [_word(word, rows) for word in words] + [_aggregated(column, rows) for column in others]
        self.parts.append((f"{row_pass.entity}_{number}", f"{_select([FAMILY, *sums], source)}\nGROUP BY {FAMILY}"))
        return f"{row_pass.entity}_{number}", words, others

    def _join(self, aggregates: list[tuple[RowPass, tuple[str, list[Word], list[Column]]]], number: int) -> None:
        """The aggregates beside the families; a family without rows has 0, or an extreme's fallback."""
        source, made = self.source, []
        for row_pass, (part, words, others) in aggregates:
            source += f"\nLEFT JOIN {part} USING ({FAMILY})"
            made += [f"{self._unpacked(word, f.shift)} AS {f.column.name}" for word in words for f in word.fields]
            made += [f"coalesce({c.name}, 0) AS {c.name}" for c in others if c.node.op == "sum"]
            made += [c.name for c in others if c.node.op != "sum"]
            self.family.known.update({c.node: c.name for c in row_pass.aggregates if c.node.op in ("sum", "count")})
            self.family.unmet.update({c.node: c.name for c in others if c.node.op != "sum"})
        self.source = self._add(f"family_{number}", [*self.columns, *made], source)
        self.columns += [column.name for row_pass, _ in aggregates for column in row_pass.aggregates]

    def _unpacked(self, word: Word, shift: int) -> str:
        whole = f"coalesce({word.name}, 0)"
        if len(word.fields) == 1:
            return whole
        return self.dialect.field.format(word=whole, shift=shift, mask=(1 << word.width) - 1)


def _word(word: Word, rows: Spelling) -> str:
    """A sum that packs several counts; a lone count is counted."""
    conditions = [field.column.node.args[1] for field in word.fields]
    if len(conditions) == 1:
        inside = "*" if conditions[0] is TRUE else f"CASE WHEN {rows.condition(conditions[0])} THEN 1 END"
        return f"count({inside}) AS {word.name}"
    bits = [
        f"{1 << field.shift}"
        if test is TRUE
        else f"CASE WHEN {rows.condition(test)} THEN {1 << field.shift} ELSE 0 END"
        for field, test in zip(word.fields, conditions, strict=True)
    ]
    joined = "\n    + ".join(bits)
    return f"CAST(sum(\n    {joined}\n  ) AS BIGINT) AS {word.name}"


def _aggregated(column: Column, rows: Spelling) -> str:
    """A sum or extreme; databases add narrow numbers in a wider type, so only the result is cast."""
    if column.node.op == "sum":
        return f"CAST(sum({rows.text(aggregate_inputs(column.node)[0]).sql}) AS BIGINT) AS {column.name}"
    value, condition = (rows.text(made).sql for made in aggregate_inputs(column.node))
    function = "min" if column.node.op == "least" else "max"
    return f"{function}({value if column.node.args[2] is TRUE else f'CASE WHEN {condition} THEN {value} END'}) AS {column.name}"


def _named(text: str, name: str) -> str:
    return text if text == name else f"{text} AS {name}"


def _select(columns: list[str], source: str) -> str:
    listed = ",\n".join(f"  {column}" for column in columns)
    return f"SELECT\n{listed}\nFROM {source}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
