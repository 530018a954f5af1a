"""A reform of one's own: a YAML file that changes numbers, switches benefits, and names the texts of shipped reforms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest

from tirek.rulebook.decisions import Answer, decide_family
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.errors import FactError, LawError, ReformError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform, reform_folder, reform_names

HEAD = """\
title: {kk: "Ой", ru: "Идея", en: "An idea"}
summary: {kk: "Ой", ru: "Идея", en: "An idea"}
warning: {kk: "Бұл ой ғана", ru: "Это только идея", en: "This is an idea"}
status: draft
known_from: 2026-01-01
changes:
"""
ON = date(2026, 5, 9)
VETERAN = {"persons": [{"war_participant": False, "equated_to_participant": False, "home_front_worker": True}]}
REHABILITATED = {"persons": [{"december_1986_rehabilitated": True}]}


Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file of a user's: the head, and changes."""

    def written(changes: str, head: str = HEAD) -> str:
        path = tmp_path / "idea.yaml"
        path.write_text(head + changes, encoding="utf-8")
        return str(path)

    return written


def answer(benefit: str, facts: dict[str, object], reform: str, **moment: object) -> Answer:
    asked = replace(Moment(on=ON, reform=find_reform(reform)), **moment)  # type: ignore[arg-type]
    return decide_family(benefit, asked, read_case(facts))


NUMBERS = """\
  - parameter: victory_day_aid.home_front
    values:
      - {from: 2026-05-01, until: 2026-06-01, value: 70000, territory: "750000000"}
      - {from: 2027-01-01, value: 80000, territory: "750000000"}
"""


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2026, 4, 30), 50000),
        (date(2026, 5, 1), 70000),
        (date(2026, 5, 31), 70000),
        (date(2026, 6, 1), 50000),
        (date(2026, 12, 31), 50000),
        (date(2027, 1, 1), 80000),
    ],
)
def test_another_number_for_its_days(write: Write, on: date, amount: int) -> None:
    made = answer("victory_day_aid", VETERAN, write(NUMBERS), on=on)
    assert made.outcome.total == (amount, amount)


def test_a_number_of_one_territory_is_not_another_ones(write: Write) -> None:
    reform = write(NUMBERS)
    assert answer("victory_day_aid", VETERAN, reform, territory="790000000").outcome.status == "not_provided_here"
    assert answer("victory_day_aid", VETERAN, reform, territory="751310000").outcome.total == (70000, 70000)


def test_the_trace_says_that_a_number_is_changed(write: Write) -> None:
    made = answer("victory_day_aid", VETERAN, write(NUMBERS))
    amount = next(step for step in made.trace if step.name == "victory_day_aid.amount")
    assert "70 000, с 1 мая 2026 года, по реформе, значение не подтверждено" in amount.sentence("ru").replace(
        "\xa0", " "
    )
    use = next(use for use in amount.as_json()["parameters"] if use["name"] == "victory_day_aid.home_front")
    assert (use["reform"], use["provenance"], use["known_from"]) == ("idea", "memory", "2026-01-01")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_idea_says_in_its_first_line_that_it_decides_nothing(write: Write, language: str) -> None:
    reform = write(NUMBERS)
    made = answer("victory_day_aid", VETERAN, reform)
    first, *lines = made.text(language).splitlines()
    assert (
        first
        == {
            "kk": "Бұл — шешім емес. Мына өзгеріс қолданылса, былай шешілер еді: «Ой» (жоба).",
            "ru": "Это не решение. Так было бы решено, если бы применялось изменение: «Идея» (проект).",
            "en": "This is no decision. It is what would be decided if this change applied: “An idea” (draft).",
        }[language]
    )
    assert find_reform(reform).warning[language] in lines
    document = made.as_json()
    assert document["decides"] is False
    assert document["explanation"][language][0] == first
    assert document["reform"]["applied"] is True


def test_a_file_that_says_it_is_in_force_decides_nothing(write: Write) -> None:
    head = HEAD.replace("status: draft", 'status: in_force\nact: social_code\nnumber: "224-VII"\ndate: 2023-04-20')
    reform = find_reform(write(NUMBERS, head))
    assert (reform.status, reform.number, reform.shipped, reform.decides) == ("in_force", "224-VII", False, False)
    assert not answer("victory_day_aid", VETERAN, write(NUMBERS, head)).decides


def test_a_benefit_is_switched_off_and_on(write: Write) -> None:
    off = write("  - {benefit: victory_day_aid, status: repealed, from: 2026-05-09}\n")
    assert answer("victory_day_aid", VETERAN, off).outcome.status == "repealed"
    assert answer("victory_day_aid", VETERAN, off).text("ru").startswith("Это не решение.")
    assert answer("victory_day_aid", VETERAN, off, on=date(2026, 5, 8)).outcome.status == "granted"
    on = write(
        "  - {benefit: independence_day_aid, status: in_force, from: 2019-01-01}\n"
        "  - parameter: independence_day_aid.amount\n"
        '    values: [{from: 2019-01-01, value: 140000, territory: "750000000"}]\n'
    )
    day = date(2019, 12, 16)
    assert answer("independence_day_aid", REHABILITATED, on, on=date(2018, 12, 16)).outcome.status == "not_in_force"
    assert answer("independence_day_aid", REHABILITATED, on, on=day).outcome.total == (140000, 140000)
    assert answer("independence_day_aid", REHABILITATED, on, on=day, known_on=date(2025, 1, 1)).outcome.status == (
        "not_in_force"
    )


