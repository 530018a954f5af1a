"""The text of the compiled function: one loop an entity, accumulators, local variables named after the steps of the law."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.facts import ENTITIES, find_fact, row_limits
from tirek.rulebook.engine.layers import Column, Levels, RowPass, Schedule, aggregate_inputs
from tirek.rulebook.engine.tree import TRUE, Node

ROWS = tuple(ENTITIES[1:])
ARGUMENTS = ("family", *(TABLES[entity] for entity in ROWS))

_CHOICE, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _ATOM = range(8)
_INFIX = {
    "or": ("or", _OR),
    "and": ("and", _AND),
    "lt": ("<", _COMPARE),
    "le": ("<=", _COMPARE),
    "eq": ("==", _COMPARE),
    "add": ("+", _SUM),
    "sub": ("-", _SUM),
    "mul": ("*", _PRODUCT),
    "floordiv": ("//", _PRODUCT),
}
_MIRRORED = {"lt": ">", "le": ">="}
"""A constant reads better on the right."""


def write_source(schedule: Schedule) -> str:
    """Text of ``law(family, persons, dwellings, vehicles, claims)``, which returns the outputs in order."""
    return _Writer(schedule).write()


class _Writer:
    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.known: dict[Node, str] = {}
        self.raw: dict[Node, str] = {}
        self.lines: list[str] = []

    def write(self) -> str:
        self._line(0, f"def law({', '.join(ARGUMENTS)}):")
        self._check_sizes()
        self._unpack(1, "family", "family")
        for stage in self.schedule.stages:
            for row_pass in stage.passes:
                self._read_rows(row_pass)
            self._assign(1, stage.levels)
        results = [f"        {self._text(node)},  # {name}" for name, node in self.schedule.outputs.items()]
        self.lines.extend(["    return (", *results, "    )"])
        return "\n".join(self.lines) + "\n"

    def _line(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def _refuse_if(self, depth: int, tests: list[str]) -> None:
        if tests:
            self._line(depth, f"if {' or '.join(tests)}:")
            self._line(depth + 1, f"refuse({', '.join(ARGUMENTS)})")

    def _check_sizes(self) -> None:
        read = [entity for entity in ROWS if entity in self.schedule.facts]
        self._refuse_if(1, [f"len({TABLES[entity]}) > {row_limits()[entity]}" for entity in read])

    def _unpack(self, depth: int, entity: str, row: str) -> None:
        """Take the facts out of a tuple, and check them: None where it may not be, then the ranges."""
        facts = self.schedule.facts[entity]
        if not facts:
            return
        nullable = {name for name in facts if (entity, name) in self.schedule.nullable}
        self._line(depth, f"{', '.join(_word(entity, name) for name in facts)}{',' * (len(facts) == 1)} = {row}")
        known = [name for name in facts if name not in nullable]
        tests = [f"{_word(entity, name)} is None" for name in known] if nullable else [f"None in {row}"]
        ranged = [name for name in facts if find_fact(entity, name).type != "boolean"]
        if ranged:
            space = "\n" + "    " * (depth + 1)
            ranges = f"{space}and ".join(_range_test(entity, name, name in nullable) for name in ranged)
            tests.append(f"not ({space}{ranges}\n{'    ' * depth})")
        self._refuse_if(depth, tests)

    def _read_rows(self, row_pass: RowPass) -> None:
        """The loop over an entity's rows, after the accumulators' first values."""
        columns = row_pass.aggregates
        for column in columns:
            self._line(1, f"{column.name} = {'None' if _is_extreme(column.node) else 0}")
        self._line(1, f"for row in {TABLES[row_pass.entity]}:")
        outside = dict(self.known)
        self._unpack(2, row_pass.entity, "row")
        self._assign(2, row_pass.levels)
        for condition, gathered in self._by_condition(columns).items():
            depth = 2 if condition is TRUE else 3
            if condition is not TRUE:
                self._line(2, f"if {self._text(condition)}:")
            for column in gathered:
                self._accumulate(depth, column.name, column.node)
        self.known = outside | {column.node: column.name for column in columns if not _is_extreme(column.node)}
        self.raw.update({column.node: column.name for column in columns if _is_extreme(column.node)})

    def _by_condition(self, columns: Sequence[Column]) -> dict[Node, list[Column]]:
        """Aggregates by the condition on the row; a sum whose whole ``when`` is a variable already needs none."""
        found: dict[Node, list[Column]] = {}
        for column in columns:
            condition = column.node.args[1 if column.node.op == "count" else 2]
            if column.node.op == "sum" and aggregate_inputs(column.node)[0] in self.known:
                condition = TRUE
            found.setdefault(condition, []).append(column)
        return found

    def _accumulate(self, depth: int, name: str, node: Node) -> None:
        if node.op == "count":
            self._line(depth, f"{name} += 1")
        elif node.op == "sum":
            (whole,) = aggregate_inputs(node)
            self._line(depth, f"{name} += {self._text(whole if whole in self.known else node.args[1])}")
        else:
            value = self._text(node.args[1], _COMPARE + 1)
            self._line(depth, f"if {name} is None or {value} {'<' if node.op == 'least' else '>'} {name}:")
            self._line(depth + 1, f"{name} = {value}")

    def _assign(self, depth: int, levels: Levels) -> None:
        for level in levels:
            for column in level:
                self._line(depth, f"{column.name} = {self._text(column.node)}")
                self.known[column.node] = column.name

    def _text(self, node: Node, tightness: int = _CHOICE) -> str:
        """Python text of a value, in parentheses where it binds less tightly than its place asks."""
        text, own = (self.known[node], _ATOM) if node in self.known else self._spelled(node)
        return text if own >= tightness else f"({text})"

    def _spelled(self, node: Node) -> tuple[str, int]:
        if node.op == "lit":
            return str(node.args[0]), _ATOM if node.args[0] >= 0 else _NOT
        if node.op in ("fact", "fact_or"):
            word = _word(*node.args[:2])
            return (word, _ATOM) if node.op == "fact" else (f"{node.args[2]} if {word} is None else {word}", _CHOICE)
        if node.op in _MIRRORED and node.args[0].op == "lit":
            b, a = (self._text(part, _COMPARE + 1) for part in node.args)
            return f"{a} {_MIRRORED[node.op]} {b}", _COMPARE
        if node.op in _INFIX:
            sign, own = _INFIX[node.op]
            left = self._text(node.args[0], own + int(own == _COMPARE))
            return f"{left} {sign} {self._text(node.args[1], own + 1)}", own
        if node.op == "not" and node.args[0].op == "eq" and node.args[0] not in self.known:
            a, b = (self._text(part, _COMPARE + 1) for part in node.args[0].args)
            return f"{a} != {b}", _COMPARE
        if node.op == "not":
            return f"not {self._text(node.args[0], _NOT)}", _NOT
        if node.op == "when":
            condition, a, b = (self._text(part, _OR) for part in node.args)
            return f"{a} if {condition} else {b}", _CHOICE
        if node.op in ("min", "max"):
            a, b = (self._text(part, _COMPARE + 1) for part in node.args)
            return f"{a} if {a} {'<' if node.op == 'min' else '>'} {b} else {b}", _CHOICE
        raw = self.raw[node]
        return f"{self._text(node.args[3], _OR)} if {raw} is None else {raw}", _CHOICE


def _is_extreme(node: Node) -> bool:
    return node.op in ("least", "greatest")


def _word(entity: str, name: str) -> str:
    return re.sub(r"\W", "_", f"{entity}_{name}")


def _range_test(entity: str, name: str, nullable: bool) -> str:
    fact, word = find_fact(entity, name), _word(entity, name)
    test = f"{fact.low} <= {word} <= {fact.high}"
    return f"({word} is None or {test})" if nullable else test
