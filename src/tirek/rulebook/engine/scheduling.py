"""Scheduling: from bound trees to stages, readings of rows and named columns (see ``layers``).

Within a frame a value gets a name when it is used more than once and is worth it, so that nothing is computed twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from keyword import kwlist

from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.factoring import factor, family_parts, is_row, row_inputs
from tirek.rulebook.engine.facts import ENTITIES
from tirek.rulebook.engine.layers import (
    Column,
    Levels,
    RowPass,
    Schedule,
    Stage,
    Taste,
    aggregate_inputs,
    facts_below,
    frame_children,
)
from tirek.rulebook.engine.lowering import Bounds, Nullable, bounded_outputs, lower_bounds
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.simplification import simplify
from tirek.rulebook.engine.tree import AGGREGATES, Node, walk

LEAVES = ("lit", "fact")
LARGEST_EXPRESSION = 40
"""Operations one expression may hold before a part of it gets a name all the same."""


def plan_layers(
    outputs: Mapping[str, Node],
    *,
    nullable: Nullable = frozenset(),
    names: Mapping[Node, str] | None = None,
    taste: Taste | None = None,
) -> Schedule:
    """Schedule the outputs of bound trees.

    Parameters
    ----------
    outputs : mapping of name to Node
        Values of the family.
    nullable : frozenset of (entity, fact)
        Facts that may be unknown.
    names : mapping of Node to str, optional
        Names a reader knows values by: the steps of the law.
    taste : Taste, optional
        What the back end wants named.

    Raises
    ------
    ValueError
        If an output belongs to rows and not to the family.
    """
    for name, node in outputs.items():
        if is_row(node):
            raise ValueError(f"{name} belongs to the rows of {node.entity}; ask for a count or a total of it")
    ranges = Ranges()
    bounds = lower_bounds(outputs.values(), nullable, ranges)
    wanted = bounded_outputs(dict(outputs), bounds)
    shorter = simplify(wanted.values(), ranges)
    factored = factor([shorter[node] for node in wanted.values()], ranges)
    final = {node: factored[made] for node, made in shorter.items() if made in factored}
    results = {name: final[node] for name, node in wanted.items()}
    labels = {node: name for name, node in results.items() if node.op not in LEAVES}
    planner = _Planner(ranges, labels | _step_names(names or {}, bounds, final), taste or Taste())
    return planner.plan(results, nullable)


def step_names(program: Program) -> dict[Node, str]:
    """Names a reader knows a program's values by."""
    return {step.node: name for name, step in reversed(program.steps.items())}


def _step_names(
    names: Mapping[Node, str], bounds: Mapping[Node, Bounds], final: Mapping[Node, Node]
) -> dict[Node, str]:
    found: dict[Node, str] = {}
    for node, name in names.items():
        if node in bounds:
            low, high = bounds[node]
            pairs = [(low, name)] if low is high else [(low, f"{name}_low"), (high, f"{name}_high")]
            found.update(
                {final[made]: label for made, label in pairs if made in final and final[made].op not in LEAVES}
            )
    return found


LONGEST_NAME = 48
"""Letters of a name before its number; databases cut names at 63 bytes."""


