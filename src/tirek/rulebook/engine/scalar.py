"""One family, fast: the outputs of a program compiled to one Python function.

The rows of each entity are read once. Facts are checked against the register's ranges on the way, for the proof against
overflow rests on them. The text of the function is kept, and is meant to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.fact_limits import TABLES, check_fact, check_row_count
from tirek.rulebook.engine.facts import ENTITIES, find_fact
from tirek.rulebook.engine.intervals import Interval
from tirek.rulebook.engine.layers import Schedule, Taste
from tirek.rulebook.engine.lowering import Nullable
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.scalar_source import ROWS, write_source
from tirek.rulebook.engine.scheduling import plan_layers, step_names
from tirek.rulebook.engine.tree import Node


def compile_scalar(
    law: Program | Mapping[str, Node], outputs: Mapping[str, Node] | None = None, *, nullable: Nullable = frozenset()
) -> CompiledScalar:
    """Compile outputs to one Python function.

    Parameters
    ----------
    law : Program or mapping of name to Node
        A program, whose steps then name the variables; or the outputs themselves.
    outputs : mapping of name to Node, optional
        Outputs wanted of a program; all of its own by default.
    nullable : frozenset of (entity, fact)
        Facts that may be unknown (None). An output they can change becomes two, ``x.low`` and ``x.high``.

    Examples
    --------
    >>> from tirek.rulebook.engine.tree import TRUE, aggregate, fact_node
    >>> wages = aggregate("sum", "person", fact_node("person", "wage", "int"), TRUE)
    >>> compile_scalar({"wages": wages}).from_rows({"persons": [{"wage": 5}, {"wage": 7}]})
    {'wages': 12}
    """
    if isinstance(law, Program):
        wanted, names = law.outputs() if outputs is None else outputs, step_names(law)
    else:
        wanted, names = law if outputs is None else outputs, {}
    return CompiledScalar(plan_layers(wanted, nullable=nullable, names=names, taste=Taste(1, _doubled)), list(wanted))


def _doubled(node: Node, ranges: Ranges) -> Iterable[Node]:
    """Python text writes the operands of these twice."""
    if node.op in ("min", "max"):
        return node.children()
    return node.args[1:2] if node.op in ("least", "greatest") else ()


class CompiledScalar:
    """A compiled function of one family's facts.

    Attributes
    ----------
    run : callable
        ``run(family, persons, dwellings, vehicles, claims, employers)``: tuples in the order of ``columns``, to the values
        of ``names``.
        Trusts the types of the facts; checks their ranges.
    columns : dict of str to tuple of str
        Facts by entity, in the order a tuple holds them.
    names : tuple of str
        Outputs, in the order the function returns them.
    source : str
        The text of the function.
    """

    def __init__(self, schedule: Schedule, asked: Sequence[str]) -> None:
        self.names = tuple(schedule.outputs)
        self.columns = {entity: schedule.facts.get(entity, ()) for entity in ENTITIES}
        self._limits = {entity: [_limits(entity, name) for name in read] for entity, read in self.columns.items()}
        self._kinds = {entity: tuple(limit[1] for limit in limits) for entity, limits in self._limits.items()}
        self._pickers = {entity: _picker(read) for entity, read in self.columns.items()}
        self.source = write_source(schedule)
        self._asked, self._nullable, self._reads = tuple(asked), schedule.nullable, frozenset(schedule.facts)
        namespace: dict[str, Any] = {"refuse": self.refuse}
        exec(compile(self.source, "<law>", "exec"), namespace)
        self.run: Callable[..., tuple[Any, ...]] = namespace["law"]

    def from_rows(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """Values by name, from ``{"family": {...}, "persons": [{...}, ...], ...}`` of stored facts; None is unknown.

        Raises
        ------
        FactError
            If a fact is of the wrong type, outside its range, or unknown where it may not be; so for rows the law reads.
        """
        rows = [self._tuples(entity, self._given(entity, case)) for entity in ROWS]
        (family,) = self._tuples("family", [case.get("family") or {}])
        if not self._typed(family, rows):
            self.refuse(family, *rows)
        return dict(zip(self.names, self.run(family, *rows), strict=True))

    def bounds(self, case: Mapping[str, Any]) -> dict[str, Interval]:
        """Lower and upper bound of every output asked for; they are equal where it is determined."""
        values = self.from_rows(case)
        return {
            name: (values[name], values[name]) if name in values else (values[f"{name}.low"], values[f"{name}.high"])
            for name in self._asked
        }

    def refuse(self, family: tuple[Any, ...], *rows: Sequence[tuple[Any, ...]]) -> None:
        """Name the first fact that may not stand, where there is one.

        Raises
        ------
        FactError
            With the fact, its value and its range.
        """
        self._check("family", family, "family")
        for entity, given in zip(ROWS, rows, strict=True):
            check_row_count(entity, len(given))
            for index, row in enumerate(given):
                self._check(entity, row, f"{TABLES[entity]}[{index}]")

    def _typed(self, family: tuple[Any, ...], rows: Sequence[Sequence[tuple[Any, ...]]]) -> bool:
        """Whether every fact is of its very type; `run` trusts that, and checks the ranges itself."""
        kinds = self._kinds
        if tuple(map(type, family)) != kinds["family"]:
            return False
        return all(tuple(map(type, row)) == kinds[e] for e, own in zip(ROWS, rows, strict=True) for row in own)

    def _check(self, entity: str, row: tuple[Any, ...], where: str) -> None:
        for (name, kind, low, high), value in zip(self._limits[entity], row, strict=True):
            if type(value) is not kind or not low <= value <= high:
                check_fact(entity, name, value, f"{where}.{name}", nullable=(entity, name) in self._nullable)

    def _given(self, entity: str, case: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Rows of an entity; rows that the law reads may not be unknown, for none is not the same as unknown."""
        rows: Sequence[Mapping[str, Any]] | None = case.get(TABLES[entity])
        if rows is None and entity in self._reads:
            raise FactError(TABLES[entity], "rows_not_list")
        return rows or ()

    def _tuples(self, entity: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        pick = self._pickers[entity]
        return [pick(row) for row in rows]


def _picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Takes these facts out of a row, None for one that is not there."""
    whole = itemgetter(*names) if len(names) > 1 else None

    def pick(row: Mapping[str, Any]) -> tuple[Any, ...]:
        if whole is not None:
            try:
                return cast("tuple[Any, ...]", whole(row))
            except KeyError:
                pass
        return tuple(row.get(name) for name in names)

    return pick


def _limits(entity: str, name: str) -> tuple[str, Any, int, int]:
    fact = find_fact(entity, name)
    return name, bool if fact.type == "boolean" else int, fact.low, fact.high
