"""What is read off a benefit's tree: the facts it needs, the parameters that move it, its graph, the schema of its input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.case import DECIMAL, PARTS
from tirek.rulebook.engine.facts import ENTITIES, RECEIVES, Fact, find_fact, row_limits
from tirek.rulebook.engine.parameters import find_parameter
from tirek.rulebook.engine.reform import ConditionChange, FloorChange, Reform, StepChange
from tirek.rulebook.engine.reform_files import in_force_reforms
from tirek.rulebook.engine.rules import Rule
from tirek.rulebook.engine.trace import step_titles
from tirek.rulebook.engine.tree import Node, walk


@dataclass(frozen=True)
class Reads:
    """What one step names in its texts of all dates: facts, parameters, other steps."""

    rule: Rule[Any]
    facts: tuple[Fact, ...]
    parameters: tuple[str, ...]
    steps: tuple[Rule[Any], ...]


def rules_of(benefit: Benefit) -> list[Rule[Any]]:
    """Conditions, amount and extras of a benefit."""
    amount = [benefit.amount_rule] if benefit.amount_rule else []
    return [*benefit.conditions.values(), *amount, *benefit.extras.values()]


def read_steps(benefit: Benefit, reforms: Sequence[Reform] = ()) -> dict[str, Reads]:
    """Every step a benefit rests on, in all versions and in the texts that reforms give, by full name; deepest last."""
    found: dict[str, Reads] = {}
    queue = [*rules_of(benefit), *_added_rules(benefit, reforms)]
    while queue:
        rule = queue.pop(0)
        if rule.full_name not in found:
            found[rule.full_name] = reads = _reads(rule, reforms)
            queue.extend(reads.steps)
    return found


def _added_rules(benefit: Benefit, reforms: Sequence[Reform]) -> list[Rule[Any]]:
    added: list[ConditionChange | FloorChange] = []
    for reform in reforms:
        added += [*reform.of_kind(ConditionChange), *reform.of_kind(FloorChange)]
    return [change.text for change in added if change.reach.covers(benefit)]


def _reads(rule: Rule[Any], reforms: Sequence[Reform]) -> Reads:
    changed = [
        change.text for reform in reforms for change in reform.of_kind(StepChange) if change.target == rule.full_name
    ]
    versions = [version for each in (rule, *changed) for version in each.versions]
    leaves = [leaf for version in versions for leaf in _leaves(*version.result().nodes())]
    facts = {leaf.args: find_fact(*leaf.args) for leaf in leaves if leaf.op == "fact"}
    parameters = {leaf.args[0]: None for leaf in leaves if leaf.op == "par"}
    steps = {leaf.args[0]: None for leaf in leaves if leaf.op == "step"}
    return Reads(rule, tuple(facts.values()), tuple(parameters), tuple(steps))


def _leaves(*roots: Node) -> Iterator[Node]:
    return (node for node in walk(*roots) if node.op in ("fact", "par", "step"))


def facts_needed(benefit: Benefit, reform: Reform | None = None) -> list[Fact]:
    """Facts a benefit reads, by entity in the order of the register; those of reforms in force, and of one that is named."""
    found = {fact.key: fact for reads in read_steps(benefit, _laid(reform)).values() for fact in reads.facts}
    return sorted(found.values(), key=lambda fact: ENTITIES.index(fact.entity))


def _laid(reform: Reform | None) -> tuple[Reform, ...]:
    return (*in_force_reforms(), *((reform,) if reform else ()))


def parameters_used(benefit: Benefit, reform: Reform | None = None) -> list[str]:
    """Parameters that influence a benefit."""
    return sorted({name for reads in read_steps(benefit, _laid(reform)).values() for name in reads.parameters})


def input_schema(benefit: Benefit, reform: Reform | None = None) -> dict[str, Any]:
    """JSON Schema (2020-12) of the facts a benefit needs; what it does not need is not asked."""
    needed = facts_needed(benefit, reform)
    own = [fact for fact in needed if fact.entity == "family" and not fact.name.startswith(RECEIVES)]
    received = [fact.name.removeprefix(RECEIVES) for fact in needed if fact.name.startswith(RECEIVES)]
    properties: dict[str, Any] = {"family": _object([_territory(), *own])}
    if received:
        answers = {name: {"type": ["boolean", "null"]} for name in received}
        properties["receives"] = {"type": "object", "properties": answers, "additionalProperties": False}
    for entity, part in PARTS.items():
        facts = [fact for fact in needed if fact.entity == entity]
        if facts:
            properties[part] = {"type": ["array", "null"], "maxItems": row_limits()[entity], "items": _object(facts)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:tirek:facts:{benefit.id}",
        "title": benefit.document["title"]["en"],
        "x-title": dict(benefit.document["title"]),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _territory() -> Fact:
    return find_fact("family", "territory")


def _object(facts: list[Fact]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {fact.name: _property(fact) for fact in facts},
        "additionalProperties": False,
    }


def _property(fact: Fact) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": fact.title["en"],
        "x-title": dict(fact.title),
        "x-source": fact.source,
        "x-confidential": fact.confidential,
        "x-correctable": fact.correctable,
    }
    if fact.type == "boolean":
        return {"type": ["boolean", "null"], **made}
    if fact.type == "enum":
        return {"enum": [*fact.values, None], **made}
    if fact.type == "date":
        alternatives: list[dict[str, Any]] = [{"type": "string", "format": "date"}, {"type": "null"}]
        return {"anyOf": [*alternatives, *([{"const": "never"}] if fact.never else [])], **made}
    bounds = {"minimum": fact.low / fact.scale, "maximum": fact.high / fact.scale}
    kind = "integer" if fact.scale == 1 else "number"
    bounds = {key: int(value) if kind == "integer" else value for key, value in bounds.items()}
    return {
        "type": [kind, "string", "null"],
        "pattern": f"^{DECIMAL.pattern}$",
        **bounds,
        "x-unit": str(fact.unit),
        **made,
    }


def mermaid_graph(benefit: Benefit, language: str = "en") -> str:
    """The benefit's dependencies as a Mermaid flowchart: facts, parameters, steps, conditions, amount."""
    lines = ["flowchart LR"]
    for reads in read_steps(benefit).values():
        step = _id(reads.rule.full_name)
        titles = {name: find_parameter(name).title.get(language) or name for name in reads.parameters}
        lines.append(f"  {step}{_shape(benefit, reads.rule, language)}")
        lines += [f'  {_id(fact.key)}(["{fact.title[language]}"]) --> {step}' for fact in reads.facts]
        lines += [f'  {_id("p." + name)}[/"{title}"/] --> {step}' for name, title in titles.items()]
        lines += [f"  {_id(other.full_name)} --> {step}" for other in reads.steps]
    return "\n".join(dict.fromkeys(lines))


def _id(name: str) -> str:
    return name.replace(".", "__")


def _shape(benefit: Benefit, rule: Rule[Any], language: str) -> str:
    title = step_titles(rule.path.parent).get(rule.name, {}).get(language) or rule.name
    if rule is benefit.amount_rule:
        return f'[["{title}"]]'
    return f'{{{{"{title}"}}}}' if rule in benefit.conditions.values() else f'["{title}"]'
