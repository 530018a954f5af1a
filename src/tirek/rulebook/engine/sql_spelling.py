"""How values are spelled in SQL: precedence, 64-bit arithmetic, and what differs between dialects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import Node

CHOICE, OR, AND, NOT, COMPARE, SUM, PRODUCT, ATOM = range(8)
"""How tightly a text binds."""

_INFIX = {
    "or": ("OR", OR),
    "and": ("AND", AND),
    "lt": ("<", COMPARE),
    "le": ("<=", COMPARE),
    "eq": ("=", COMPARE),
    "add": ("+", SUM),
    "sub": ("-", SUM),
    "mul": ("*", PRODUCT),
}
_MIRRORED = {"lt": ">", "le": ">="}
_ARITHMETIC = ("add", "sub", "mul", "floordiv")
_INT32 = 2**31


_RESERVED_TEXT = """
all analyse analyze and anti any array as asc asymmetric authorization binary both case cast check collate collation
column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user default deferrable desc describe distinct do else end except false fetch for foreign
freeze from full grant group having ilike in initially inner intersect into is isnull join lambda lateral leading left
like limit localtime localtimestamp minus natural not notnull null offset on only or order outer overlaps pivot placing
primary qualify references returning right select semi session_user show similar some summarize symmetric system_user
table tablesample then to trailing true union unique unpivot user using variadic verbose when where window with
"""
_RESERVED = frozenset(_RESERVED_TEXT.split())
"""Words that mean something in SQL to one of the databases; as names they are quoted for all."""


@dataclass(frozen=True)
class Dialect:
    """What one database spells its own way.

    Attributes
    ----------
    divide : str
        Whole-number division of ``{a}`` by ``{b}``, towards zero.
    field : str
        A field of ``{word}``: the bits of ``{mask}`` above ``{shift}``.
    quote : str
        Sign around a name that is not a plain word.
    fence : str
        What ends a query whose columns must be computed once. A planner that merges queries into the one that reads them
        copies an expression to each of its uses, and with every level the copies multiply.
    longest_name : int
        Bytes a name may have.
    """

    divide: str
    field: str
    quote: str
    fence: str = ""
    longest_name: int = 255


DIALECTS: Mapping[str, Dialect] = {
    "duckdb": Dialect(divide="{a} // {b}", field="({word} >> {shift}) & {mask}", quote='"'),
    "postgres": Dialect(
        divide="{a} / {b}", field="({word} >> {shift}) & {mask}", quote='"', fence="OFFSET 0", longest_name=63
    ),
    "spark": Dialect(divide="{a} div {b}", field="shiftright({word}, {shift}) & {mask}", quote="`"),
}


@dataclass(frozen=True)
class Text:
    """SQL text, how tightly it binds, and whether its type is surely 64 bits wide (a literal's and a stored fact's is not)."""

    sql: str
    binds: int
    wide: bool = True

    def within(self, tightness: int) -> str:
        """The text, in parentheses where its place binds more tightly."""
        return self.sql if self.binds >= tightness else f"({self.sql})"

    def widened(self) -> Text:
        """The same value in 64 bits."""
        return self if self.wide else Text(f"CAST({self.sql} AS BIGINT)", ATOM)


class Spelling:
    """Spells nodes; values that are columns of the frame are in ``known``, extremes before their fallback in ``unmet``."""

    def __init__(self, dialect: Dialect, ranges: Ranges) -> None:
        self.dialect, self.ranges = dialect, ranges
        self.known: dict[Node, str] = {}
        self.unmet: dict[Node, str] = {}

    def name(self, word: str) -> str:
        """A name, quoted where it is not a plain word or means something in SQL.

        Raises
        ------
        ValueError
            If the database would cut it.
        """
        if len(word.encode()) > self.dialect.longest_name:
            raise ValueError(f"{word}: a name here has at most {self.dialect.longest_name} bytes")
        if re.fullmatch(r"[a-z_][a-z0-9_]*", word) and word not in _RESERVED:
            return word
        return f"{self.dialect.quote}{word}{self.dialect.quote}"

    def value(self, node: Node) -> str:
        """A value for a column: an integer in 64 bits, or a condition."""
        text = self.text(node)
        return text.sql if node.kind == "bool" else text.widened().sql

    def condition(self, node: Node, tightness: int = CHOICE) -> str:
        """A condition inside other text."""
        return self.text(node).within(tightness)

    def text(self, node: Node) -> Text:
        """A value as text."""
        if node in self.known:
            return Text(self.name(self.known[node]), ATOM)
        if node.op == "lit":
            return _literal(node)
        if node.op in ("fact", "fact_or"):
            return Text(self._fact(node), ATOM, wide=False)
        if node in self.unmet:
            return Text(f"coalesce({self.name(self.unmet[node])}, {self.value(node.args[3])})", ATOM)
        return self._operation(node, [self.text(child) for child in node.children()])

    def _operation(self, node: Node, below: list[Text]) -> Text:
        if node.op == "not" and node.args[0].op == "eq" and node.args[0] not in self.known:
            left, right = (self.text(part).within(COMPARE + 1) for part in node.args[0].args)
            return Text(f"{left} <> {right}", COMPARE)
        if node.op == "not":
            return Text(f"NOT {below[0].within(NOT)}", NOT)
        if node.op == "when":
            condition, a, b = below
            return Text(f"CASE WHEN {condition.sql} THEN {a.sql} ELSE {b.sql} END", ATOM, a.wide or b.wide)
        a, b = below
        if node.op in ("min", "max"):
            return Text(f"{'least' if node.op == 'min' else 'greatest'}({a.sql}, {b.sql})", ATOM, a.wide or b.wide)
        if node.op in _MIRRORED and node.args[0].op == "lit":
            return Text(f"{b.within(COMPARE + 1)} {_MIRRORED[node.op]} {a.within(COMPARE + 1)}", COMPARE)
        if node.op not in _ARITHMETIC:
            sign, binds = _INFIX[node.op]
            return Text(f"{a.within(binds + int(binds == COMPARE))} {sign} {b.within(binds + 1)}", binds)
        if not a.wide and not b.wide:
            a = a.widened()
        if node.op == "floordiv":
            return self._floor(a.within(ATOM), b.within(ATOM), self.ranges.of(node.args[0])[0] >= 0)
        sign, binds = _INFIX[node.op]
        return Text(f"{a.within(binds)} {sign} {b.within(binds + 1)}", binds)

    def _floor(self, a: str, b: str, positive: bool) -> Text:
        """Division that floors; databases cut towards zero, which is the same only where the dividend is not negative."""
        short = self.dialect.divide.format(a=a, b=b)
        if positive:
            return Text(short, PRODUCT)
        return Text(f"{short} - CASE WHEN {a} % {b} < 0 THEN 1 ELSE 0 END", SUM)

    def _fact(self, node: Node) -> str:
        column = self.name(node.args[1])
        if node.op == "fact":
            return column
        value = node.args[2]
        return f"coalesce({column}, {str(value).upper() if node.kind == 'bool' else value})"


def _literal(node: Node) -> Text:
    value = node.args[0]
    if node.kind == "bool":
        return Text(str(value).upper(), ATOM)
    if value == -(2**63):
        return Text("(-9223372036854775807 - 1)", ATOM)
    return Text(str(value), ATOM if value >= 0 else NOT, wide=not -_INT32 <= value < _INT32)
