"""The common work for openfisca-core and policyengine-core, as their documentation recommends: variables by entity, vectorised
formulas, dated parameters, whole-number variables. Our own text; the two themselves (AGPL) are only called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.common_work import columns as names
from benchmarks.peers.core_api import (
    MONTH_LONG,
    ParameterNode,
    SimulationBuilder,
    TaxBenefitSystem,
    Variable,
    build_entity,
)

Formula = Callable[..., Any]

Person = build_entity("person", "persons", "Person", is_person=True)
Family = build_entity("family", "families", "Family", roles=[{"key": "member", "plural": "members", "label": "Member"}])

_COUNTED: dict[str, Formula] = {
    "workers": lambda p, t: (
        (p("age", t) >= names.ADULT)
        * (p("age", t) < names.RETIRED)
        * (p("disability", t) != 1)
        * (p("disability", t) != 2)
        * ~p("student", t)
    ),
    "children": lambda p, t: p("age", t) < names.ADULT,
    "toddlers": lambda p, t: p("age", t) < names.TODDLER,
    "group_1": lambda p, t: p("disability", t) == 1,
    "group_2": lambda p, t: p("disability", t) == 2,
    "group_3": lambda p, t: p("disability", t) == 3,
    "disabled_children": lambda p, t: (p("age", t) < names.ADULT) * (p("disability", t) != 0),
    "students": lambda p, t: p("student", t),
    "orphans": lambda p, t: p("orphan", t),
    "veterans": lambda p, t: p("veteran", t),
    "pensioners": lambda p, t: p("age", t) >= names.RETIRED,
}


def _wide(values: Any) -> Any:
    """Whole-number variables are 32 bits wide; products of money are not."""
    return values.astype(np.int64)


def _level(f: Any, t: Any, law: Any) -> Any:
    income, minimum = f("income", t), f("family_minimum", t)
    base = 1 + (f("gap", t) <= 0).astype(int) + sum((income >= times * minimum).astype(int) for times in (1, 2, 3, 4))
    up = (f("roomy", t) * (f("dwellings", t) >= 2)).astype(int) + (f("vehicles", t) >= 2) + f("entity", t)
    down = (~f("roomy", t)).astype(int) + f("overdue", t)
    return np.clip(base + np.minimum(up, 2) - np.minimum(down, 1), 1, 6)


def _housing(f: Any, t: Any) -> Any:
    norm = names.HOUSING_FIXED + names.HOUSING_A_PERSON * f("members", t)
    return np.maximum((20 * np.minimum(f("utilities", t), norm) - f("income", t)) // 20, 0)


_FAMILY: dict[str, Formula] = {
    "members": lambda f, t: f.nb_persons(),
    "income": lambda f, t: f.sum(f.members("personal_income", t)),
    "large_family": lambda f, t: f("children", t) >= names.MANY_CHILDREN,
    "family_minimum": lambda f, t, law: law(t).subsistence_minimum * f("members", t),
    "per_capita_income": lambda f, t: f("income", t) // f("members", t),
    "gap": lambda f, t: 7 * _wide(f("family_minimum", t)) - 10 * _wide(f("income", t)),
    "assistance": lambda f, t: np.where(f("gap", t) > 0, f("gap", t) // 10, 0),
    "assistance_kind": lambda f, t: np.where(f("gap", t) > 0, np.where(f("workers", t) > 0, 2, 1), 0),
    "housing": _housing,
    "level": _level,
}


def make_variable(name: str, entity: Any, kind: type, formula: Formula | None = None) -> Any:
    body: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": MONTH_LONG, "label": name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def _count(rows: Formula) -> Formula:
    return lambda f, t: f.sum(rows(f.members, t))


def _payment(aid: names.Aid) -> Formula:
    def formula(f: Any, t: Any, law: Any) -> Any:
        rate = aid.tenths_of_index * law(t).index // 10
        return np.where(f("income", t) < aid.minima * f("family_minimum", t), f(aid.category, t) * rate, 0)

    return formula


def build_system() -> Any:
    """The country of the common work."""
    system = TaxBenefitSystem([Person, Family])
    dated = {"subsistence_minimum": names.SUBSISTENCE_MINIMUM, "index": names.INDEX}
    values = {name: {"values": {day: {"value": v} for day, v in by_day.items()}} for name, by_day in dated.items()}
    system.parameters = ParameterNode("", data=values)
    inputs = [(Person, names.PERSON_INTEGERS, int), (Person, names.PERSON_BOOLEANS, bool)]
    inputs += [(Family, names.FAMILY_INTEGERS, int), (Family, names.FAMILY_BOOLEANS, bool)]
    for entity, found, kind in inputs:
        for name in found:
            system.add_variable(make_variable(name, entity, kind))
    system.add_variable(
        make_variable(
            "personal_income", Person, int, lambda p, t: sum(p(n, t) for n in ("wage", "pension", "benefits", "other"))
        )
    )
    system.add_variable(
        make_variable("roomy", Family, bool, lambda f, t: f("area", t) >= names.AREA_A_PERSON * f("members", t))
    )
    for name, rows in _COUNTED.items():
        system.add_variable(make_variable(name, Family, int, _count(rows)))
    for name, formula in _FAMILY.items():
        system.add_variable(make_variable(name, Family, int, formula))
    for aid in names.AIDS:
        system.add_variable(make_variable(aid.name, Family, int, _payment(aid)))
    return system


def ingest(system: Any, persons: dict[str, Any], families: dict[str, Any], *, lean: bool) -> Any:
    """A simulation over columns.

    Documented: ``join_with_persons``. Lean: the fields of the populations set directly, which no page documents and which is the
    fastest way in that we found.
    """
    builder = SimulationBuilder()
    builder.create_entities(system)
    count = len(persons["age"])
    if lean:
        person, family = builder.populations["person"], builder.populations["family"]
        person.ids, person.count = np.arange(count), count
        family.ids, family.count = families["family_id"], len(families["family_id"])
        family.members_entity_id = persons["family_id"]
    else:
        builder.declare_person_entity("person", np.arange(count))
        household = builder.declare_entity("family", families["family_id"])
        builder.join_with_persons(household, persons["family_id"], np.zeros(count, dtype=int))
    simulation = builder.build(system)
    for name in names.PERSON:
        simulation.set_input(name, names.MONTH, persons[name])
    for name in names.FAMILY:
        simulation.set_input(name, names.MONTH, families[name])
    return simulation
