"""The trace: every step in order of dependence, with value, inputs, versions, act, and a sentence in each language."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.rulebook.engine.toys import ACT, HERE, ToyLaw, answer, texts, write
from tirek.rulebook.cases import read_cases
from tirek.rulebook.catalogue import list_benefits, list_methods
from tirek.rulebook.engine import Benefit
from tirek.rulebook.engine.acts import LANGUAGES, cite_act
from tirek.rulebook.engine.moment import Assumption, Moment
from tirek.rulebook.engine.outcomes import decide
from tirek.rulebook.engine.program import bind_program
from tirek.rulebook.engine.trace import TraceStep, step_titles, steps_of, trace_benefit
from tirek.rulebook.engine.wording import SPACE

AID = """
@rule()
def base() -> Number:
    return parameter("index") * benefit.parameter("part")

@rule(act="social_code", article="120")
def poor() -> Boolean:
    return person.wage < quantity(90, "tenge_quarter")

@rule()
def born() -> Date:
    return person.birth_date

@rule()
def gender() -> Enumeration:
    return person.sex

@rule()
def unused() -> Number:
    return family.lift_bill

@benefit.condition("nobody", act="almaty_maslikhat_347_2015", article="4 (1)")
def somebody() -> Boolean:
    return any_of(poor() & (born() > day(1900, 1, 1)) & (gender() == "female")) | (family.gas_bill > 0)

@benefit.amount(act="almaty_maslikhat_347_2015")
def amount() -> Number:
    return base() + family.gas_bill / 3

@benefit.extra()
def shown() -> Number:
    return family.gas_bill
