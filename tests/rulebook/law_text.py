"""A node of a rule in words close to those of ``rule.py``, so that a reader finds the place a mutant was made at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.tree import TRUE, ZERO, Node, literal

_INFIX = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "floordiv": "//",
    "eq": "==",
    "lt": "<",
    "le": "<=",
    "and": "&",
    "or": "|",
}
_JOINED = ("and", "or", "add", "sub", "eq")
_YEARS = literal(10000)
_LONGEST = 120
"""Characters a text may have; what is longer is cut in its middle."""


@cache
def law_text(node: Node) -> str:
    """The node as a rule would say it.

    Examples
    --------
    >>> from tirek.rulebook.engine import any_of, person
    >>> law_text(any_of((person.disability == "group_1") & ~person.long_illness).node)
    'any_of((person.disability == group_1) & ~person.long_illness)'
    """
    text = _TEXTS.get(node.op, _infix)(node)
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


def _fact(node: Node) -> str:
    entity, name = node.args
    return f"receives({name.removeprefix('receives.')})" if name.startswith("receives.") else f"{entity}.{name}"


def _inner(node: Node) -> str:
    text = law_text(node)
    return f"({text})" if node.op in _JOINED and " " in text else text


def _word(leaf: Node, value: Node) -> str | None:
    """The word a fact is compared with: of an enumeration, or ``never`` of a date."""
    if leaf.op != "fact" or value.op != "lit":
        return None
    fact = find_fact(*leaf.args)
    if fact.type == "enum":
        return fact.values[int(value.args[0])]
    return "never" if fact.type == "date" and value is ZERO else None


def _infix(node: Node) -> str:
    a, b = node.args
    if node.op == "floordiv" and b is _YEARS and a.op == "sub":
        return f"age({law_text(a.args[1])})"
    if node.op == "eq" and (word := _word(a, b)):
        return f"{law_text(a)} == {word}"
    if node.op == "lt" and a is ZERO and b.op == "count":
        return f"any_of({_where(b.args[0], b.args[1])})"
    if node.op == "eq" and b is ZERO and a.op == "count":
        return f"none_of({_where(a.args[0], a.args[1])})"
    return f"{_inner(a)} {_INFIX[node.op]} {_inner(b)}"


def _where(entity: str, condition: Node) -> str:
    return entity if condition is TRUE else law_text(condition)


def _not(node: Node) -> str:
    inner = law_text(node.args[0])
    if node.args[0].op == "eq":
        return inner.replace(" == ", " != ", 1)
    return f"~{inner}" if node.args[0].op not in _INFIX else f"~({inner})"


def _parameter(node: Node) -> str:
    return str(node.args[0]) + (".divisor" if node.args[-1] else "")


def _step(node: Node) -> str:
    return f"{node.args[0].name}()" + (".divisor" if node.args[-1] else "")


def _date(node: Node) -> str:
    base, months = node.args
    name = "on" if base == "on" else "applied_on"
    return f"{name}({months or ''})"


def _called(name: str) -> Callable[[Node], str]:
    return lambda node: f"{name}({', '.join(law_text(child) for child in node.children())})"


def _aggregate(node: Node) -> str:
    entity, *args = node.args
    if node.op == "count":
        return f"count({_where(entity, args[0])})"
    condition = "" if args[1] is TRUE else f" where {law_text(args[1])}"
    name = {"sum": "total", "least": "smallest", "greatest": "largest"}[node.op]
    return f"{name}({law_text(args[0])}{condition})"


_TEXTS: dict[str, Callable[[Node], str]] = {
    "lit": lambda node: str(node.args[0]),
    "fact": _fact,
    "par": _parameter,
    "step": _step,
    "date": _date,
    "not": _not,
    "when": _called("when"),
    "min": _called("lesser"),
    "max": _called("greater"),
    **dict.fromkeys(("count", "sum", "least", "greatest"), _aggregate),
}
