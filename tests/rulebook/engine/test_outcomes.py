"""Outcomes: granted, refused with line and figure, undetermined, conflict; for a family and for each of its rows."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.rulebook.engine.toys import HERE, ToyLaw, answer, decided
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.outcomes import Comparison, Outcome
from tirek.rulebook.engine.units import named_unit

FAMILY_AID = """
@benefit.condition("in_debt")
def no_debt() -> Boolean:
    return ~family.overdue_debt

@benefit.condition("bill_too_high")
def modest_bill() -> Boolean:
    return family.gas_bill <= quantity(100, "tenge_month")

@benefit.amount()
def amount() -> Number:
    return family.gas_bill / 3

@benefit.extra()
def persons() -> Number:
    return count(person)
"""
PERSON_AID = """
@benefit.condition("survey_refused")
def willing() -> Boolean:
    return ~family.survey_refused

@benefit.condition("earns_too_much")
def modest() -> Boolean:
    return monthly(person.wage) < quantity(100, "tenge_month")

@benefit.amount()
def amount() -> Number:
    return quantity("7.5", "tenge_month")
"""


def family(**facts: Any) -> dict[str, Any]:
    return {"family": facts}


def wages(*given: int | None, **facts: Any) -> dict[str, Any]:
    return {"family": {"survey_refused": False, **facts}, "persons": [{"wage": wage} for wage in given]}


def person_aid(law: ToyLaw) -> Benefit:
    return law.benefit("aid", PERSON_AID, entity="person", holder="person")


def codes(outcome: Outcome) -> list[str]:
    return [reason.code for reason in outcome.reasons]


@pytest.mark.parametrize(("bill", "amount"), [(0, 0), (1, 0), (2, 1), (100, 33)])
def test_granted(law: ToyLaw, bill: int, amount: int) -> None:
    outcome = decided(law.benefit("aid", FAMILY_AID), family(overdue_debt=False, gas_bill=bill))
    assert (outcome.status, outcome.holders, outcome.total) == ("granted", (1, 1), (amount, amount))
    assert (outcome.benefit_id, outcome.kind, outcome.reasons, outcome.missing) == ("aid", "fixed", (), ())
    assert [(row.index, row.status, row.failing) for row in outcome.rows] == [(None, "granted", ())]


@pytest.mark.parametrize(("mode", "amount"), [("down", 16), ("half_up", 17), ("up", 17)])
def test_the_named_rounding(law: ToyLaw, mode: str, amount: int) -> None:
    aid = law.benefit("aid", FAMILY_AID, rounding={"mode": mode})
    assert decided(aid, family(overdue_debt=False, gas_bill=50)).total == (amount, amount)


def test_a_negative_amount_is_not_paid(law: ToyLaw) -> None:
    rule = '@benefit.amount()\ndef amount() -> Number:\n    return family.gas_bill - quantity(10, "tenge_month")\n'
    aid = law.benefit("aid", rule)
    assert decided(aid, family(gas_bill=4)).total == (0, 0)
    assert decided(aid, family(gas_bill=11)).total == (1, 1)


def test_refused_with_every_reason_in_order(law: ToyLaw) -> None:
    outcome = decided(law.benefit("aid", FAMILY_AID), family(overdue_debt=True, gas_bill=101))
    assert (outcome.status, outcome.holders, outcome.total) == ("refused", (0, 0), (0, 0))
    assert codes(outcome) == ["in_debt", "bill_too_high"]
    assert outcome.rows[0].failing == ("in_debt", "bill_too_high")
    debt, bill = outcome.reasons
    assert debt.comparison is None
    assert bill.comparison == Comparison(Fraction(101), Fraction(100), named_unit("tenge_month"), None)
    assert bill.comparison.difference == 1
    assert bill.rows == ()


def test_extras_do_not_decide(law: ToyLaw) -> None:
    outcome = decided(law.benefit("aid", FAMILY_AID), family(overdue_debt=False, gas_bill=9))
    assert (outcome.status, outcome.missing) == ("granted", ())


def test_each_person_is_a_holder(law: ToyLaw) -> None:
    outcome = decided(person_aid(law), wages(299, 300, 0))
    assert (outcome.status, outcome.holders, outcome.total) == ("granted", (2, 2), (16, 16))
    assert [row.status for row in outcome.rows] == ["granted", "refused", "granted"]
    assert [row.amount for row in outcome.rows] == [(8, 8), (0, 0), (8, 8)]
    assert [row.failing for row in outcome.rows] == [(), ("earns_too_much",), ()]
    assert outcome.reasons == ()


def test_a_refusal_names_the_rows_and_shows_the_first(law: ToyLaw) -> None:
    outcome = decided(person_aid(law), wages(400, 500))
    (reason,) = outcome.reasons
    assert (reason.code, reason.rows) == ("earns_too_much", (0, 1))
    assert reason.comparison == Comparison(Fraction(400, 3), Fraction(100), named_unit("tenge_month"), "2020Q3")
    assert reason.comparison.difference == Fraction(100, 3)


def test_a_refusal_of_the_family_for_every_row(law: ToyLaw) -> None:
    outcome = decided(person_aid(law), wages(0, 500, survey_refused=True))
    assert codes(outcome) == ["survey_refused", "earns_too_much"]
    assert [reason.rows for reason in outcome.reasons] == [(0, 1), (1,)]
    assert [row.failing for row in outcome.rows] == [("survey_refused",), ("survey_refused", "earns_too_much")]


def test_one_row_unknown(law: ToyLaw) -> None:
    outcome = decided(person_aid(law), wages(0, None, 500))
    assert [row.status for row in outcome.rows] == ["granted", "undetermined", "refused"]
    assert (outcome.status, outcome.holders, outcome.total) == ("undetermined", (1, 2), (8, 16))
    assert [(each.key, each.rows) for each in outcome.missing] == [("person.wage", (1,))]


def test_nothing_claimed(law: ToyLaw) -> None:
    rule = "@benefit.condition('undocumented')\ndef papers() -> Boolean:\n    return claim.documented\n"
    aid = law.benefit("aid", rule, entity="claim", holder="device", outcome="in_kind", rounding=None)
    assert codes(decided(aid, {"claims": []})) == ["nothing_claimed"]
    assert codes(decided(aid, {"claims": [{"documented": False}]})) == ["undocumented"]
    assert decided(aid, {"claims": [{"documented": True}]}).holders == (1, 1)
    assert decided(aid, {}).status == "undetermined"


CHOICE = """
@benefit.amount()
def amount() -> Number:
    return choose(
        (family.survey_refused, quantity(5, "tenge_month")),
        (family.overdue_debt, quantity(5, "tenge_month")),
        (family.loan_obligations, quantity(7, "tenge_month")),
    )
