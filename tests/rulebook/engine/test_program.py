"""Binding: what a benefit becomes at a moment and place, and when it is absent."""

from datetime import date
from typing import Any

import pytest

from tests.rulebook.engine.toys import HERE, ToyLaw, decided
from tirek.rulebook.engine.errors import OverflowPossible, RuleError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_program
from tirek.rulebook.engine.tree import FALSE, ZERO, literal, walk

AID = """
@rule()
def share() -> Number:
    return family.gas_bill * benefit.parameter("part")

@benefit.condition("in_debt")
def no_debt() -> Boolean:
    return ~family.overdue_debt

@benefit.amount()
def amount() -> Number:
    return share()

@benefit.extra()
def old_bill() -> Boolean:
    return family.gas_bill > quantity(5, "tenge_month")
"""
RIGHT = "@benefit.condition('no')\ndef no() -> Boolean:\n    return person.orphan\n"
DAY = date(2020, 1, 1)


def term(start: str, status: str = "in_force", until: str | None = None, **more: Any) -> dict[str, Any]:
    end = date.fromisoformat(until) if until else None
    return {"from": date.fromisoformat(start), "until": end, "status": status, "act": "toy_act", **more}


def test_a_bound_benefit(law: ToyLaw) -> None:
    law.parameter("aid.part", {"from": DAY, "value": "1/3"}, type="ratio", unit="none")
    aid = law.benefit("aid", AID)
    program = bind_program([aid], HERE)
    bound = program.benefits["aid"]
    assert list(program.steps) == ["aid.no_debt", "aid.share", "aid.amount", "aid.old_bill"]
    assert list(bound.conditions) == ["in_debt"]
    assert list(bound.extras) == ["old_bill"]
    assert program.outputs() == {
        "aid.holders": bound.holders,
        "aid.total": bound.total,
        "aid.old_bill": bound.extras["old_bill"].node,
    }
    assert program.conflicts() == {}
    assert bound.conflict is FALSE
    assert (bound.entity, bound.term.status, program.absent) == ("family", "in_force", {})
    assert [value.amount for value in program.values.values() if value] == [pytest.approx(1 / 3)]
    assert list(program.values) == [("aid.part", "on", "social")]
    assert program.steps["aid.share"].divisor is literal(3)
    assert program.steps["aid.no_debt"].divisor is literal(1)
    assert bound.family_nodes() == (bound.holders, bound.total, bound.conflict, bound.extras["old_bill"].node)
    for node in walk(*bound.family_nodes()):
        assert node.op not in ("par", "step", "date")


def test_what_a_step_reads_is_named_before_binding(law: ToyLaw) -> None:
    law.parameter("aid.part", {"from": DAY, "value": "1/3"}, type="ratio", unit="none")
    program = bind_program([law.benefit("aid", AID)], HERE)
    assert [node.op for node in program.steps["aid.share"].inputs] == ["fact", "par"]
    assert program.steps["aid.amount"].inputs[0].args[0] is program.steps["aid.share"].rule


def test_a_right_has_no_amount(law: ToyLaw) -> None:
    right = law.benefit("right", RIGHT, entity="person", holder="person", outcome="right", rounding=None)
    program = bind_program([right], HERE)
    assert list(program.outputs()) == ["right.holders"]
    assert program.benefits["right"].amount is ZERO
    assert program.benefits["right"].amount_step is None
    assert decided(right, {"persons": [{"orphan": True}, {"orphan": False}]}).holders == (1, 1)


def test_several_benefits_share_steps(law: ToyLaw) -> None:
    first = law.benefit("first", RIGHT, entity="person", outcome="right")
    second = law.benefit("second", RIGHT, entity="person", outcome="right", terms=[term("2030-01-01")])
    third = law.benefit("third", RIGHT, entity="person", outcome="right")
    program = bind_program([first, second, third], HERE)
    assert list(program.benefits) == ["first", "third"]
    assert program.absent == {"second": "not_in_force"}
    assert program.benefits["first"].eligible is program.benefits["third"].eligible


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2019, 12, 31), "not_in_force"),
        (date(2020, 1, 1), "draft"),
        (date(2020, 3, 31), "draft"),
        (date(2020, 4, 1), None),
        (date(2020, 12, 31), None),
        (date(2021, 1, 1), "suspended"),
        (date(2021, 6, 1), "not_in_force"),
    ],
)
def test_terms(law: ToyLaw, day: date, status: str | None) -> None:
    terms = [
        term("2020-01-01", "draft", "2020-04-01"),
        term("2020-04-01", "in_force", "2021-01-01"),
        term("2021-01-01", "suspended", "2021-06-01"),
    ]
    right = law.benefit("right", RIGHT, entity="person", outcome="right", terms=terms)
    assert bind_program([right], Moment(day)).absent.get("right") == status


@pytest.mark.parametrize(
    ("status", "bound"), [("draft", True), ("adopted", True), ("suspended", False), ("repealed", False)]
)
def test_drafts_are_bound_to_be_priced(law: ToyLaw, status: str, bound: bool) -> None:
    right = law.benefit("right", RIGHT, entity="person", outcome="right", terms=[term("2020-01-01", status)])
    assert ("right" in bind_program([right], HERE, drafts=True).benefits) is bound
    assert "right" not in bind_program([right], HERE).benefits


