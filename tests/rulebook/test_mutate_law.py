"""The mutator of the law in its short form: three benefits stand it, and it can tell when one does not."""

from __future__ import annotations

import pytest

from tests.rulebook import mutant_trials
from tests.rulebook.law_mutants import NATIONAL, group_names, mutants_of, mutated, own_rules
from tests.rulebook.mutate_law import excused, judge, main, read_equivalents, run_trials, stale_equivalents
from tirek.rulebook.cases import LawCase, read_cases
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine import (
    Boolean,
    Number,
    Rule,
    any_of,
    count,
    greater,
    lesser,
    person,
    quantity,
    rule,
    total,
    when,
    years,
)
from tirek.rulebook.engine.benefit import Benefit

SHORT = ["half_yearly_aid", "fire_disaster_aid", "victory_day_aid", "local_aid_2026"]


@pytest.mark.parametrize("name", SHORT)
def test_every_condition_of_the_benefit_matters(name: str) -> None:
    report, in_order = judge([name], processes=1)
    assert in_order, report
    assert ", survived 0, " in report


@pytest.fixture
def only_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judges that know no refusal: conditions may then go unnoticed."""

    def granted(benefit: Benefit) -> tuple[LawCase, ...]:
        return tuple(case for case in read_cases(benefit) if case.expect["outcome"] == "granted")

    monkeypatch.setattr(mutant_trials, "judging_cases", granted)


@pytest.mark.usefixtures("only_granted")
def test_a_condition_that_no_case_proves_survives_and_is_reported() -> None:
    report, in_order = judge(["half_yearly_aid"], processes=1)
    assert not in_order
    rows = [line for line in report.splitlines() if "- the whole condition" in line and "income_within_limit " in line]
    assert len(rows) == 1
    assert rows[0].endswith("| SURVIVED: cases reach it, but it makes no difference to any")
    assert "law/half_yearly_aid/rule.py:" in rows[0]
    assert ", survived 0, " not in report


def test_a_benefit_without_cases_survives_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutant_trials, "judging_cases", lambda benefit: ())
    trials = run_trials(["half_yearly_aid"])
    assert trials
    assert all(trial.survived for trial in trials)
    assert {trial.hint for trial in trials} == {"no case reaches this text on any of its dates"}


def test_the_law_is_restored_after_a_mutant() -> None:
    steps = own_rules("half_yearly_aid")
    mutants = [mutant for step in steps for mutant in mutants_of("half_yearly_aid", step)]
    for mutant in mutants:
        before = [version.result() for version in mutant.versions]
        with mutated(mutant):
            assert all(a is not b for a, b in zip(before, [v.result() for v in mutant.versions], strict=True))
        assert all(a is b for a, b in zip(before, [v.result() for v in mutant.versions], strict=True))
    benefit = find_benefit("half_yearly_aid")
    assert mutant_trials.failing_cases(benefit) == []


def changes(made: Rule[Boolean] | Rule[Number]) -> list[str]:
    return [mutant.what for mutant in mutants_of("planted", made)]


def test_each_kind_of_mutant_is_made() -> None:
    @rule(act="planted")
    def condition() -> Boolean:
        ill: Boolean = person.disability.is_in("group_1", "group_2") | person.long_illness
        free: Boolean = ~person.full_time_student
        return ill & free

    assert changes(condition) == [
        "the whole condition",
        "alternative person.disability == group_1",
        "alternative person.disability == group_2",
        "alternative person.long_illness",
        "not of person.full_time_student",
        "condition ((person.disability == group_1) | (person.disability == group_2)) | person.long_illness",
        "condition ~person.full_time_student",
    ]


def test_caps_floors_boundaries_branches_and_rows_are_taken_away() -> None:
    @rule(act="planted")
    def rent() -> Number:
        return total(person.rent_income)

    @rule(act="planted")
    def wages() -> Number:
        return lesser(greater(total(person.wage, person.long_illness), rent()), 3 * rent())

    @rule(act="planted")
    def chosen() -> Number:
        ill: Boolean = person.long_illness & person.provides_care
        found: Number = when(count(person, ill) > quantity(2, "person"), years(1), 0)
        return found

    @rule(act="planted")
    def some() -> Boolean:
        return any_of(person.long_illness)

    assert changes(wages) == [
        "row condition person.long_illness",
        "floor total(person.wage where person.long_illness)",
        "floor rent()",
        "cap greater(total(person.wage where person.long_illness), rent())",
        "cap rent() * 3",
    ]
    assert changes(chosen) == [
        "condition person.long_illness",
        "condition person.provides_care",
        "boundary of 2 < count(person.long_illness & person.provides_care)",
        "branch where 2 < count(person.long_illness & person.provides_care): 1",
        "branch where not 2 < count(person.long_illness & person.provides_care): 0",
    ]
    # Without the row condition any row will do; at the other boundary not even a row is needed.
    assert changes(some) == [
        "the whole condition",
        "row condition person.long_illness",
        "boundary of any_of(person.long_illness)",
    ]


def test_a_text_that_passed_from_act_to_act_mutates_as_one() -> None:
    counted = next(step for step in own_rules(NATIONAL) if step.full_name == "national.counted")
    assert len(counted.versions) == 2
    assert {mutant.versions for mutant in mutants_of(NATIONAL, counted)} == {tuple(counted.versions)}


def test_equivalent_mutants_have_reasons_and_are_few() -> None:
    entries = read_equivalents()
    assert all(set(entry) == {"benefit", "step", "what", "reason"} for entry in entries)
    assert all(entry["benefit"] in group_names() and len(entry["reason"].split()) >= 5 for entry in entries)
    assert len(entries) <= 12
    unknown = [{"benefit": "half_yearly_aid", "step": "amount", "what": "cap 2", "reason": "none"}]
    trials = run_trials(["half_yearly_aid"])
    assert stale_equivalents(trials, ["half_yearly_aid"], unknown) == ["half_yearly_aid amount: cap 2"]
    assert stale_equivalents(trials, ["meter_refund"], unknown) == []
    assert not any(excused(trial, unknown) for trial in trials)


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lottery"]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("lottery: there is no such benefit. Name some of: ")
    assert streams.err.count("\n") == 1