"""


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ((True, False, False), "granted"),
        ((False, False, False), "granted"),
        ((True, True, False), "conflict"),
        ((False, True, True), "conflict"),
        ((True, False, True), "conflict"),
        ((True, True, True), "conflict"),
        ((True, None, False), "undetermined"),
        ((None, True, True), "conflict"),
    ],
)
def test_two_norms_for_one_amount(law: ToyLaw, facts: tuple[bool | None, ...], status: str) -> None:
    names = ("survey_refused", "overdue_debt", "loan_obligations")
    program, outcome, _, _ = answer(law.benefit("aid", CHOICE), family(**dict(zip(names, facts, strict=True))))
    assert outcome.status == status
    assert list(program.conflicts()) == ["aid"]
    if status == "undetermined":
        assert outcome.total == (5, 5), "the amount is known; whether it is due twice is not"
        assert [each.key for each in outcome.missing] == ["family.overdue_debt"]


def test_who_is_refused_is_in_no_conflict(law: ToyLaw) -> None:
    refusal = "\n@benefit.condition('no')\ndef no() -> Boolean:\n    return ~family.survey_refused\n"
    aid = law.benefit("aid", CHOICE + refusal)
    assert decided(aid, family(survey_refused=True, overdue_debt=True, loan_obligations=True)).status == "refused"


ROW_CHOICE = """
@rule()
def weight() -> Number:
    return choose((person.orphan, 1), (person.war_widow, 2))