class Namer:
    """Names that are Python and SQL words, each given once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {*taken, *kwlist, *TABLES.values(), "family", "family_id", "row", "refuse", "len"}

    def __call__(self, wish: str) -> str:
        """The wish as a word, with a number where it is taken."""
        word = re.sub(r"\W+|^(?=\d)", "_", wish)[:LONGEST_NAME]
        name, number = word, 1
        while name in self._taken:
            number += 1
            name = f"{word}_{number}"
        self._taken.add(name)
        return name


@dataclass
class _Planner:
    ranges: Ranges
    steps: Mapping[Node, str]
    taste: Taste
    level: dict[Node, int] = field(default_factory=dict)

    def plan(self, outputs: dict[str, Node], nullable: Nullable) -> Schedule:
        nodes = walk(*outputs.values())
        facts = facts_below(nodes)
        taken = {f"{entity}_{name}" for entity, read in facts.items() for name in read}
        self.name = Namer({*taken, *(name for read in facts.values() for name in read)})
        for node in nodes:
            self.level[node] = self._level(node)
        aggregates = [node for node in nodes if node.op in AGGREGATES]
        last = max((self.level[node] for node in aggregates), default=0)
        groups = [[n for n in aggregates if self._pass_of(n) == number] for number in range(last + 1)]
        known: set[Node] = set()
        stages = []
        for number, group in enumerate(groups):
            passes = tuple(self._row_pass(entity, group, facts) for entity in ENTITIES if _of(entity, group))
            later = [part for rest in groups[number + 1 :] for node in rest for part in family_parts(*row_inputs(node))]
            roots = [part for part in later if self.level[part] <= number and part.op not in LEAVES]
            if number == last:
                roots = list(outputs.values())
            levels = self._columns(roots, known, must=set() if number == last else set(roots))
            known.update(column.node for level in levels for column in level)
            stages.append(Stage(passes, levels))
        return Schedule(outputs, facts, tuple(stages), nullable, self.ranges)

    def _level(self, node: Node) -> int:
        """Stage at which a value is there; a row that reads a family's value needs the next stage."""
        if node.op in AGGREGATES:
            return max(self._pass_of(node), *(self.level[child] for child in node.children()))
        row = is_row(node)
        return max((self.level[c] + int(row and c.entity == "family") for c in node.children()), default=0)

    def _pass_of(self, node: Node) -> int:
        inputs = row_inputs(node)
        return max(self.level[child] + int(child.entity == "family") for child in inputs)

    def _row_pass(self, entity: str, group: list[Node], facts: Mapping[str, tuple[str, ...]]) -> RowPass:
        mine = _of(entity, group)
        inputs = [made for node in mine for made in (*aggregate_inputs(node), *self.taste.doubled(node, self.ranges))]
        parts = family_parts(*inputs)
        broadcast = tuple(Column(self._broadcast_name(part), part) for part in parts)
        read = {
            leaf.args[1] for leaf in _inside(inputs, lambda n: n.entity != "family") if leaf.op in ("fact", "fact_or")
        }
        levels = self._columns(inputs, set(parts), must=set())
        columns = tuple(Column(self._wish(node), node) for node in mine)
        return RowPass(entity, tuple(name for name in facts[entity] if name in read), broadcast, levels, columns)

    def _broadcast_name(self, part: Node) -> str:
        return self.name(
            f"family_{part.args[1]}_of_row" if part.op == "fact" else f"{self.steps.get(part, 'family')}_of_row"
        )

    def _wish(self, node: Node) -> str:
        plain = f"{node.args[0]}_{node.op}" if node.op in AGGREGATES else f"{node.entity}_value"
        return self.name(self.steps.get(node, plain))

    def _columns(self, roots: list[Node], known: set[Node], must: set[Node]) -> Levels:
        """Values worth a name below the roots, by level; those in ``known`` have one."""
        order = _inside(roots, lambda node: node not in known and node.op not in LEAVES)
        uses = Counter(roots)
        for node in order:
            uses.update(frame_children(node))
            uses.update(child for child in self.taste.doubled(node, self.ranges) if child in frame_children(node))
        weight: dict[Node, int] = {}
        depth: dict[Node, int] = {}
        chosen: list[Node] = []
        for node in order:
            below = frame_children(node)
            size = sum(weight.get(child, 0) for child in below) + int(node.op not in ("sum", "count"))
            depth[node] = max((depth.get(child, 0) for child in below), default=0)
            weight[node] = size
            worth = uses[node] > 1 and size >= self.taste.least_weight
            if size and (node in must or worth or size > LARGEST_EXPRESSION):
                chosen.append(node)
                weight[node], depth[node] = 0, depth[node] + 1
        levels = [
            [Column(self._wish(n), n) for n in chosen if depth[n] == d] for d in sorted({depth[n] for n in chosen})
        ]
        return tuple(tuple(level) for level in levels)


def _inside(roots: Iterable[Node], belongs: Callable[[Node], bool]) -> list[Node]:
    """Nodes of one frame below the roots, children first, each once."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen and belongs(node):
            seen.add(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(frame_children(node)))
    return order


def _of(entity: str, group: list[Node]) -> list[Node]:
    return [node for node in group if node.args[0] == entity]
