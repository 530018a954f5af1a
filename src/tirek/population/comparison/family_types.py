"""Types of family, and whether somebody in it has a disability: what a comparison is divided by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from tirek.rulebook.engine.program import Program, bind_node
from tirek.rulebook.engine.reading import person
from tirek.rulebook.engine.tree import TRUE, Node, aggregate, build, literal
from tirek.rulebook.national.household import minor, reached_pension_age

FAMILY_TYPE, DISABILITY = "family_type", "disability"
UNKNOWN = 0
"""Code of a family whose type needs a fact that nobody knows."""

NO_DISABILITY, WITH_DISABILITY = 1, 2
MANY_CHILDREN = 4


@cache
def family_types() -> tuple[Mapping[str, Mapping[str, str]], ...]:
    """Titles and words of the types; the code of a type is its place, from 1."""
    document = yaml.load((Path(__file__).parent / "family_types.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return tuple({"name": name, **entry} for name, entry in document.items())


def type_codes() -> dict[str, int]:
    """Code of each type by name."""
    return {str(entry["name"]): code for code, entry in enumerate(family_types(), 1)}


def family_outputs(program: Program) -> dict[str, Node]:
    """The type of a family and whether a member has a disability, as codes, bound to a program's moment."""
    code = {name: literal(number) for name, number in type_codes().items()}
    people = _count(TRUE)
    children = _count(bind_node(program, minor().node))
    old = build("eq", _count(bind_node(program, reached_pension_age().node)), people)
    alone, childless = build("eq", people, literal(1)), build("eq", children, literal(0))
    many = build("le", literal(MANY_CHILDREN), children)
    one_adult = build("le", build("sub", people, children), literal(1))
    parents = build("when", one_adult, code["one_adult_with_children"], code["some_children"])
    with_children = build("when", many, code["large_family"], parents)
    adults = build("when", alone, code["adult_alone"], code["adults"])
    pensioners = build("when", alone, code["pensioner_alone"], code["pensioners"])
    kind = build("when", old, pensioners, build("when", childless, adults, with_children))
    disabled = _count(bind_node(program, (person.disability != "none").node))
    flag = build("when", build("lt", literal(0), disabled), literal(WITH_DISABILITY), literal(NO_DISABILITY))
    return {FAMILY_TYPE: kind, DISABILITY: flag}


def _count(condition: Node) -> Node:
    return aggregate("count", "person", condition)