@benefit.amount()
def amount() -> Number:
    return total(weight()) * quantity(1, "tenge_month")
"""


@pytest.mark.parametrize(("widow", "status"), [(False, "granted"), (True, "conflict")])
def test_a_conflict_in_one_row_is_one_of_the_family(law: ToyLaw, widow: bool, status: str) -> None:
    rows = [{"orphan": False, "war_widow": True}, {"orphan": True, "war_widow": widow}]
    assert decided(law.benefit("aid", ROW_CHOICE), {"persons": rows}).status == status


@pytest.mark.parametrize(("widow", "status"), [(False, "granted"), (True, "conflict")])
def test_a_conflict_of_one_holder(law: ToyLaw, widow: bool, status: str) -> None:
    rule = ROW_CHOICE.replace("total(weight())", "weight()")
    aid = law.benefit("aid", rule, entity="person", holder="person")
    rows = [{"orphan": False, "war_widow": True}, {"orphan": True, "war_widow": widow}]
    outcome = decided(aid, {"persons": rows})
    assert outcome.status == status
    assert outcome.holders == (2, 2)


COMPARED = """
@rule(until="2020-07-01")
def within() -> Boolean:
    return family.gas_bill <= quantity(100, "tenge_month")

@within.version(since="2020-07-01")
def within_now() -> Boolean:
    return family.gas_bill <= quantity(200, "tenge_month")

@benefit.condition("no", until="2030-01-01")
def fits() -> Boolean:
    return {text}

@benefit.amount()
def amount() -> Number:
    return quantity(1, "tenge_month")
"""
LINE = 'quantity(150, "tenge_month")'


def compared(law: ToyLaw, text: str, on: date, **more: Any) -> tuple[Any, Any] | None:
    facts = {"family": {"gas_bill": 300, "lift_bill": 20, "overdue_debt": True}, **more}
    document = {"entity": "person", "holder": "person"} if "persons" in more else {}
    outcome = decided(law.benefit("aid", COMPARED.replace("{text}", text), **document), facts, Moment(on))
    assert codes(outcome) == ["no"]
    found = outcome.reasons[0].comparison
    return (found.figure, found.line) if found else None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"family.gas_bill < {LINE}", (300, 150)),
        (f"{LINE} >= family.gas_bill", (300, 150)),
        (f"family.lift_bill == {LINE}", (20, 150)),
        ("family.gas_bill <= family.lift_bill", (300, 20)),
        (f"(family.gas_bill < {LINE}) & ~family.overdue_debt", (300, 150)),
        (f"~family.overdue_debt & (family.gas_bill < {LINE})", (300, 150)),
        (f"(family.lift_bill < {LINE}) & (family.gas_bill < {LINE})", (300, 150)),
        (f"(family.lift_bill > {LINE}) | (family.gas_bill < {LINE})", None),
        (f"~(family.gas_bill > {LINE})", None),
        ("~family.overdue_debt", None),
        ("within()", (300, 200)),
        ("within() & within()", (300, 200)),
        ("family.overdue_debt & within()", (300, 200)),
    ],
)
def test_line_and_figure(law: ToyLaw, text: str, shown: tuple[int, int] | None) -> None:
    assert compared(law, text, date(2020, 7, 1)) == shown


def test_the_line_is_that_of_the_text_in_force(law: ToyLaw) -> None:
    assert compared(law, "within()", date(2020, 6, 30)) == (300, 100)


def test_a_comparison_of_other_rows_is_not_shown(law: ToyLaw) -> None:
    small = 'any_of(dwelling.area > quantity(50, "m2"))'
    rows = {"persons": [{}, {}, {}], "dwellings": [{"area": 40}]}
    assert compared(law, small, date(2020, 7, 1), **rows) is None
    assert compared(law, f"(person.birth_date > day(1800, 1, 1)) & {small}", date(2020, 7, 1), **rows) is None
    poor = 'all_of(person.wage < quantity(50, "tenge_quarter"))'
    assert compared(law, poor, date(2020, 7, 1), persons=[{"wage": 40}, {"wage": 60}]) is None


def test_an_unknown_figure_is_not_shown(law: ToyLaw) -> None:
    text = 'family.hot_water_bill + family.gas_bill < quantity(150, "tenge_month")'
    assert compared(law, text, date(2020, 7, 1)) is None
    divided = 'family.gas_bill / greater(1, plain(family.hot_water_bill)) < quantity(0, "tenge_month")'
    assert compared(law, divided, date(2020, 7, 1)) is None


@pytest.mark.parametrize("status", ["draft", "adopted", "suspended", "repealed"])
def test_what_is_not_in_force_decides_nothing(law: ToyLaw, status: str) -> None:
    aid = law.benefit("aid", FAMILY_AID, terms=[{"from": date(2015, 1, 1), "status": status}])
    outcome = decided(aid, family(overdue_debt=False, gas_bill=9), HERE)
    assert outcome == Outcome("aid", status, "")
    assert (outcome.holders, outcome.total) == ((0, 0), (0, 0))


SUSPENDED = """
@benefit.condition("earns_too_much")
def modest() -> Boolean:
    return monthly(person.wage) < quantity(100, "tenge_month")

