"""Assumptions: chosen by name, with a warning in three languages, never over a published value."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.rulebook.engine.toys import write
from tirek.rulebook.engine import assumptions
from tirek.rulebook.engine.assumptions import assumption_names, find_assumption
from tirek.rulebook.engine.errors import FactError, LawError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import find_parameter

TEXT = {"kk": "а", "ru": "б", "en": "c"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(assumptions, "ROOT", tmp_path)
    return tmp_path / "assumptions"


def test_by_name(folder: Path) -> None:
    values = {"line": [{"quarter": "2021Q1", "value": 5}]}
    head = {"title": TEXT, "warning": TEXT}
    write(folder / "b-toy.yaml", {**head, "parameters": values, "take_up": {"aid": "1/2", "default": 1}})
    write(folder / "a-toy.yaml", head)
    assert assumption_names() == ["a-toy", "b-toy"]
    full, bare = find_assumption("b-toy"), find_assumption("a-toy")
    assert (full.name, full.title, full.warning) == ("b-toy", TEXT, TEXT)
    assert full.take_up == {"aid": Fraction(1, 2), "default": 1}
    assert full.parameters == {"line": ({"quarter": "2021Q1", "value": 5},)}
    assert (bare.take_up, bare.parameters) == ({"default": 1}, {})
    assert hash(full) == hash("b-toy")
    assert find_assumption("b-toy") is full


def test_what_there_is_not(folder: Path) -> None:
    write(folder / "c-toy.yaml", {"title": TEXT, "warning": TEXT, "take_up": {"default": 0.5}})
    with pytest.raises(FactError, match=r"^d-toy: There is no such assumption\. There are: c-toy\.$") as refused:
        find_assumption("d-toy")
    assert refused.value.text("ru") == "d-toy: Такого допущения нет. Есть: c-toy."
    with pytest.raises(LawError, match=r"^assumptions/c-toy: 0\.5 is not exact"):
        find_assumption("c-toy")


@pytest.mark.parametrize("name", assumption_names())
def test_every_real_assumption(name: str) -> None:
    found = find_assumption(name)
    assert all(found.title[language] and found.warning[language] for language in TEXT)
    assert all(0 < share <= 1 for share in found.take_up.values())
    for parameter, entries in found.parameters.items():
        assert find_parameter(parameter).unit_name
        assert entries


def test_the_demonstration_fills_what_nobody_published() -> None:
    moment = Moment(date(2026, 5, 1))
    assumed = Moment(date(2026, 5, 1), assumption=find_assumption("almaty-demo"))
    minimum = find_parameter("regional_subsistence_minimum")
    assert minimum.value_at(moment) is None
    value = minimum.value_at(assumed)
    assert value is not None
    assert (value.amount, value.assumed, value.verified) == (62058, True, False)
    past = minimum.value_at(Moment(date(2020, 11, 1), assumption=find_assumption("almaty-demo")))
    assert past is not None
    assert past.assumed is False
