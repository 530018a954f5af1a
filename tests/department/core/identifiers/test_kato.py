"""Codes of territories: the way up from a code ends at its region, and lies inside each step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.kato import is_ancestor, level_of, parents_of, parse_kato
from tirek.rulebook.engine.calendar import territory_line

ALMATY = "750000000"
DISTRICTS = [f"751{district}10000" for district in (1, 2, 3, 4, 5, 7, 8, 9)]

codes = st.builds(
    lambda region, district, rural, settlement: f"{region}{district:02d}{rural:02d}{settlement:03d}",
    *(st.integers(10, 79), st.integers(0, 99), st.integers(0, 99), st.integers(0, 999)),
).filter(lambda code: code[2:4] != "00" or code[4:6] == "00")


def test_the_districts_lie_in_the_city_and_not_in_each_other() -> None:
    assert all(is_ancestor(ALMATY, district) and level_of(district) == 3 for district in DISTRICTS)
    assert not any(is_ancestor(one, other) for one in DISTRICTS for other in DISTRICTS if one != other)
    assert not is_ancestor(DISTRICTS[0], ALMATY)
    assert not is_ancestor("710000000", DISTRICTS[0])


@given(codes)
def test_the_way_up_climbs_one_level_a_step_and_stays_around(code: str) -> None:
    assert parse_kato(code) == code
    way = parents_of(code)
    levels = [level_of(step) for step in (code, *way)]
    assert levels == sorted(set(levels), reverse=True)
    assert all(is_ancestor(parent, code) and not is_ancestor(code, parent) for parent in way)
    assert (not way and code[2:] == "0000000") or way[-1] == f"{code[:2]}0000000"


@given(codes)
def test_the_law_climbs_the_same_way(code: str) -> None:
    assert (code, *parents_of(code), "") == territory_line(code)


@given(codes, codes)
def test_an_ancestor_is_a_code_on_the_way_up(upper: str, lower: str) -> None:
    assert is_ancestor(upper, lower) == (upper in (lower, *parents_of(lower)))


@pytest.mark.parametrize(
    ("text", "code"), [("75", "length"), ("75131000x", "length"), ("091310000", "region"), ("750010000", "gap")]
)
def test_a_wrong_code_is_refused(text: str, code: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_kato(text)
    assert caught.value.code == code