"""
FACTS: dict[str, Any] = {
    "family": {"gas_bill": 100},
    "persons": [{"wage": 1000, "birth_date": "1950-02-01", "sex": "male"}, {"wage": 30, "sex": "female"}],
}


def aid(law: ToyLaw, **document: Any) -> Benefit:
    found = {"mark": "found", "source": "gazette"}
    law.parameter("index", {"from": date(2020, 4, 1), "value": 2778, "act": ACT, "article": 9, "provenance": found})
    law.parameter("aid.part", {"quarter": "2020Q4", "value": "13/2"}, by="quarter", type="ratio", unit="per_month")
    steps = {name: texts(name) for name in ("base", "poor", "born", "gender", "somebody", "amount")}
    return law.benefit("aid", AID, steps={**steps, "somebody": texts("ends.")}, **document)


def trace(law: ToyLaw, facts: Any = FACTS, moment: Moment = HERE, **document: Any) -> dict[str, TraceStep]:
    program, _, interpreter, _ = answer(aid(law, **document), facts, moment)
    steps = trace_benefit(program, "aid", interpreter)
    return {step.name.removeprefix("aid."): step for step in steps}


def test_in_order_of_dependence(law: ToyLaw) -> None:
    steps = trace(law)
    names = list(steps)
    assert sorted(names) == ["amount", "base", "born", "gender", "poor", "shown", "somebody"]
    for position, step in enumerate(steps.values()):
        for needed in step.inputs:
            if needed.startswith("aid."):
                assert names.index(needed.removeprefix("aid.")) < position


def test_values(law: ToyLaw) -> None:
    steps = trace(law)
    assert steps["base"].values == (Fraction(18057),)
    assert steps["amount"].values == (Fraction(54271, 3),)
    assert steps["poor"].values == (False, True)
    assert steps["born"].values == (19500201, None)
    assert steps["gender"].values == (0, 1)
    assert steps["somebody"].values == (True,)
    assert [steps[name].per_row for name in ("poor", "born", "amount")] == [True, True, False]


def test_inputs_and_parameters(law: ToyLaw) -> None:
    steps = trace(law)
    assert steps["base"].inputs == ()
    assert [use.name for use in steps["base"].parameters] == ["index", "aid.part"]
    assert steps["poor"].inputs == ("person.wage",)
    assert set(steps["somebody"].inputs) == {"aid.poor", "aid.born", "aid.gender", "family.gas_bill"}
    assert steps["amount"].inputs[0] == "aid.base"


def test_sentences(law: ToyLaw) -> None:
    steps = trace(law)
    assert steps["base"].sentence("en").replace(SPACE, " ") == (
        "base (en): 18,057 tenge a month (index (en) — 2,778, since 1 April 2020; "
        "aid.part (en) — 6.5, quarter IV of 2020, value not verified)."
    )
    assert steps["base"].sentence("kk").replace(SPACE, " ") == (
        "base (kk): 18 057 теңге айына (index (kk) — 2 778, 2020 жылғы 1 сәуірден бастап; "
        "aid.part (kk) — 6,5, 2020 жылғы IV тоқсан, расталмаған мән)."
    )
    assert steps["poor"].sentence("ru") == f"poor (ru): нет; да ({cite_act('social_code', 'ru', '120')})."
    assert steps["born"].sentence("ru") == "born (ru): 1 февраля 1950 года; неизвестно."
    assert steps["gender"].sentence("en") == "gender (en): male; female."
    assert steps["amount"].sentence("ru").startswith(f"amount (ru): ≈18{SPACE}090,33{SPACE}тенге в месяц (")
    assert steps["shown"].sentence("en") == f"shown: 100{SPACE}tenge a month."
    assert steps["somebody"].sentence("kk").startswith("ends. (kk): иә (")


def test_json(law: ToyLaw) -> None:
    steps = trace(law)
    made = steps["base"].as_json()
    assert made["step"] == "aid.base"
    assert (made["value"], made["unit"], made["verified"]) == (18057, "tenge/month", False)
    assert made["parameters"][0] == {
        "name": "index",
        "title": texts("index"),
        "unit": "tenge",
        "value": "2778",
        "since": "2020-04-01",
        "known_from": "2020-04-01",
        "act": ACT,
        "article": "9",
        "provenance": "found",
        "verified": True,
        "source": "gazette",
        "reform": None,
    }
    assert made["changed"] is None
    part = made["parameters"][1]
    assert (part["value"], part["since"], part["provenance"], part["verified"]) == ("13/2", "2020Q4", "memory", False)
    assert steps["amount"].as_json()["value"] == "54271/3"
    assert steps["poor"].as_json()["value"] == [False, True]
    assert (steps["poor"].as_json()["unit"], steps["born"].as_json()["unit"]) == ("boolean", "date")
    assert steps["born"].as_json()["value"] == [19500201, None]
    assert (steps["poor"].as_json()["act"], steps["poor"].as_json()["article"]) == ("social_code", "120")
    assert steps["poor"].verified
    assert set(steps["poor"].as_json()["sentence"]) == set(LANGUAGES)
    json.dumps([step.as_json() for step in steps.values()])


def test_what_nobody_published(law: ToyLaw) -> None:
    steps = trace(law, moment=Moment(date(2021, 1, 1)))
    base = steps["base"]
    assert base.values == (None,)
    assert base.verified is False
    assert "aid.part (ru): не опубликовано" in base.sentence("ru")
    assert base.as_json()["value"] is None
    assert base.as_json()["parameters"][1]["value"] is None
    assert base.as_json()["parameters"][1]["provenance"] == "unpublished"
    assert "неизвестно" in steps["amount"].sentence("ru")


def test_an_assumption_says_so(law: ToyLaw) -> None:
    given = {"aid.part": ({"quarter": "2021Q1", "value": 2, "provenance": {"mark": "seed"}},)}
    moment = Moment(date(2021, 1, 1), assumption=Assumption("toy", {}, {}, given, {}))
    base = trace(law, moment=moment)["base"]
    assert base.values == (5556,)
    assert "aid.part (en) — 2, quarter I of 2021, assumption" in base.sentence("en")
    assert base.as_json()["parameters"][1]["provenance"] == "assumption"
    assert base.verified is False


def test_unknown_rows_and_none(law: ToyLaw) -> None:
    steps = trace(law, {"family": {"gas_bill": 1}})
    assert steps["poor"].values == (None,)
    assert steps["poor"].sentence("en").startswith("poor (en): unknown (")
    text = "@rule()\ndef car() -> Boolean:\n    return vehicle.kind == 'car'\n"
    text += "@benefit.condition('c')\ndef c() -> Boolean:\n    return ~any_of(car())\n"
    program, _, interpreter, _ = answer(law.benefit("cars", text, outcome="right"), {"vehicles": []})
    assert trace_benefit(program, "cars", interpreter)[0].sentence("en") == "car: —."


def test_a_step_with_two_answers_has_no_value(law: ToyLaw) -> None:
    text = "@rule()\ndef weight() -> Number:\n    return choose((person.orphan, 1), (person.war_widow, 2))\n"
    text += "@benefit.amount()\ndef amount() -> Number:\n"
    text += "    sum = choose((family.survey_refused, 5), (family.overdue_debt, 6))\n"
    text += "    return total(weight()) * sum * quantity(1, 'tenge_month')\n"
    facts = {
        "family": {"survey_refused": True, "overdue_debt": True},
        "persons": [{"orphan": True, "war_widow": False}, {"orphan": True, "war_widow": True}],
    }
    program, _, interpreter, _ = answer(law.benefit("clash", text), facts)
    weight, amount = trace_benefit(program, "clash", interpreter)
    assert weight.values == (1, None)
    assert amount.values == (None,)


def test_titles_of_steps(law: ToyLaw) -> None:
    folder = aid(law).folder
    assert step_titles(folder)["poor"]["kk"] == "poor (kk)"
    national = law.root / "national"
    assert step_titles(law.root) == {}
    write(national / "steps.yaml", {"members": texts("members")})
    assert step_titles(national)["members"]["en"] == "members (en)"


def test_only_its_own_steps(law: ToyLaw) -> None:
    other = law.benefit("other", "@benefit.condition('c')\ndef c() -> Boolean:\n    return ~family.overdue_debt\n")
    program = bind_program([other, aid(law)], HERE)
    assert [step.name for step in steps_of(program, program.benefits["other"])] == ["other.c"]
    assert "other.c" not in [step.name for step in steps_of(program, program.benefits["aid"])]


@pytest.mark.parametrize("benefit", [*list_benefits(), *list_methods()], ids=lambda benefit: benefit.id)
def test_every_real_step_is_told_in_three_languages(benefit: Benefit) -> None:
    case = read_cases(benefit)[0]
    program = bind_program([benefit], case.moment, drafts=True)
    _, interpreter = decide(program, benefit.id, case.case)
    steps = trace_benefit(program, benefit.id, interpreter)
    assert steps
    for step in steps:
        said = {language: step.sentence(language) for language in LANGUAGES}
        for text in said.values():
            assert text.endswith((".", "…"))
            assert not set("{}_") & set(text)
            assert ".." not in text
        assert said["kk"] != said["ru"] != said["en"]
        assert step.title("kk") != step.step.rule.name


def test_one_parameter_read_in_two_ways_is_named_twice(law: ToyLaw) -> None:
    law.real("mci")
    rule = "@benefit.amount()\ndef amount() -> Number:\n"
    rule += "    both = parameter('mci') + parameter('mci', purpose='fiscal') + parameter('mci')\n"
    rule += "    return both * quantity(1, 'per_month')\n"
    program, outcome, interpreter, _ = answer(law.benefit("both", rule), {})
    (amount,) = trace_benefit(program, "both", interpreter)
    assert [use.value.amount for use in amount.parameters if use.value] == [2778, 2651]
    assert outcome.total == (2778 + 2651 + 2778,) * 2
