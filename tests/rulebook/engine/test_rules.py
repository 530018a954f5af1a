"""Rules: versions by date and by knowledge, references with the right type, circles found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from time import sleep

import pytest

from tests.rulebook.engine.toys import HERE, ToyLaw, answer, decided, exact
from tirek.rulebook.engine import (
    Boolean,
    Date,
    Enumeration,
    Number,
    day,
    family,
    greater,
    parameter,
    person,
    plain,
    quantity,
    rule,
    vehicle,
)
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.errors import LawError, NotInForce, RuleError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_step
from tirek.rulebook.engine.rules import conflicts


@rule(act="first_act", article="1", until="2021-01-01")
def share() -> Number:
    """A share of the old act."""
    return quantity(1, "person")


@share.version(act="second_act", since="2021-01-01")
def share_now() -> Number:
    """A share of the new act."""
    return quantity(2, "person")


@share.version(act="corrected_act", since="2021-01-01", known_from="2021-06-01")
def share_corrected() -> Number:
    """The same, corrected later."""
    return quantity("5/2", "person")


@rule(dated_by="application", since="2020-01-01", until="2020-07-01")
def by_application() -> Number:
    """A step of the first half of 2020."""
    return quantity(6, "person")


def at(on: str, known_on: str | None = None, applied_on: str | None = None) -> Moment:
    days = [date.fromisoformat(text) if text else None for text in (known_on, applied_on)]
    return Moment(date.fromisoformat(on), known_on=days[0], applied_on=days[1])


@pytest.mark.parametrize(
    ("moment", "act"),
    [
        (at("2020-12-31"), "first_act"),
        (at("2021-01-01"), "corrected_act"),
        (at("2021-01-01", known_on="2021-05-31"), "second_act"),
        (at("2021-01-01", known_on="2021-06-01"), "corrected_act"),
        (at("2020-12-31", known_on="2019-01-01"), "first_act"),
    ],
)
def test_the_version_in_force_as_known(moment: Moment, act: str) -> None:
    assert share.version_at(moment).act == act


def test_the_value_follows_the_version() -> None:
    assert exact(share(), at("2020-12-31")) == 1
    assert exact(share(), at("2021-01-01", known_on="2021-05-31")) == 2
    assert exact(share() * 2, at("2021-01-01")) == 5
    assert share().unit == quantity(1, "person").unit
    assert share() is share()


@pytest.mark.parametrize(
    ("moment", "in_force"),
    [
        (at("2021-01-01", applied_on="2020-01-01"), True),
        (at("2021-01-01", applied_on="2020-06-30"), True),
        (at("2020-05-01", applied_on="2020-07-01"), False),
        (at("2020-05-01", applied_on="2019-12-31"), False),
        (at("2020-05-01"), True),
    ],
)
def test_a_version_may_be_chosen_by_the_application(moment: Moment, in_force: bool) -> None:
    if in_force:
        assert by_application.version_at(moment).where.startswith("engine/test_rules.py:")
    else:
        with pytest.raises(NotInForce, match=rf"engine\.by_application: no text in force on {moment.application}"):
            by_application.version_at(moment)


def test_names_and_defaults() -> None:
    version = by_application.versions[0]
    assert by_application.full_name == "engine.by_application"
    assert by_application.__doc__ == "A step of the first half of 2020."
    assert (version.act, version.article) == ("", "")
    assert version.known_from == date(1900, 1, 1)
    assert share.versions[0].since == date(1900, 1, 1)
    assert share.versions[0].article == "1"
    assert share.versions[1].until is None


def step(since: str, until: str = "", known_from: str = "") -> None:
    @rule(since="2020-01-01", until="2021-01-01")
    def dated() -> Number:
        """A step of 2020."""
        return quantity(1, "person")

    @dated.version(since=since, until=until, known_from=known_from)
    def another() -> Number:
        """Another text."""
        return quantity(2, "person")


@pytest.mark.parametrize(
    ("since", "until"),
    [("2020-12-31", ""), ("2019-01-01", ""), ("2019-01-01", "2020-01-02"), ("2020-03-01", "2020-04-01")],
)
def test_two_texts_for_one_day(since: str, until: str) -> None:
    with pytest.raises(LawError, match=r"engine\.dated has two texts for one day \(the other: engine/test_rules\.py:"):
        step(since, until)
    step(since, until, known_from="2022-01-01")


@pytest.mark.parametrize(("since", "until"), [("2021-01-01", ""), ("2019-01-01", "2020-01-01")])
def test_texts_that_meet_do_not_overlap(since: str, until: str) -> None:
    step(since, until)


def test_a_number_that_is_not_a_tree_becomes_one() -> None:
    @rule()
    def seven() -> Number:
        """A bare number."""
        return 7  # type: ignore[return-value]

    assert exact(seven()) == 7

    @rule()
    def wrong() -> Number:
        """No number."""
        return "seven"  # type: ignore[return-value]

    with pytest.raises(RuleError, match="the rule gives 'seven'"):
        wrong()


def test_references_keep_type_unit_and_entity() -> None:
    @rule()
    def born() -> Date:
        """A date of a row."""
        return person.birth_date

    @rule()
    def kind() -> Enumeration:
        """A word of a row."""
        return vehicle.kind

    @rule()
    def in_debt() -> Boolean:
        """A comparison of the family."""
        return family.gas_bill > family.lift_bill

    @rule()
    def third() -> Number:
        """A ratio with a constant divisor."""
        return family.gas_bill / 3

    @rule()
    def ratio() -> Number:
        """A ratio with a divisor of the family."""
        return family.gas_bill / greater(1, plain(family.lift_bill))

    @rule()
    def fixed() -> Date:
        """A date of nobody's."""
        return day(2020, 2, 29)

    assert isinstance(born(), Date)
    assert born().node.entity == "person"
    assert isinstance(kind(), Enumeration)
    assert (kind().values, kind().name, kind().node.entity) == (vehicle.kind.values, "vehicle.kind", "vehicle")
    assert in_debt().node.kind == "bool"
    assert in_debt().node.entity == "family"
    assert in_debt().comparison is not None
    assert (third().over, third().under) == (3, ())
    assert exact(third(), gas_bill=7) * 3 == 7
    assert ratio().over == 1
    assert len(ratio().under) == 1
    assert exact(ratio() * 5, gas_bill=7, lift_bill=5) == 7
    assert fixed().node.entity == "family"


