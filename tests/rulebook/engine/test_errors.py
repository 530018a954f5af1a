"""Errors say where, what, and what to do, in one line."""

import pytest

from tirek.rulebook.engine import family
from tirek.rulebook.engine.errors import (
    Conflict,
    FactError,
    LawError,
    NotInForce,
    OverflowPossible,
    RuleError,
    TirekError,
)
from tirek.rulebook.engine.sources import rule_place


def test_where_what_and_remedy() -> None:
    error = LawError("a.yaml:3", "it is wrong.", "Correct it.")
    assert str(error) == "a.yaml:3: it is wrong. Correct it."
    assert (error.where, error.what, error.remedy) == ("a.yaml:3", "it is wrong.", "Correct it.")
    assert str(LawError("a.yaml", "it is wrong.")) == "a.yaml: it is wrong."


@pytest.mark.parametrize("kind", [LawError, RuleError, OverflowPossible, NotInForce, FactError, Conflict])
def test_every_error_is_one_of_ours(kind: type[Exception]) -> None:
    assert issubclass(kind, TirekError)


def test_facts_in_three_languages() -> None:
    error = FactError("persons[0].wage", "out_of_range", value=-1, low=0, high=9)
    assert str(error) == "persons[0].wage: -1 is outside 0 to 9."
    assert error.text("ru") == "persons[0].wage: Значение -1 вне пределов от 0 до 9."
    assert error.text("kk").startswith("persons[0].wage: -1 мәні 0 мен 9")
    assert (error.where, error.code, error.details) == (
        "persons[0].wage",
        "out_of_range",
        {"value": -1, "low": 0, "high": 9},
    )


def test_the_place_is_the_first_line_outside_the_engine() -> None:
    assert rule_place().startswith("engine/test_errors.py:")
    with pytest.raises(RuleError) as refused:
        _ = family.nothing
    assert refused.value.where.startswith("engine/test_errors.py:")


def test_no_place_is_known_without_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tirek.rulebook.engine.sources.inspect.currentframe", lambda: None)
    assert rule_place() == "<unknown>"
