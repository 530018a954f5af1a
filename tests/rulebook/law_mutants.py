"""Mutants of the law: one step with one of its conditions, caps, floors, branches or boundaries taken away.

A mutant changes the tree of one text of one step. Texts of several dates whose trees are the same (a text that passed
unchanged from act to act) are one text and mutate together. The same node inside another step stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.rulebook.law_text import law_text
from tirek.rulebook.catalogue import benefit_ids, find_benefit, method_ids
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.expressions import Boolean, Date, Enumeration, Expr, Number
from tirek.rulebook.engine.factoring import substitute
from tirek.rulebook.engine.needs import read_steps
from tirek.rulebook.engine.rule_files import rules_in
from tirek.rulebook.engine.rules import Rule, Version
from tirek.rulebook.engine.tree import AGGREGATES, TRUE, Node, build, rebuild, walk
from tirek.rulebook.reforms import reform_names

NATIONAL = "national"
"""Name of the group of steps that many benefits share."""


@dataclass(frozen=True)
class Mutant:
    """One change of one text of a step.

    Attributes
    ----------
    what : str
        What was taken away; unique within the step.
    versions : tuple of Version
        The versions that carry the text.
    old, new : Node
        The node replaced, wherever it stands inside the text, and what stands in its place.
    """

    group: str
    rule: Rule[Any]
    versions: tuple[Version, ...]
    what: str
    old: Node
    new: Node

    @property
    def where(self) -> str:
        """``file:line`` of the text."""
        return place_of(self.versions[0])


def place_of(version: Version) -> str:
    """``file:line`` of a version's text, from the folder of the rulebook."""
    code = version.write.__code__
    path = Path(code.co_filename)
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{code.co_firstlineno}"


def group_names() -> list[str]:
    """Every benefit and method, then the national steps, then the reforms."""
    return [*benefit_ids(), *method_ids(), NATIONAL, *reform_names()]


@cache
def users_of_national_steps() -> dict[str, tuple[str, ...]]:
    """Benefits and methods that rest on each national step, by the step's full name."""
    found: dict[str, list[str]] = {}
    for name in [*benefit_ids(), *method_ids()]:
        for full_name, reads in read_steps(find_benefit(name)).items():
            if reads.rule.path.parent == ROOT / NATIONAL:
                found.setdefault(full_name, []).append(name)
    return {full_name: tuple(names) for full_name, names in sorted(found.items())}


def own_rules(group: str) -> list[Rule[Any]]:
    """Steps written in the folder of a benefit, method or reform, or all national steps that somebody uses."""
    if group in reform_names():
        return list(rules_in(group).values())
    if group != NATIONAL:
        benefit = find_benefit(group)
        return [reads.rule for reads in read_steps(benefit).values() if reads.rule.path.parent == benefit.folder]
    found = {
        full_name: reads.rule
        for user in {name for users in users_of_national_steps().values() for name in users}
        for full_name, reads in read_steps(find_benefit(user)).items()
    }
    return [found[full_name] for full_name in users_of_national_steps()]


def judges_of(group: str, rule: Rule[Any]) -> list[Benefit | str]:
    """Benefits whose cases may kill a mutant of a step; of a reform's text, the reform by name."""
    if group in reform_names():
        return [group]
    names = users_of_national_steps()[rule.full_name] if group == NATIONAL else (group,)
    return [find_benefit(name) for name in names]


def mutants_of(group: str, rule: Rule[Any]) -> list[Mutant]:
    """Every mutant of a step, each once, in the order of its texts."""
    made: list[Mutant] = []
    named: Counter[str] = Counter()
    for versions in _texts(rule):
        nodes = versions[0].result().nodes()
        seen = {nodes}
        for old, new, what in _changes(nodes):
            done = substitute(nodes, {old: new})
            changed = tuple(done[node] for node in nodes)
            if changed in seen:
                continue
            seen.add(changed)
            named[what] += 1
            unique = what if named[what] == 1 else f"{what} #{named[what]}"
            made.append(Mutant(group, rule, versions, unique, old, new))
    return made


def _texts(rule: Rule[Any]) -> list[tuple[Version, ...]]:
    texts: dict[tuple[Node, ...], list[Version]] = {}
    for version in rule.versions:
        texts.setdefault(version.result().nodes(), []).append(version)
    return [tuple(versions) for versions in texts.values()]


def _changes(roots: tuple[Node, ...]) -> Iterator[tuple[Node, Node, str]]:
    if roots[0].kind == "bool" and roots[0] is not TRUE:
        yield roots[0], TRUE, "the whole condition"
    for node in walk(*roots):
        for new, what in _alternatives(node):
            if new is not node:
                yield node, new, what


def _alternatives(node: Node) -> Iterator[tuple[Node, str]]:
    if node.op in ("and", "or", "min", "max"):
        word = {"and": "condition", "or": "alternative", "min": "cap", "max": "floor"}[node.op]
        for dropped, rest in (node.args, node.args[::-1]):
            if dropped.op != node.op:
                yield rest, f"{word} {law_text(dropped)}"
    elif node.op == "not":
        yield node.args[0], f"not of {law_text(node.args[0])}"
    elif node.op in ("lt", "le"):
        yield build("le" if node.op == "lt" else "lt", *node.args), f"boundary of {law_text(node)}"
    elif node.op == "when":
        condition, a, b = node.args
        yield b, f"branch where {law_text(condition)}: {law_text(a)}"
        yield a, f"branch where not {law_text(condition)}: {law_text(b)}"
    elif node.op in AGGREGATES:
        yield from _without_row_condition(node)


def _without_row_condition(node: Node) -> Iterator[tuple[Node, str]]:
    """An aggregate over all rows; parts of a joined condition are dropped one by one, as of any other."""
    children = list(node.children())
    position = 0 if node.op == "count" else 1
    condition = children[position]
    if condition is not TRUE and condition.op != "and":
        children[position] = TRUE
        yield rebuild(node, children), f"row condition {law_text(condition)}"


@contextmanager
def mutated(mutant: Mutant) -> Iterator[None]:
    """The law with one mutant in place; as it was afterwards."""
    before = [(version, version.result(), version.conflicts) for version in mutant.versions]
    try:
        for version, result, conflicts in before:
            made = substitute([*result.nodes(), *conflicts], {mutant.old: mutant.new})
            version._result = _rebuilt(result, made)
            version.conflicts = [made[node] for node in conflicts]
        yield
    finally:
        for version, result, conflicts in before:
            version._result, version.conflicts = result, conflicts


def _rebuilt(result: Expr, made: dict[Node, Node]) -> Expr:
    nodes = [made[node] for node in result.nodes()]
    if isinstance(result, Boolean):
        return Boolean(nodes[0])
    if isinstance(result, Number):
        return Number(nodes[0], result.unit, result.over, tuple(nodes[1:]))
    if isinstance(result, Enumeration):
        return Enumeration(nodes[0], result.values, result.name)
    assert isinstance(result, Date)
    return Date(nodes[0])
