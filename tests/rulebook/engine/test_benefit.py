"""A benefit as its folder states it."""

from datetime import date
from pathlib import Path

import pytest

from tests.rulebook.engine.toys import HERE, ToyLaw, exact, plain_benefit, write
from tirek.rulebook.catalogue import list_benefits, list_methods
from tirek.rulebook.engine import Benefit, Boolean, Number, family, quantity
from tirek.rulebook.engine.benefit import OUTCOMES, PERIODS, STATUSES, VALUED_ON
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.facts import ENTITIES
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.rounding import ROUNDINGS


def test_read_from_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "toy_aid"
    benefit = plain_benefit(folder, confidential=True, entity="claim", outcome="ceiling")
    assert (benefit.id, benefit.path) == ("toy_aid", folder / "benefit.yaml")
    assert (benefit.entity, benefit.outcome, benefit.rounding, benefit.confidential) == (
        "claim",
        "ceiling",
        "half_up",
        True,
    )
    assert Benefit.beside(str(folder / "rule.py")).folder == folder.resolve()
    assert plain_benefit(tmp_path / "open").confidential is False


def test_an_empty_document(tmp_path: Path) -> None:
    (tmp_path / "benefit.yaml").write_text("", encoding="utf-8")
    assert Benefit(tmp_path).document == {}


def test_terms(tmp_path: Path) -> None:
    entry = {"from": date(2020, 1, 1), "status": "in_force"}
    dated = {**entry, "until": date(2021, 1, 1), "act": "toy_act", "known_from": date(2019, 6, 1)}
    plain, full = plain_benefit(tmp_path, terms=[entry, dated]).terms
    assert (plain.until, plain.act, plain.known_from) == (None, "", date(1900, 1, 1))
    assert (full.until, full.act, full.known_from, full.status) == (
        date(2021, 1, 1),
        "toy_act",
        date(2019, 6, 1),
        "in_force",
    )


def test_the_term_of_a_day(tmp_path: Path) -> None:
    first = {"from": date(2020, 1, 1), "until": date(2021, 1, 1), "status": "in_force"}
    second = {"from": date(2020, 7, 1), "until": None, "status": "suspended"}
    benefit = plain_benefit(tmp_path, terms=[first, second])

    def status(day: date) -> str | None:
        term = benefit.term_at(Moment(day))
        return term.status if term else None

    assert status(date(2019, 12, 31)) is None
    assert status(date(2020, 1, 1)) == "in_force"
    assert status(date(2020, 6, 30)) == "in_force"
    assert status(date(2020, 7, 1)) == "suspended"
    assert status(date(2021, 1, 1)) == "suspended"
    term = benefit.term_at(Moment(date(2030, 1, 1)), date(2020, 1, 1))
    assert term is not None
    assert term.status == "in_force"


@pytest.mark.parametrize("rounding", [None, {}, {"source": "x"}])
def test_no_rounding_has_no_default(tmp_path: Path, rounding: object) -> None:
    with pytest.raises(LawError, match=r"names no rounding\. Give rounding: \{mode: down\|half_up\|up"):
        _ = plain_benefit(tmp_path, rounding=rounding).rounding


def test_conditions_amount_and_extras(tmp_path: Path) -> None:
    benefit = plain_benefit(tmp_path)

    @benefit.condition("in_debt", act="toy_act", article="3")
    def no_debt() -> Boolean:
        """No debt."""
        return ~family.overdue_debt

    @benefit.amount(act="toy_act", article="4")
    def amount() -> Number:
        """Five."""
        return quantity(5, "tenge_month")

    @benefit.extra()
    def bill() -> Number:
        """The bill."""
        return family.gas_bill

    assert benefit.conditions == {"in_debt": no_debt}
    assert benefit.amount_rule is amount
    assert benefit.extras == {"bill": bill}
    assert (no_debt.versions[0].act, no_debt.versions[0].article) == ("toy_act", "3")
    assert amount.versions[0].article == "4"


def test_its_own_parameter(law: ToyLaw) -> None:
    law.parameter("aid.part", {"from": date(2020, 1, 1), "value": 4}, {"from": date(2020, 12, 1), "value": 5})
    benefit = law.benefit("aid", "")
    moment = Moment(date(2020, 12, 1), applied_on=HERE.on)
    assert exact(benefit.parameter("part"), moment) == 5
    assert exact(benefit.parameter("part", at="application"), moment) == 4


def test_a_broken_document_names_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path / "benefit.yaml", {"title": "x"})
    path.write_text("title: x\nentity: [family\n", encoding="utf-8")
    with pytest.raises(LawError, match=rf"^{path}:3: this is not YAML: .* Correct the line\."):
        _ = Benefit(tmp_path).entity


@pytest.mark.parametrize("benefit", [*list_benefits(), *list_methods()], ids=lambda benefit: benefit.id)
def test_every_real_benefit_uses_the_words_there_are(benefit: Benefit) -> None:
    document = benefit.document
    assert benefit.outcome in OUTCOMES
    assert benefit.entity in ENTITIES
    assert document["period"] in PERIODS
    assert document["valued_on"] in VALUED_ON
    assert {term.status for term in benefit.terms} <= set(STATUSES)
    if benefit.amount_rule is not None:
        assert benefit.rounding in ROUNDINGS
