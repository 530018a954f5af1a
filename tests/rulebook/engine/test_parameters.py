"""Dated values: by territory, purpose, quarter, and by what was known when. A wrong value and its correction both stay."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.rulebook.engine.toys import ToyLaw, exact, write
from tirek.rulebook.engine import Benefit, Number, parameter, quantity
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.moment import Assumption, Moment
from tirek.rulebook.engine.parameters import find_parameter, parameter_path, read_amount, read_value
from tirek.rulebook.engine.tree import intern_node

ALMATY, ALMALY, ASTANA = "750000000", "751100000", "710000000"


def value(start: str, amount: int | str, **more: Any) -> dict[str, Any]:
    dates = {key: date.fromisoformat(text) for key, text in more.items() if key in ("known_from", "until")}
    return {"from": date.fromisoformat(start), "value": amount, **more, **dates}


def asked(name: str, on: str, known_on: str | None = None, territory: str = ALMATY, **more: Any) -> Fraction | None:
    known = date.fromisoformat(known_on) if known_on else None
    found = find_parameter(name).value_at(Moment(date.fromisoformat(on), territory, known_on=known), **more)
    return found.amount if found else None


def test_each_value_lasts_until_the_next(law: ToyLaw) -> None:
    law.parameter("index", value("2019-01-01", 10), value("2020-01-01", 20))
    assert asked("index", "2018-12-31") is None
    assert asked("index", "2019-01-01") == 10
    assert asked("index", "2019-12-31") == 10
    assert asked("index", "2020-01-01") == 20
    assert asked("index", "2090-01-01") == 20


def test_the_order_in_the_file_does_not_matter(law: ToyLaw) -> None:
    law.parameter("index", value("2020-01-01", 20), value("2019-01-01", 10))
    assert asked("index", "2019-12-31") == 10
    assert asked("index", "2020-01-01") == 20


def test_a_wrong_value_and_its_correction(law: ToyLaw) -> None:
    law.parameter("index", value("2020-01-01", 2561), value("2020-01-01", 2651, known_from="2020-03-10"))
    assert asked("index", "2020-02-01", known_on="2020-03-09") == 2561
    assert asked("index", "2020-02-01", known_on="2020-03-10") == 2651
    assert asked("index", "2020-02-01") == 2651
    assert asked("index", "2020-02-01", known_on="2019-12-31") is None


def test_a_past_decision_is_made_again_as_it_was(law: ToyLaw) -> None:
    law.parameter("index", value("2020-01-01", 2561), value("2020-01-01", 2651, known_from="2020-03-10"))
    amount: Number = parameter("index") * 7
    wrong = Moment(date(2020, 2, 1), known_on=date(2020, 3, 9))
    assert exact(amount, wrong) == 17927
    assert exact(amount, Moment(date(2020, 2, 1), known_on=date(2020, 3, 10))) == 18557
    assert exact(amount, Moment(date(2020, 2, 1))) == 18557


def test_the_index_of_april_2020_was_not_known_at_once(law: ToyLaw) -> None:
    law.real("mci")
    assert asked("mci", "2020-04-05", known_on="2020-04-05") == 2651
    assert asked("mci", "2020-04-05") == 2778
    assert asked("mci", "2020-04-05", purpose="fiscal") == 2651
    assert asked("mci", "2020-03-31") == 2651


def test_purposes(law: ToyLaw) -> None:
    both, social, fiscal = value("2020-01-01", 1), value("2020-04-01", 2), value("2020-05-01", 3)
    law.parameter("index", both, {**social, "purpose": "social"}, {**fiscal, "purpose": "fiscal"})
    assert asked("index", "2020-06-01") == 2
    assert asked("index", "2020-06-01", purpose="social") == 2
    assert asked("index", "2020-06-01", purpose="fiscal") == 3
    assert asked("index", "2020-04-30", purpose="fiscal") == 1


def test_the_nearest_territory_wins(law: ToyLaw) -> None:
    law.parameter(
        "index",
        value("2020-01-01", 1),
        value("2019-01-01", 2, territory=ALMATY),
        value("2020-06-01", 3, territory=ALMALY),
    )
    assert asked("index", "2020-07-01", territory=ASTANA) == 1
    assert asked("index", "2020-07-01", territory=ALMATY) == 2
    assert asked("index", "2020-07-01", territory=ALMALY) == 3
    assert asked("index", "2020-05-31", territory=ALMALY) == 2
    assert asked("index", "2018-12-31", territory=ALMALY) is None


def test_a_value_may_end_without_a_successor(law: ToyLaw) -> None:
    law.parameter("index", value("2020-01-01", 5, until="2020-07-01"))
    assert asked("index", "2020-06-30") == 5
    assert asked("index", "2020-07-01") is None


def test_an_ended_local_value_gives_way_to_the_wider_territory(law: ToyLaw) -> None:
    law.parameter("index", value("2020-01-01", 5, until="2020-07-01", territory=ALMATY), value("2020-01-01", 4))
    assert asked("index", "2020-06-30") == 5
    assert asked("index", "2020-07-01") == 4


def test_a_quarter_without_a_value_is_a_gap(law: ToyLaw) -> None:
    law.parameter("line", {"quarter": "2020Q2", "value": 23513}, {"quarter": "2020Q4", "value": 26692}, by="quarter")
    assert asked("line", "2020-04-01") == 23513
    assert asked("line", "2020-06-30") == 23513
    assert asked("line", "2020-07-01") is None
    assert asked("line", "2020-10-01") == 26692
    assert asked("line", "2021-01-01") is None
    assert asked("line", "2021-01-01", at="quarter_before_application") == 26692
    assert asked("line", "2020-10-01", known_on="1990-01-01") == 26692


def test_the_quarter_is_that_of_the_application(law: ToyLaw) -> None:
    law.parameter("line", {"quarter": "2020Q4", "value": 26692, "until": date(2020, 1, 1)}, by="quarter")
    moment = Moment(date(2021, 3, 1), applied_on=date(2020, 12, 31))
    line = find_parameter("line")
    assert line.value_at(moment) is None
    assert getattr(line.value_at(moment, "application"), "amount", None) == 26692


def test_dates_may_be_those_of_the_application(law: ToyLaw) -> None:
    law.parameter("index", value("2020-01-01", 1), value("2021-01-01", 2))
    moment = Moment(date(2021, 3, 1), applied_on=date(2020, 12, 31))
    assert exact(parameter("index"), moment) == 2
    assert exact(parameter("index", at="application"), moment) == 1


def assume(**parameters: Any) -> Assumption:
    texts = {"kk": "б", "ru": "д", "en": "a"}
    return Assumption("toy", texts, texts, {name: tuple(values) for name, values in parameters.items()}, {})


def test_an_assumption_fills_a_gap_and_overrides_nothing(law: ToyLaw) -> None:
    law.parameter("line", {"quarter": "2020Q4", "value": 26692}, by="quarter")
    entries = [{"quarter": quarter, "value": 9} for quarter in ("2020Q4", "2021Q1")]
    assumption = assume(line=entries)
    now, later = (Moment(day, assumption=assumption) for day in (date(2020, 12, 31), date(2021, 1, 1)))
    first, second = find_parameter("line").value_at(now), find_parameter("line").value_at(later)
    assert first is not None
    assert second is not None
    assert (first.amount, first.assumed) == (26692, False)
    assert (second.amount, second.assumed, second.verified) == (9, True, False)
    assert second.where == "assumptions/line"
    assert find_parameter("line").value_at(Moment(date(2021, 4, 1), assumption=assumption)) is None


def test_values_of_a_maslikhat_belong_to_its_territory(law: ToyLaw) -> None:
    law.parameter("toy.limit", unit="none")
    law.territory(ALMATY, "toy", {"limit": [value("2020-01-01", 3, act="a", article=4)], "other": []})
    law.territory(ASTANA, "toy", {})
    assert asked("toy.limit", "2020-05-05") == 3
    assert asked("toy.limit", "2020-05-05", territory=ALMALY) == 3
    assert asked("toy.limit", "2020-05-05", territory=ASTANA) is None
    found = find_parameter("toy.limit").values[0]
    assert (found.territory, found.act, found.article) == (ALMATY, "a", "4")
    assert found.where == f"law/territories/{ALMATY}/toy.yaml:limit[0]"


def test_a_local_benefit_is_provided_where_there_is_a_value(law: ToyLaw) -> None:
    law.parameter("toy.limit", unit="none")
    law.territory(ALMATY, "toy", {"limit": [value("2020-01-01", 3)]})
    benefit: Benefit = law.benefit("toy", "", scope="local")
    assert benefit.provided_in(Moment(date(2020, 1, 1), ALMALY))
    assert not benefit.provided_in(Moment(date(2019, 12, 31), ALMALY))
    assert not benefit.provided_in(Moment(date(2020, 1, 1), ASTANA))
    assert law.benefit("wide", "", scope="national").provided_in(Moment(date(2020, 1, 1), ASTANA))
    assert exact(benefit.parameter("limit")) == 3


def test_a_ratio_keeps_its_divisor_apart(law: ToyLaw) -> None:
    law.parameter("share", value("2020-01-01", "13/2"), type="ratio", unit="per_month")
    number = parameter("share")
    assert number.under == (intern_node("par", ("share", "on", "social", 1), "int", None),)
    assert exact(number) == Fraction(13, 2)
    assert (number * quantity(2, "tenge")).unit == quantity(1, "tenge_month").unit


def test_paths(law: ToyLaw) -> None:
    assert parameter_path("mci") == law.root / "national" / "mci.yaml"
    assert parameter_path("toy.limit") == law.root / "law" / "toy" / "parameters" / "limit.yaml"
    path = write(law.root / "welfare" / "method" / "parameters" / "edge.yaml", {"unit": "none", "values": []})
    assert parameter_path("method.edge") == path
    assert find_parameter("method.edge").values == ()


def test_the_document_is_read_whole(law: ToyLaw) -> None:
    path = law.parameter("index", value("2020-01-01", 1, provenance={"mark": "found", "source": 7}))
    found = find_parameter("index")
    assert (found.name, found.path, found.unit_name, found.by) == ("index", path, "tenge", "date")
    assert found.title["en"] == "index (en)"
    assert found.ratio is False
    assert (found.values[0].mark, found.values[0].source, found.values[0].verified) == ("found", "7", True)
    assert found.values[0].where == "national/index.yaml[0]"


@pytest.mark.parametrize(("raw", "amount"), [(7, Fraction(7)), ("6.5", Fraction(13, 2)), ("13/2", Fraction(13, 2))])
def test_exact_amounts(raw: object, amount: Fraction) -> None:
    assert read_amount(raw, "x") == amount


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (6.5, '^x: 6\\.5 is not exact\\. Write it in quotes: "6\\.5"\\.$'),
        (True, "^x: True is not exact"),
        ("six", "^x: 'six' is not a number\\. Write a whole number, or a ratio in quotes"),
        ("1/0", "is not a number"),
        (None, "^x: None is not a number"),
    ],
)
def test_amounts_that_are_not(raw: object, message: str) -> None:
    with pytest.raises(LawError, match=message):
        read_amount(raw, "x")


def test_forms_of_a_value() -> None:
    dated = read_value({"from": date(2020, 4, 1), "value": 1}, "x")
    assert (dated.start, dated.known_from, dated.until) == (date(2020, 4, 1), date(2020, 4, 1), None)
    assert (dated.purpose, dated.mark, dated.source, dated.verified) == (None, "memory", "", False)
    assert (dated.territory, dated.act, dated.article, dated.assumed) == ("", "", "", False)
    quarterly = read_value({"quarter": "2020Q4", "value": 1, "provenance": {"mark": "seed"}}, "x", territory=ALMATY)
    assert (str(quarterly.start), quarterly.known_from) == ("2020Q4", date.min)
    assert (quarterly.territory, quarterly.verified) == (ALMATY, True)
    own = read_value({"quarter": "2020Q4", "value": 1, "territory": ALMALY}, "x", True, ALMATY)
    assert (own.territory, own.assumed) == (ALMALY, True)
    with pytest.raises(LawError, match=r"x: a value has no start\. Give `from:"):
        read_value({"value": 1}, "x")
    with pytest.raises(LawError, match="a value has no start"):
        read_value({"quarter": "2020-4", "value": 1}, "x")
    with pytest.raises(LawError, match=r"'2020' is not a date\. Write it as YYYY-MM-DD"):
        read_value({"from": "2020", "value": 1}, "x")


def test_errors_name_file_and_line(law: ToyLaw) -> None:
    path = law.parameter("index", value("2020-01-01", 1), value("2021-01-01", 6.5))  # type: ignore[arg-type]
    with pytest.raises(LawError, match=rf"^{path}:10: 6\.5 is not exact"):
        find_parameter("index")
    local = law.parameter("toy.limit")
    territorial = law.territory(ALMATY, "toy", {"limit": [value("2020-01-01", 1), {"value": 3}]})
    with pytest.raises(LawError, match=rf"^{territorial}:5: a value has no start"):
        find_parameter("toy.limit")
    with pytest.raises(LawError, match=r"^national/nothing\.yaml: there is no parameter nothing\. Add the file"):
        find_parameter("nothing")
    wrong = law.parameter("odd", unit="tenge_week")
    with pytest.raises(LawError, match=rf"^{wrong}:5: unit 'tenge_week' is unknown\. Give `unit:`"):
        find_parameter("odd")
    assert local.exists()
