"""Everything is asked at once, in an order in which each programme knows what the family receives of the others."""

from __future__ import annotations

from datetime import date

import pytest

from tests.population.conftest import ASSUMED, BARE, BEFORE, absent_at
from tirek.population.questions import BELOW_LINE, PERIODS_A_YEAR, Questions, ask_all
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit, list_benefits, method_ids
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import RECEIVES
from tirek.rulebook.engine.interpreter import Interpreter
from tirek.rulebook.engine.intervals import Interval
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.tree import walk

UNCONDITIONAL, CONDITIONAL = "targeted_assistance_unconditional", "targeted_assistance_conditional"


def facts_read(questions: Questions) -> set[str]:
    nodes = [*questions.outputs.values(), *questions.conflicts.values()]
    return {f"{node.args[0]}.{node.args[1]}" for node in walk(*nodes) if node.op == "fact"}


def ranges_of(questions: Questions) -> dict[str, Interval]:
    """What each output can be for a family of whom nothing is known but that it has one person."""
    interpreter = Interpreter(Case({}, {"person": ({},)}), questions.program.ranges)
    return {name: interpreter.value(node) for name, node in questions.outputs.items()}


def test_all_programmes_and_methods_are_asked() -> None:
    questions = ask_all(ASSUMED)
    asked = {benefit.id for benefit in [*questions.programmes, *questions.methods]}
    assert asked | set(questions.program.absent) == {*family_benefit_ids(), *method_ids()}
    assert {method.id for method in questions.methods} == set(method_ids())
    for benefit in [*questions.programmes, *questions.methods]:
        assert f"{benefit.id}.holders" in questions.outputs
        assert (f"{benefit.id}.{benefit.measure}" in questions.outputs) == (benefit.amount_rule is not None)
    assert "six_levels.binding_criterion" in questions.outputs
    assert questions.outputs[BELOW_LINE].kind == "bool"


@pytest.mark.parametrize("moment", [ASSUMED, BARE, BEFORE])
def test_nothing_is_left_to_ask_about_other_programmes(moment: Moment) -> None:
    questions = ask_all(moment)
    assert not {fact for fact in facts_read(questions) if fact.startswith(f"family.{RECEIVES}")}
    # Every result belongs to the family, so that a row of the answer is a family.
    nodes = [*questions.outputs.values(), *questions.conflicts.values()]
    assert {node.entity for node in nodes} <= {None, "family"}


def test_what_was_not_asked_is_not_received() -> None:
    alone = ask_all(ASSUMED, ["child_supplement"])
    assert [benefit.id for benefit in alone.programmes] == ["child_supplement"]
    assert alone.methods == []
    assert ranges_of(alone)["child_supplement.holders"] == (0, 0)
    together = ask_all(ASSUMED, ["child_supplement", CONDITIONAL])
    assert ranges_of(together)["child_supplement.holders"][1] > 0


def test_a_programme_comes_after_those_it_asks_about() -> None:
    named = ask_all(ASSUMED, ["child_supplement", UNCONDITIONAL, CONDITIONAL])
    assert [benefit.id for benefit in named.programmes] == [UNCONDITIONAL, CONDITIONAL, "child_supplement"]
    order = [benefit.id for benefit in ask_all(ASSUMED).programmes]
    for benefit in list_benefits(order):
        for other in benefit.document.get("receives") or ():
            assert other not in order or order.index(other) < order.index(benefit.id)


def test_what_is_not_in_force_is_named_with_the_reason() -> None:
    absent = ask_all(ASSUMED).program.absent
    assert absent == absent_at(ASSUMED)
    assert absent["guaranteed_package_in_kind"] == "not_in_force"
    assert absent["rural_specialist_fuel_aid"] == "not_provided_here"
    before = ask_all(BEFORE)
    assert "guaranteed_package_in_kind" in {benefit.id for benefit in before.programmes}
    assert set(before.program.absent) == {*absent_at(BEFORE), *method_ids()}
    assert before.program.absent["child_supplement"] == "not_in_force"
    elsewhere = ask_all(Moment(on=BARE.on, territory="710000000"))
    assert elsewhere.program.absent["half_yearly_aid"] == "not_provided_here"


def test_a_moment_before_all_law_leaves_only_the_line() -> None:
    questions = ask_all(Moment(on=date(1990, 1, 1)))
    assert list(questions.outputs) == [BELOW_LINE]
    assert (questions.programmes, questions.methods) == ([], [])


def test_every_period_has_its_number_a_year() -> None:
    assert dict(PERIODS_A_YEAR) == {"month": 12, "quarter": 4, "half_year": 2, "year": 1, "event": 1, "once": 1}
    assert {str(benefit.document["period"]) for benefit in list_benefits()} <= PERIODS_A_YEAR.keys()


def test_two_amounts_for_one_day_can_clash() -> None:
    assert set(ask_all(ASSUMED).conflicts) == {"victory_day_aid"}


def test_an_unknown_programme_is_refused() -> None:
    with pytest.raises(FactError, match="There is no such programme"):
        ask_all(ASSUMED, ["helicopter_aid"])
    assert find_benefit("six_levels").outcome == "level"