modest.version(act="social_code", since="2020-11-01", until="2020-12-01", known_from="2020-11-01")(holds)

@benefit.condition("not_poor")
def poor() -> Boolean:
    return ~modest()
"""


@pytest.mark.parametrize(
    ("on", "known_on", "codes_then"),
    [
        (date(2020, 10, 31), None, ["earns_too_much"]),
        (date(2020, 11, 1), None, ["not_poor"]),
        (date(2020, 11, 30), None, ["not_poor"]),
        (date(2020, 12, 1), None, ["earns_too_much"]),
        (date(2020, 11, 15), date(2020, 10, 31), ["earns_too_much"]),
    ],
)
def test_a_suspended_point_asks_nothing_and_comes_back(
    law: ToyLaw, on: date, known_on: date | None, codes_then: list[str]
) -> None:
    toy = law.benefit("aid", SUSPENDED, entity="person", holder="person", outcome="right", rounding=None)
    outcome = decided(toy, {"persons": [{"wage": 900}]}, Moment(on, known_on=known_on))
    # While it is suspended the other condition is bound to a constant, and is still refused row by row.
    assert codes(outcome) == codes_then
    assert [reason.rows for reason in outcome.reasons] == [(0,)]


def test_a_step_may_use_the_rounded_amount(law: ToyLaw) -> None:
    rule = """
@benefit.condition("in_debt")
def no_debt() -> Boolean:
    return ~family.overdue_debt

@benefit.amount()
def amount() -> Number:
    return benefit.rounded(family.gas_bill / 3)

@benefit.extra()
def rest() -> Number:
    return family.gas_bill - amount() * 3
"""
    facts = family(overdue_debt=False, gas_bill=101)
    down = law.benefit("down", rule, rounding={"mode": "down", "source": "test", "provenance": "memory"})
    up = law.benefit("up", rule, rounding={"mode": "up", "source": "test", "provenance": "memory"})
    assert decided(down, facts).total == (33, 33)
    assert decided(up, facts).total == (34, 34)
    program, _, interpreter, _ = answer(up, facts)
    assert interpreter.value(program.benefits["up"].extras["rest"].node) == (-1, -1)