def test_versions_of_which_one_is_a_ratio() -> None:
    @rule(until="2021-01-01")
    def part() -> Number:
        """A whole bill."""
        return family.gas_bill

    @part.version(since="2021-01-01")
    def part_now() -> Number:
        """A third of it."""
        return family.gas_bill / 3

    assert not part().is_whole
    assert exact(part(), at("2020-05-05"), gas_bill=7) == 7
    assert exact(part(), at("2021-05-05"), gas_bill=7) * 3 == 7


def test_versions_that_differ_in_type() -> None:
    @rule(until="2021-01-01")
    def thing() -> Boolean:
        """A condition."""
        return family.survey_refused

    @thing.version(since="2021-01-01")
    def thing_now() -> Date:
        """A date."""
        return day(2020, 1, 1)

    with pytest.raises(RuleError, match=r"versions of engine\.thing differ in type or unit: boolean, date\."):
        thing()


def test_a_circle_leaves_the_rule_usable_by_none() -> None:
    @rule()
    def snake() -> Number:
        """Needs itself."""
        return snake() + 1

    outer = conflicts[:]
    for _ in range(2):
        with pytest.raises(RuleError, match=r"engine\.snake needs its own value\. Break the circle\."):
            snake()
    with pytest.raises(RuleError, match=r"engine\.snake needs its own value"):
        bind_step(Program(HERE), snake)
    assert conflicts == outer


def test_an_error_inside_a_rule_names_its_own_file(law: ToyLaw) -> None:
    text = "@benefit.amount()\ndef amount() -> Number:\n    return family.gas_bill * 0.5\n"
    with pytest.raises(RuleError, match=r"^toy/rule\.py:6: 0\.5 is a float"):
        decided(law.benefit("toy", text), {})


def test_a_step_no_longer_in_force_ends_the_benefit(law: ToyLaw) -> None:
    text = "@benefit.condition('c', until='2020-11-02')\ndef c() -> Boolean:\n    return ~family.overdue_debt\n"
    benefit = law.benefit("toy", text)
    assert decided(benefit, {"family": {"overdue_debt": False}}, at("2020-11-01")).status == "granted"
    program, outcome, _, _ = answer(benefit, {"family": {"overdue_debt": False}}, at("2020-11-02"))
    assert outcome.status == program.absent["toy"] == "not_in_force"
    assert program.benefits == {}


def test_parameters_in_versions_are_the_versions_own(law: ToyLaw) -> None:
    law.parameter("old", {"from": date(2015, 1, 1), "value": 5})
    law.parameter("new", {"from": date(2015, 1, 1), "value": 9})

    @rule(until="2021-01-01")
    def index() -> Number:
        """The old index."""
        return parameter("old")

    @index.version(since="2021-01-01")
    def index_now() -> Number:
        """The new one."""
        return parameter("new")

    assert exact(index(), at("2020-12-31")) == 5
    assert exact(index(), at("2021-01-01")) == 9
    assert read_case({}).rows["person"] is None


def test_two_threads_that_need_a_step_at_once_both_have_it() -> None:
    """What another thread has half built is no circle, and its conflicts and divisors are not ours."""
    met = Barrier(2)

    @rule(act="first_act", article="1")
    def slow() -> Number:
        """A step that takes a while to write."""
        sleep(0.2)
        return quantity(1, "person")

    def need(_thread: int) -> Number:
        met.wait()
        return slow()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(need, range(2))
    assert first is second
