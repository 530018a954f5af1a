"""A reform lies over the law and leaves no trace: bound beside the base law, before and after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tirek.rulebook.catalogue import list_benefits
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import bind_program
from tirek.rulebook.engine.tree import Node
from tirek.rulebook.reforms import find_reform

BASE = Moment(on=date(2026, 5, 9))
REFORM = find_reform("local_aid_2026")
REFORMED = replace(BASE, reform=REFORM)


def trees(moment: Moment) -> dict[str, Node]:
    return bind_program(list_benefits(), moment).outputs()


def test_base_reform_and_base_again_are_the_same_trees() -> None:
    first, reformed, again, reformed_again = (trees(moment) for moment in (BASE, REFORMED, BASE, REFORMED))
    assert first == again
    assert reformed == reformed_again
    assert {name for name in first if first[name] is not reformed[name]} == {
        f"{benefit.id}.{output}"
        for benefit in list_benefits()
        for output in ("holders", benefit.measure)
        if benefit.document["scope"] == "local"
        and benefit.id not in ("altyn_zhas", "housing_aid")
        and f"{benefit.id}.{output}" in first
    }


def test_a_reform_not_known_yet_changes_nothing() -> None:
    before = replace(REFORMED, known_on=date(2025, 12, 31))
    assert trees(before) == trees(replace(BASE, known_on=date(2025, 12, 31)))
    assert trees(replace(before, known_on=date(2026, 1, 1))) != trees(replace(BASE, known_on=date(2026, 1, 1)))


def test_before_its_first_day_a_reform_changes_nothing() -> None:
    day = date(2025, 12, 31)
    assert trees(replace(REFORMED, on=day)) == trees(replace(BASE, on=day))
