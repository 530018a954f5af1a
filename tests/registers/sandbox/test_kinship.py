from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.registers.asking import AS_OF, INVENTED, SEED, iins
from tirek.registers.adapters.family_card import Relation
from tirek.registers.identifiers import birth_date_of, is_iin
from tirek.registers.sandbox.citizens import Citizen, DerivedCity
from tirek.registers.sandbox.kinship import Kin, make_iin

BACK = {
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.CHILD: Relation.PARENT,
    Relation.PARENT: Relation.CHILD,
    Relation.SIBLING: Relation.SIBLING,
}
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def citizen(iin: str, as_of: date = AS_OF) -> Citizen:
    found = DerivedCity(SEED).find(iin, as_of)
    assert found is not None
    return found


@given(iins)
def test_everybody_of_a_family_names_the_same_family(iin: str) -> None:
    me = citizen(iin)
    for other, relation in me.members[1:]:
        assert is_iin(other)
        theirs = dict(citizen(other).members)
        assert theirs[iin] is BACK[relation]
        assert set(theirs) == {number for number, _ in me.members}
        assert citizen(other).territory == me.territory


@given(iins, days)
def test_parents_and_children_name_each_other(iin: str, as_of: date) -> None:
    kin = Kin(SEED, as_of)
    for child in kin.children(iin):
        mother = kin.mother(child)
        assert mother is not None
        assert child in kin.children(mother)
        assert iin in (mother, kin.partner(mother)) or not kin.lives(iin) or kin.children(iin)
    partner = kin.partner(iin) if kin.lives(iin) else None
    if partner is not None:
        assert kin.partner(partner) == iin
        assert kin.children(partner) == kin.children(iin)


@given(iins)
def test_another_process_finds_the_same_person(iin: str) -> None:
    assert DerivedCity(SEED).find(iin, AS_OF) == DerivedCity(SEED).find(iin, AS_OF)


def test_the_city_has_families_incomes_and_troubles() -> None:
    """A sandbox in which everybody is alone and well would test nothing."""
    people = [citizen(iin) for iin in _sample(600)]
    assert sum(len(one.members) > 2 for one in people) > 60
    assert sum(bool(one.children) for one in people) > 60
    assert sum(one.wage_tenge > 0 for one in people) > 60
    assert sum(one.cause != "none" for one in people) > 5
    assert sum(one.died_on is not None for one in people) > 5


def _sample(count: int) -> list[str]:
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        sex = "female" if number % 2 else "male"
        iin = make_iin(
            1925 + number * 7 % 101, 1 + number % 12, 1 + number % 28, sex, f"{INVENTED}{number * 37 % 10000:04}"
        )
        if iin is not None and (birth_date_of(iin) or date.max) < AS_OF:
            found.append(iin)
    return found
