"""The register of facts: what it promises of every fact."""

import pytest

from tirek.rulebook.engine.calendar import as_date
from tirek.rulebook.engine.facts import EARLIEST, ENTITIES, LATEST, Fact, fact_register, find_fact, labels, row_limits

FACTS = [fact for facts in fact_register().values() for fact in facts.values()]
LANGUAGES = ("kk", "ru", "en")


def test_entities() -> None:
    assert tuple(fact_register()) == ENTITIES
    assert row_limits() == {"family": 1, "person": 60, "dwelling": 60, "vehicle": 60, "claim": 60, "employer": 60}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.key)
def test_every_fact(fact: Fact) -> None:
    assert fact.low <= fact.high
    assert all(fact.title[language] for language in LANGUAGES)
    assert fact.key == f"{fact.entity}.{fact.name}"
    assert find_fact(fact.entity, fact.name) is fact
    assert not (fact.correctable and fact.confidential), "health and origin are never something to correct"
    assert bool(fact.advice) == fact.correctable
    if fact.correctable:
        assert fact.type == "boolean", "only a yes or no can be advised in one direction"
        assert all(fact.advice[language] for language in LANGUAGES)
    assert fact.scale in (1, 100)


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.type == "enum"], ids=lambda fact: fact.key)
def test_every_word_has_a_label(fact: Fact) -> None:
    assert (fact.low, fact.high) == (0, len(fact.values) - 1)
    assert set(labels()[fact.entity][fact.name]) == set(fact.values)
    for stored, word in enumerate(fact.values):
        for language in LANGUAGES:
            assert fact.label(stored, language) == labels()[fact.entity][fact.name][word][language] != ""


def test_dates_and_booleans() -> None:
    born, bar, refused = (
        find_fact("person", "birth_date"),
        find_fact("family", "false_data_on"),
        find_fact("family", "survey_refused"),
    )
    assert (born.low, born.high, born.never) == (EARLIEST, LATEST, False)
    assert (bar.low, bar.high, bar.never) == (0, LATEST, True)
    assert (refused.low, refused.high) == (0, 1)
    assert as_date(EARLIEST) < as_date(LATEST)


def test_ranges_and_scales() -> None:
    area = find_fact("dwelling", "area")
    assert (area.scale, area.low, str(area.unit)) == (100, 0, "m2")
    assert area.high % area.scale == 0
    assert find_fact("claim", "number").low == 1
    assert find_fact("person", "hiv_registered").confidential
    assert not find_fact("person", "wage").confidential
    assert str(find_fact("person", "sex").unit) == "a plain number"


def test_the_direction_of_advice() -> None:
    assert find_fact("family", "survey_refused").advised is False
    towards = [fact.key for fact in FACTS if fact.correctable and fact.advised]
    assert "person.registered_at_address" in towards
    assert "family.survey_refused" not in towards


def test_receives() -> None:
    fact = find_fact("family", "receives.toy_aid")
    assert (fact.key, fact.type, fact.source) == ("family.receives.toy_aid", "boolean", "department")
    assert (fact.correctable, fact.confidential, fact.advice) == (False, False, {})
    assert all("toy_aid" in fact.title[language] for language in LANGUAGES)
    with pytest.raises(KeyError):
        find_fact("person", "receives.toy_aid")
    with pytest.raises(KeyError):
        find_fact("family", "received")