def test_texts_of_a_shipped_reform_with_numbers_of_ones_own(write: Write) -> None:
    """A floor of 20 MCI in place of 5: 20 x 4,325 = 86,500."""
    reform = write(
        "  - floor: local_aid_2026.memorial_floor\n"
        "    from: 2026-01-01\n"
        "    of: {benefits: [victory_day_aid]}\n"
        "  - parameter: local_aid_2026.memorial_floor_mci\n"
        "    values: [{from: 2026-01-01, value: 20}]\n"
    )
    assert answer("victory_day_aid", VETERAN, reform).outcome.total == (86500, 86500)
    assert find_reform(reform).changes[0].title["ru"] == "Нижний предел выплаты к памятной дате"


def test_a_change_of_one_territory(write: Write) -> None:
    reform = write(
        "  - floor: local_aid_2026.memorial_floor\n"
        "    from: 2026-01-01\n"
        '    territory: "790000000"\n'
        "    of: {benefits: [victory_day_aid]}\n"
        "  - parameter: victory_day_aid.home_front\n"
        "    values:\n"
        '      - {from: 2026-01-01, value: 100, territory: "790000000"}\n'
        '      - {from: 2026-01-01, value: 100, territory: "750000000"}\n'
    )
    assert answer("victory_day_aid", VETERAN, reform, territory="790000000").outcome.total == (21625, 21625)
    assert answer("victory_day_aid", VETERAN, reform).outcome.total == (100, 100)


def test_a_quarterly_number(write: Write) -> None:
    from tirek.rulebook.engine.parameters import find_parameter

    reform = find_reform(
        write(
            "  - parameter: regional_subsistence_minimum\n"
            '    values: [{quarter: 2026Q2, value: 60000, territory: "750000000"}]\n'
        )
    )
    minimum = find_parameter("regional_subsistence_minimum")
    asked = Moment(on=ON, reform=reform)
    value = minimum.value_at(asked)
    assert value is not None
    assert value.amount == 60000
    assert minimum.value_at(replace(asked, on=date(2026, 7, 1))) is None
    assert minimum.value_at(replace(asked, reform=None)) is None


def test_a_reform_is_a_value(write: Write) -> None:
    one, same = find_reform(write(NUMBERS)), find_reform(write(NUMBERS))
    other = find_reform(write(NUMBERS.replace("70000", "70001")))
    assert one is not same
    assert (one, hash(one)) == (same, hash(same))
    assert one != other
    assert one != "idea"
    assert len({Moment(ON, reform=one), Moment(ON, reform=same), Moment(ON, reform=other), Moment(ON)}) == 3
    assert "draft" in repr(one)
    with pytest.raises(FrozenInstanceError):
        one.status = "in_force"  # type: ignore[misc]
    with pytest.raises(TypeError):
        one.title["kk"] = "Басқа"  # type: ignore[index]


def test_the_digest_covers_the_texts_that_are_named(write: Write) -> None:
    """A copy of a shipped reform, under the same file's text, has the digest of that text and of the rules it names."""
    shipped = (reform_folder("local_aid_2026") / "reform.yaml").read_text(encoding="utf-8")
    copy = find_reform(write(shipped, ""))
    assert copy.digest == find_reform("local_aid_2026").digest
    assert copy != find_reform("local_aid_2026")
    assert [change.target for change in copy.changes] == [c.target for c in find_reform("local_aid_2026").changes]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("changes", "line", "says"),
    [
        ("  - {benefit: moon_aid, status: in_force, from: 2026-01-01}\n", 7, "moon_aid"),
        ("  - {step: national.moon, text: local_aid_2026.republican_minimum, from: 2026-01-01}\n", 7, "national.moon"),
        ("  - {parameter: mci, unit: none, values: [{from: 2026-01-01, value: 5000}]}\n", 7, "tenge"),
        ("  - parameter: mci\n    values:\n      - {from: 2026-01-01, value: 1.5}\n", 9, "1.5"),
    ],
)
def test_a_fault_is_told_with_file_and_line_in_each_language(
    write: Write, changes: str, line: int, says: str, language: str
) -> None:
    path = write(changes)
    with pytest.raises(ReformError) as raised:
        find_reform(path)
    told = raised.value.text(language)
    assert told.startswith(f"{path}:{line}: ")
    assert says in told
    assert str(raised.value).startswith(f"{path}:{line}: ")


def test_what_is_no_reform(write: Write, tmp_path: Path) -> None:
    with pytest.raises(FactError, match=f"There are: {', '.join(reform_names())}"):
        find_reform("moon_aid_2027")
    with pytest.raises(FactError, match="no such file"):
        find_reform(str(tmp_path / "nothing.yaml"))
    with pytest.raises(ReformError, match="This is no reform"):
        find_reform(write("", "just words\n"))
    with pytest.raises(LawError, match="this is not YAML"):
        find_reform(write("", "title: {kk: 1\n"))
