"""Facts of a family: read, stored, shown; what cannot be read is refused with place and remedy in three languages."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.rulebook.engine.case import Case, read_case, shown_value, stored_value, territory_of
from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import Fact, fact_register, find_fact

LARGEST = find_fact("dwelling", "area").high // 100
FIRST_FIVE = list(fact_register()["person"])[:5]
FACTS = [fact for facts in fact_register().values() for fact in facts.values()]


def test_a_family_is_read() -> None:
    case = read_case(
        {
            "family": {"survey_refused": False, "false_data_on": "never", "heating_tariff": "54.5", "gas_bill": None},
            "persons": [{"birth_date": date(2020, 2, 29), "sex": "female", "wage": 7}, {}],
            "dwellings": [{"area": 54.5}],
            "vehicles": [],
            "receives": {"toy_aid": True, "other_aid": None},
        }
    )
    assert case.family == {
        "survey_refused": False,
        "false_data_on": 0,
        "heating_tariff": 5450,
        "receives.toy_aid": True,
    }
    assert case.rows["person"] == ({"birth_date": 20200229, "sex": 1, "wage": 7}, {})
    assert case.rows["dwelling"] == ({"area": 5450},)
    assert case.rows["vehicle"] == ()
    assert case.rows["claim"] is None


def test_nothing_known() -> None:
    empty = Case({}, dict.fromkeys(("person", "dwelling", "vehicle", "claim", "employer")))
    assert read_case({}) == read_case({"family": None, "persons": None, "receives": None}) == empty


WRONG: list[tuple[Any, str, str]] = [
    ([], "$", "not_a_mapping"),
    ("family", "$", "not_a_mapping"),
    ({"people": []}, "people", "unknown_part"),
    ({"family": [1]}, "family", "not_a_mapping"),
    ({"receives": ["toy_aid"]}, "receives", "not_a_mapping"),
    ({"receives": {"toy_aid": 1}}, "receives.toy_aid", "not_boolean"),
    ({"persons": {}}, "persons", "rows_not_list"),
    ({"persons": []}, "persons", "no_persons"),
    ({"vehicles": [{"kind": "car"}] * 61}, "vehicles", "too_many_rows"),
    ({"persons": [{}, 7]}, "persons[1]", "not_a_mapping"),
    ({"persons": [{"wages": 1}]}, "persons[0].wages", "unknown_fact"),
    ({"persons": [{}, {"wage": "much"}]}, "persons[1].wage", "not_number"),
    ({"persons": [{"wage": True}]}, "persons[0].wage", "not_number"),
    ({"persons": [{"wage": [1]}]}, "persons[0].wage", "not_number"),
    ({"persons": [{"wage": "1e999999999"}]}, "persons[0].wage", "not_number"),
    ({"persons": [{"wage": float("inf")}]}, "persons[0].wage", "not_number"),
    ({"persons": [{"wage": float("nan")}]}, "persons[0].wage", "not_number"),
    ({"persons": [{"wage": "1/2"}]}, "persons[0].wage", "not_number"),
    ({"persons": [{"wage": 0.5}]}, "persons[0].wage", "not_whole"),
    ({"dwellings": [{"area": "54.505"}]}, "dwellings[0].area", "not_whole"),
    ({"persons": [{"wage": -1}]}, "persons[0].wage", "out_of_range"),
    ({"persons": [{"wage": find_fact("person", "wage").high + 1}]}, "persons[0].wage", "out_of_range"),
    ({"dwellings": [{"area": f"{LARGEST}.01"}]}, "dwellings[0].area", "out_of_range"),
    ({"persons": [{"orphan": "yes"}]}, "persons[0].orphan", "not_boolean"),
    ({"persons": [{"orphan": 1}]}, "persons[0].orphan", "not_boolean"),
    ({"persons": [{"sex": "f"}]}, "persons[0].sex", "not_in_list"),
    ({"persons": [{"birth_date": "2021-02-29"}]}, "persons[0].birth_date", "bad_date"),
    ({"persons": [{"birth_date": "never"}]}, "persons[0].birth_date", "bad_date"),
    ({"persons": [{"birth_date": True}]}, "persons[0].birth_date", "bad_date"),
    ({"persons": [{"birth_date": "1799-12-31"}]}, "persons[0].birth_date", "out_of_range"),
    ({"persons": [{"birth_date": "2200-01-01"}]}, "persons[0].birth_date", "out_of_range"),
]


@pytest.mark.parametrize(
    ("document", "where", "code"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_refused_with_place_and_remedy(document: Any, where: str, code: str) -> None:
    with pytest.raises(FactError) as refused:
        read_case(document)
    error = refused.value
    assert (error.where, error.code) == (where, code)
    said = {language: error.text(language) for language in ("kk", "ru", "en")}
    assert str(error) == said["en"]
    assert len(set(said.values())) == 3
    for text in said.values():
        assert text.startswith(f"{where}: ")
        assert len(text) > len(where) + 10
        assert "{" not in text
        assert "\n" not in text


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"people": []}, "family, receives, persons, dwellings, vehicles, claims"),
        ({"persons": [{"wages": 1}]}, "wage"),
        ({"persons": [{"zzzz": 1}]}, ", ".join(FIRST_FIVE) + "."),
        ({"vehicles": [{"kind": "tram"}]}, "tram: choose from the list: car, commercial, agricultural"),
        ({"dwellings": [{"area": "99999.01"}]}, f"99999.01 is outside 0 to {LARGEST}."),
        ({"dwellings": [{"area": "54.505"}]}, "1/100"),
        ({"vehicles": [{}] * 61}, "There are 61 rows, at most 60."),
    ],
)
def test_the_remedy_names_what_may_stand(document: Any, named: str) -> None:
    with pytest.raises(FactError, match=named.replace(".", r"\.")):
        read_case(document)


def test_sixty_rows_are_enough_for_anybody() -> None:
    rows = read_case({"vehicles": [{"kind": "car"}] * 60}).rows["vehicle"]
    assert len(rows or ()) == 60


def test_every_message_is_written_in_three_languages() -> None:
    for code, entry in read_document(ROOT / "engine" / "messages.yaml").items():
        assert set(entry) == {"kk", "ru", "en"}, code
        fields = {language: sorted(part.split("}")[0] for part in entry[language].split("{")[1:]) for language in entry}
        assert fields["kk"] == fields["ru"] == fields["en"], code


@given(st.data())
def test_what_is_stored_is_shown_and_read_again(data: st.DataObject) -> None:
    fact: Fact = data.draw(st.sampled_from(FACTS))
    stored: int | bool
    if fact.type == "boolean":
        stored = data.draw(st.booleans())
    elif fact.type == "date":
        days = st.dates(date(1800, 1, 1), date(2199, 12, 31)).map(lambda day: int(day.strftime("%Y%m%d")))
        stored = data.draw(st.one_of(days, st.just(0)) if fact.never else days)
    else:
        stored = data.draw(st.integers(fact.low, fact.high))
    again = stored_value(fact, shown_value(fact, stored), "here")
    assert again == stored
    assert type(again) is type(stored)


@pytest.mark.parametrize(
    ("entity", "name", "stored", "shown"),
    [
        ("person", "birth_date", 20200229, "2020-02-29"),
        ("person", "birth_date", 19050101, "1905-01-01"),
        ("family", "false_data_on", 0, "never"),
        ("person", "sex", 1, "female"),
        ("dwelling", "area", 5450, 54.5),
        ("person", "orphan", 1, True),
        ("person", "wage", 7, 7),
    ],
)
def test_shown(entity: str, name: str, stored: int, shown: object) -> None:
    value = shown_value(find_fact(entity, name), stored)
    assert value == shown
    assert type(value) is type(shown)


def test_limits_of_a_range_are_inside_it() -> None:
    area = find_fact("dwelling", "area")
    assert stored_value(area, str(LARGEST), "x") == area.high
    assert stored_value(area, 0, "x") == 0
    assert stored_value(find_fact("person", "birth_date"), "1800-01-01", "x") == 18000101


def test_one_fact_changed() -> None:
    case = read_case({"family": {"survey_refused": True}, "persons": [{"wage": 1}, {"wage": 2}], "vehicles": []})
    changed = case.with_fact("family", "survey_refused", None, False)
    assert changed.family == {"survey_refused": False}
    assert changed.rows == case.rows
    changed = case.with_fact("person", "wage", 1, 5)
    assert changed.rows["person"] == ({"wage": 1}, {"wage": 5})
    assert changed.rows["vehicle"] == ()
    assert case.rows["person"] == ({"wage": 1}, {"wage": 2})
    assert case.family == {"survey_refused": True}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"family": {"territory": 750000000}}, "750000000"),
        ({"family": {}}, None),
        ({}, None),
        ([], None),
        ({"family": []}, None),
    ],
)
def test_territory_of_the_document(document: Any, code: str | None) -> None:
    assert territory_of(document) == code
