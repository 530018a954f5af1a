"""A name is found in any spelling, and another name is not; the pairs are in `spelling_pairs.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.registry.spelling import (
    closeness,
    father_keys,
    fold,
    has_slip,
    other_layout,
    spelling_keys,
    words_of,
)

PAIRS = yaml.safe_load((Path(__file__).parent / "spelling_pairs.yaml").read_text("utf-8"))
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһіabcdefghijklmnopqrstuvwxyzäöüūğñşı"

words = st.text(LETTERS, min_size=1, max_size=14)


def keys_of(name: str) -> list[str]:
    return [key for word in words_of(name) for key in spelling_keys(word)]


def faults(group: str, least: int, most: int = 2) -> list[str]:
    """The pairs of a group that are nearer or farther than they may be."""
    found = []
    for one, other in PAIRS[group]:
        near = closeness(keys_of(one), keys_of(other))
        if not least <= near <= most:
            found.append(f"{one} {keys_of(one)}, {other} {keys_of(other)}: {near}")
    return found


def test_the_table_is_large_enough_to_say_something() -> None:
    assert sum(len(PAIRS[group]) for group in ("same", "father", "layout", "slip", "same_by_slip")) >= 230
    assert len(PAIRS["other"]) + len(PAIRS["near"]) >= 120
    pairs = [frozenset(pair) for group in PAIRS.values() for pair in group]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(
    ("group", "least", "most"),
    [("same", 2, 2), ("same_by_slip", 1, 1), ("slip", 1, 1), ("other", 0, 0), ("near", 1, 1)],
)
def test_each_pair_is_as_near_as_it_should_be(group: str, least: int, most: int) -> None:
    found = faults(group, least, most)
    assert not found, "\n".join(found)


def test_a_patronymic_tells_the_father() -> None:
    wrong = [
        pair for pair in PAIRS["father"] if not set(father_keys(pair[0].lower())) & set(father_keys(pair[1].lower()))
    ]
    assert not wrong


def test_the_other_layout_is_read() -> None:
    found = [
        f"{typed} -> {other_layout(typed)}, {name}"
        for typed, name in PAIRS["layout"]
        if closeness(keys_of(other_layout(typed) or ""), keys_of(name)) < 2
    ]
    assert not found, "\n".join(found)


@given(words)
def test_a_key_has_few_letters_and_folds_to_itself_or_shorter(word: str) -> None:
    for key in spelling_keys(word):
        assert key.isascii()
        assert key.isalpha()
        assert key.islower()
        assert len(fold(key)) <= len(key)
    assert 0 <= len(spelling_keys(word)) <= 2


@given(st.text(LETTERS + " -'’ʼ", max_size=30))
def test_no_letter_is_lost_between_words(text: str) -> None:
    assert "".join(words_of(text)) == "".join(sign for sign in text.lower() if sign.isalpha() and sign != "ʼ")


@given(st.text("abcdehiklmnoprstu", min_size=4, max_size=12), st.integers(0, 11), st.sampled_from("abcdehiklmnoprstu"))
def test_a_slip_is_seen_in_both_directions(key: str, place: int, letter: str) -> None:
    at = place % len(key)
    longer = key[:at] + letter + key[at:]
    wrong = key[:at] + letter + key[at + 1 :]
    crossed = key[:at] + key[at : at + 2][::-1] + key[at + 2 :]
    for slipped in (longer, wrong, crossed):
        assert slipped == key or (has_slip(key, slipped) and has_slip(slipped, key))


@given(st.text("abcdeh", min_size=1, max_size=3), st.text("abcdeh", min_size=1, max_size=4))
def test_a_short_key_forgives_nothing(short: str, other: str) -> None:
    assert not has_slip(short, other)


@pytest.mark.parametrize("typed", ["1985", "12", "", "12а", "+7 701"])
def test_numbers_have_no_other_layout(typed: str) -> None:
    assert other_layout(typed) is None


@given(st.text("йцукенгшщзхъфывапролджэячсмитьбюё", min_size=2, max_size=12))
def test_there_and_back_is_where_one_was(text: str) -> None:
    there = other_layout(text)
    assert there is not None
    if sum(letter.isalpha() for letter in there) >= 2:
        assert other_layout(there) == text