def test_a_term_known_later(law: ToyLaw) -> None:
    late = term("2020-06-01", "suspended", known_from=date(2020, 12, 1))
    right = law.benefit("right", RIGHT, entity="person", outcome="right", terms=[term("2020-01-01"), late])
    assert bind_program([right], HERE).absent == {"right": "suspended"}
    assert bind_program([right], Moment(HERE.on, known_on=date(2020, 12, 1))).absent == {"right": "suspended"}
    assert bind_program([right], Moment(HERE.on, known_on=date(2020, 11, 30))).absent == {}


def test_the_day_of_the_application_may_count(law: ToyLaw) -> None:
    moment = Moment(date(2020, 6, 1), applied_on=date(2019, 12, 31))
    for valued_on, absent in (("decision", {}), ("application", {"right": "not_in_force"})):
        document = {"entity": "person", "outcome": "right", "terms": [term("2020-01-01")], "valued_on": valued_on}
        assert bind_program([law.benefit("right", RIGHT, **document)], moment).absent == absent


def test_a_local_benefit_elsewhere(law: ToyLaw) -> None:
    law.parameter("right.part", unit="none")
    law.territory("750000000", "right", {"part": [{"from": DAY, "value": 1}]})
    right = law.benefit("right", RIGHT, entity="person", outcome="right", scope="local")
    assert bind_program([right], HERE).absent == {}
    assert bind_program([right], HERE.in_territory("710000000")).absent == {"right": "not_provided_here"}


def test_a_value_nobody_published_is_a_gap(law: ToyLaw) -> None:
    law.parameter("aid.part", {"from": date(2025, 1, 1), "value": "1/3"}, type="ratio", unit="none", range=[2, 9])
    aid = law.benefit("aid", AID)
    facts = {"family": {"overdue_debt": False, "gas_bill": 10}}
    outcome = decided(aid, facts)
    assert (outcome.status, outcome.total) == ("undetermined", (20, 90))
    assert [each.key for each in outcome.missing] == ["parameter.aid.part"]
    assert decided(aid, facts, Moment(date(2025, 1, 1))).total == (3, 3)
    law.parameter("aid.part", unit="none", type="ratio")
    assert decided(aid, facts).total == (0, 10_000_000_000)


def test_dates_are_bound_to_the_moment(law: ToyLaw) -> None:
    rule = "@benefit.condition('no')\ndef no() -> Boolean:\n    return person.birth_date > on(-12)\n"
    infant = law.benefit("infant", rule, entity="person", outcome="right")
    born = {"persons": [{"birth_date": "2019-11-02"}, {"birth_date": "2019-11-03"}]}
    assert [row.status for row in decided(infant, born).rows] == ["refused", "granted"]


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ("family.gas_bill / count(person)", RuleError),
        ("family.gas_bill / count(person) * 0", RuleError),
        ("total(person.wage) * plain(total(person.wage))", OverflowPossible),
    ],
)
def test_what_cannot_be_proven_is_not_bound(law: ToyLaw, rule: str, error: type[Exception]) -> None:
    aid = law.benefit("aid", f"@benefit.amount()\ndef amount() -> Number:\n    return {rule}\n")
    with pytest.raises(error):
        bind_program([aid], HERE)


def test_a_divisor_of_another_step_is_proven_though_its_value_vanishes(law: ToyLaw) -> None:
    share = "@rule()\ndef share() -> Number:\n    return family.gas_bill / count(person)\n"
    aid = law.benefit("aid", share + "@benefit.amount()\ndef amount() -> Number:\n    return share() * 0\n")
    with pytest.raises(RuleError, match=r"^aid/rule\.py:7: a divisor may be 0"):
        bind_program([aid], HERE)


def test_a_divisor_of_one_rule_is_no_divisor_of_another(law: ToyLaw) -> None:
    law.parameter("index", {"from": DAY, "value": 2}, {"from": date(2021, 1, 1), "value": 0}, unit="none")
    rules = {name: f'family.gas_bill {name} parameter("index")' for name in ("/", "*")}
    head = "@benefit.amount()\ndef amount() -> Number:\n    return "
    divides, multiplies = law.benefit("divides", head + rules["/"]), law.benefit("multiplies", head + rules["*"])
    facts, later = {"family": {"gas_bill": 7}}, Moment(date(2021, 1, 1))
    assert decided(divides, facts).total == (4, 4)
    assert decided(multiplies, facts, later).total == (0, 0)
    with pytest.raises(RuleError, match=r"^divides/rule\.py:6: a divisor may be 0"):
        decided(divides, facts, later)


def test_a_divisor_proven_by_a_bound(law: ToyLaw) -> None:
    rule = 'family.gas_bill / greater(quantity(1, "person"), count(person))'
    text = f"@benefit.amount()\ndef amount() -> Number:\n    return {rule}\n"
    aid = law.benefit("aid", text, rounding={"mode": "down"})
    assert decided(aid, {"family": {"gas_bill": 9}, "persons": [{}, {}]}).total == (4, 4)
    assert decided(aid, {"family": {"gas_bill": 60}}).total == (1, 60)


def test_an_empty_program() -> None:
    program = bind_program([], HERE)
    assert program == Program(HERE, ranges=program.ranges)
    assert program.outputs() == {}
