"""What is read off a benefit's tree: facts, parameters, the schema of its input, its graph."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.rulebook.engine.toys import ToyLaw, texts
from tirek.rulebook.cases import read_cases, with_defaults
from tirek.rulebook.catalogue import list_benefits, list_methods
from tirek.rulebook.engine import Benefit
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.facts import row_limits
from tirek.rulebook.engine.needs import facts_needed, input_schema, mermaid_graph, parameters_used, read_steps, rules_of

AID = """
@rule(until="2021-01-01")
def share() -> Number:
    return total(dwelling.area) * parameter("old") / quantity(1, "m2")

@share.version(since="2021-01-01")
def share_now() -> Number:
    return benefit.parameter("new") * family.gas_bill / quantity(1, "tenge_month")

@rule()
def idle() -> Number:
    return family.lift_bill

@benefit.condition("in_debt")
def no_debt() -> Boolean:
    return ~receives("other_aid") & any_of(person.birth_date > day(1900, 1, 1)) & any_of(person.sex == "male")

@benefit.amount()
def amount() -> Number:
    return share() + share()

@benefit.extra()
def claims() -> Number:
    return count(claim, claim.documented)
"""


@pytest.fixture
def aid(law: ToyLaw) -> Benefit:
    law.parameter("old", {"from": date(2020, 1, 1), "value": 1})
    law.parameter("aid.new", {"from": date(2021, 1, 1), "value": 1})
    return law.benefit("aid", AID, steps={name: texts(name) for name in ("share", "no_debt", "amount")})


def test_all_versions_are_read(aid: Benefit) -> None:
    steps = read_steps(aid)
    assert list(steps) == ["aid.no_debt", "aid.amount", "aid.claims", "aid.share"]
    assert [fact.key for fact in steps["aid.share"].facts] == ["dwelling.area", "family.gas_bill"]
    assert steps["aid.share"].parameters == ("old", "aid.new")
    assert [rule.full_name for rule in steps["aid.amount"].steps] == ["aid.share"]
    assert [rule.name for rule in rules_of(aid)] == ["no_debt", "amount", "claims"]


def test_facts_and_parameters(aid: Benefit) -> None:
    assert [fact.key for fact in facts_needed(aid)] == [
        "family.receives.other_aid",
        "family.gas_bill",
        "person.birth_date",
        "person.sex",
        "dwelling.area",
        "claim.documented",
    ]
    assert parameters_used(aid) == ["aid.new", "old"]


def test_a_right_needs_its_conditions_only(law: ToyLaw) -> None:
    right = law.benefit("right", "@benefit.condition('c')\ndef c() -> Boolean:\n    return family.overdue_debt\n")
    assert [rule.name for rule in rules_of(right)] == ["c"]
    assert set(input_schema(right)["properties"]) == {"family"}


def test_schema(aid: Benefit) -> None:
    schema = input_schema(aid)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:tirek:facts:aid"
    assert (schema["title"], schema["x-title"]["kk"]) == ("Toy", "Ойыншық")
    parts = schema["properties"]
    assert set(parts) == {"family", "receives", "persons", "dwellings", "claims"}
    assert list(parts["family"]["properties"]) == ["territory", "gas_bill"]
    assert parts["receives"]["properties"] == {"other_aid": {"type": ["boolean", "null"]}}
    assert parts["persons"]["maxItems"] == row_limits()["person"]
    persons = parts["persons"]["items"]["properties"]
    assert persons["sex"]["enum"] == ["male", "female", None]
    assert (persons["birth_date"]["x-source"], persons["birth_date"]["x-confidential"]) == (
        "population_register",
        False,
    )
    assert parts["claims"]["items"]["properties"]["documented"]["x-correctable"] is True
    area = parts["dwellings"]["items"]["properties"]["area"]
    assert (area["minimum"], area["x-unit"], area["type"]) == (0, "m2", ["number", "string", "null"])
    assert parts["family"]["properties"]["gas_bill"]["type"] == ["integer", "string", "null"]
    assert isinstance(parts["family"]["properties"]["gas_bill"]["maximum"], int)
    json.dumps(schema)


GOOD: list[dict[str, Any]] = [
    {},
    {"family": {"gas_bill": 5, "territory": 750000000}, "receives": {"other_aid": True}},
    {"family": {"gas_bill": None}, "receives": {"other_aid": None}, "persons": None},
    {"persons": [{"birth_date": "2020-02-29", "sex": "male"}, {}], "dwellings": [{"area": 54.5}, {"area": "54.5"}]},
]
BAD: list[dict[str, Any]] = [
    {"vehicles": []},
    {"family": {"lift_bill": 5}},
    {"family": {"gas_bill": -1}},
    {"family": {"gas_bill": 5.5}},
    {"family": {"gas_bill": "five"}},
    {"family": {"gas_bill": True}},
    {"receives": {"another_aid": True}},
    {"receives": {"other_aid": 1}},
    {"persons": {}},
    {"persons": [{"birth_date": "2021-02-29"}]},
    {"persons": [{"birth_date": "never"}]},
    {"persons": [{"birth_date": 20200229}]},
    {"persons": [{"sex": "f"}]},
    {"persons": [{"wage": 5}]},
    {"persons": [{}] * 61},
    {"dwellings": [{"area": 1e9}]},
    {"claims": [{"documented": "yes"}]},
]


def refuses(benefit: Benefit, facts: Any) -> list[str]:
    validator = Draft202012Validator(input_schema(benefit), format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(facts)]


@pytest.mark.parametrize("facts", GOOD)
def test_the_schema_takes_what_can_be_read(aid: Benefit, facts: dict[str, Any]) -> None:
    assert refuses(aid, facts) == []


@pytest.mark.parametrize("facts", BAD)
def test_the_schema_refuses_wrong_types(aid: Benefit, facts: dict[str, Any]) -> None:
    assert refuses(aid, facts)


def test_a_date_that_may_never_have_come(law: ToyLaw) -> None:
    rule = "@benefit.condition('c')\ndef c() -> Boolean:\n    return family.false_data_on == never()\n"
    right = law.benefit("right", rule)
    assert refuses(right, {"family": {"false_data_on": "never"}}) == []
    assert refuses(right, {"family": {"false_data_on": "2020-01-01"}}) == []
    assert refuses(right, {"family": {"false_data_on": "soon"}})


def test_graph(aid: Benefit) -> None:
    graph = mermaid_graph(aid)
    lines = graph.splitlines()
    assert lines[0] == "flowchart LR"
    assert '  aid__amount[["amount (en)"]]' in lines
    assert '  aid__no_debt{{"no_debt (en)"}}' in lines
    assert '  aid__claims["claims"]' in lines
    assert "  aid__share --> aid__amount" in lines
    assert '  p__aid__new[/"aid.new (en)"/] --> aid__share' in lines
    assert '  dwelling__area(["Area of the dwelling"]) --> aid__share' in lines
    assert len(lines) == len(set(lines))
    assert '["share (kk)"]' in mermaid_graph(aid, "kk")


PARTS = {
    "persons": "person",
    "dwellings": "dwelling",
    "vehicles": "vehicle",
    "claims": "claim",
    "employers": "employer",
}


def asked(benefit: Benefit, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of a case as JSON, without those the benefit does not need."""
    schema = input_schema(benefit)["properties"]
    kept: dict[str, Any] = {}
    for part, given in json.loads(json.dumps(facts, default=str)).items():
        if part not in schema or given is None:
            continue
        if part in PARTS:
            names = schema[part]["items"]["properties"]
            kept[part] = [{name: row[name] for name in row if name in names} for row in given]
        else:
            kept[part] = {name: given[name] for name in given if name in schema[part]["properties"]}
    return kept


@pytest.mark.parametrize("benefit", [*list_benefits(), *list_methods()], ids=lambda benefit: benefit.id)
def test_the_schema_takes_every_case(benefit: Benefit) -> None:
    Draft202012Validator.check_schema(input_schema(benefit))
    document = read_document(benefit.folder / "cases.yaml")
    assert len(read_cases(benefit)) == len(document["cases"])
    for entry in document["cases"]:
        facts = asked(benefit, with_defaults(entry.get("facts") or {}, document.get("defaults") or {}))
        assert refuses(benefit, facts) == [], entry["name"]


@pytest.mark.parametrize("benefit", [*list_benefits(), *list_methods()], ids=lambda benefit: benefit.id)
def test_real_needs(benefit: Benefit) -> None:
    needed = facts_needed(benefit)
    assert needed
    assert len({fact.key for fact in needed}) == len(needed)
    for language in ("kk", "ru", "en"):
        assert mermaid_graph(benefit, language).startswith("flowchart LR\n")
