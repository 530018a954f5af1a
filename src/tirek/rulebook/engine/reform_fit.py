"""Whether the text a reform gives a step can stand in its place: same type, unit and rows, no new question to another benefit."""

from __future__ import annotations

from typing import Any

from tirek.rulebook.engine.expressions import Number
from tirek.rulebook.engine.facts import RECEIVES
from tirek.rulebook.engine.rules import Rule, shape_text
from tirek.rulebook.engine.tree import Node, walk


def misfit(rule: Rule[Any] | None, text: Rule[Any]) -> str:
    """Code of the message that says why a text cannot replace a rule (or be added, where the rule is None); empty if it can."""
    if not received(text) <= (received(rule) if rule else set()):
        # The order in which a population is answered follows the questions of the benefits' own rules.
        return "reform_receives"
    if rule is None:
        return ""
    old, new = rule.versions[0].result(), text.versions[0].result()
    if shape_text(old) != shape_text(new):
        return "reform_shape"
    if isinstance(old, Number) and isinstance(new, Number) and not _same_divisor(rule, old, text):
        return "reform_ratio"
    return "" if _entities(text) - _entities(rule) <= {None, "family"} else "reform_rows"


def _same_divisor(rule: Rule[Any], old: Number, text: Rule[Any]) -> bool:
    """Rules that use the step know its divisor: none, that of its only text, or one that is bound anew at each moment."""
    results, olds = (
        [made for version in each.versions if isinstance(made := version.result(), Number)] for each in (text, rule)
    )
    if all(number.is_whole for number in olds):
        return all(number.is_whole for number in results)
    if len(rule.versions) > 1:
        return True
    return all((number.over, number.under) == (old.over, old.under) for number in results)


def _entities(rule: Rule[Any]) -> set[str | None]:
    return {node.entity for version in rule.versions for node in version.result().nodes()}


def received(rule: Rule[Any]) -> set[str]:
    """Benefits a rule asks about, itself or through other steps."""
    found: set[str] = set()
    queue, seen = [rule], set[str]()
    while queue:
        current = queue.pop()
        if current.full_name in seen:
            continue
        seen.add(current.full_name)
        for node in _leaves(current):
            if node.op == "step":
                queue.append(node.args[0])
            elif str(node.args[1]).startswith(RECEIVES):
                found.add(node.args[1])
    return found


def _leaves(rule: Rule[Any]) -> list[Node]:
    roots = [node for version in rule.versions for node in version.result().nodes()]
    return [node for node in walk(*roots) if node.op in ("fact", "step")]
