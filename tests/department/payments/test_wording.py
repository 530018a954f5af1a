"""What lists, bank texts and files are called names no confidential programme; how each grant reaches an account is data."""

from __future__ import annotations

from datetime import date

import pytest

from tirek.department.applications.programmes import confidential_kind
from tirek.department.applications.roads import department_programmes
from tirek.department.entitlements.enums import Period
from tirek.department.payments.cycles import cycle_of, cycles, scope_of
from tirek.department.payments.enums import ClosingKind
from tirek.department.payments.models import Closing, Payment, PaymentList
from tirek.department.payments.wording import file_name, list_title, purpose_of, statement_line
from tirek.rulebook.catalogue import benefit_ids, find_benefit

CONFIDENTIAL = sorted(name for name in department_programmes() if confidential_kind(name))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("programme", CONFIDENTIAL)
def test_nothing_that_leaves_the_house_names_a_confidential_programme(programme: str, language: str) -> None:
    shared = {"programme": programme, "confidential": confidential_kind(programme)}
    listed = PaymentList(number="L7-1", closing=Closing(month=date(2026, 11, 1)), **shared)
    payment = Payment(month=date(2026, 11, 1), **shared)
    said = [
        list_title(listed, language),
        purpose_of(payment, language),
        statement_line(payment, language),
        file_name(listed, "xml"),
    ]
    document = find_benefit(programme).document
    for text in said:
        assert programme not in text
        for code in ("kk", "ru", "en"):
            assert document["title"][code] not in text
            assert document["short_title"][code] not in text
    assert len(said[1]) <= 140
    assert said[3] == "L7-1.xml"


def test_an_open_programme_is_named() -> None:
    payment = Payment(programme="half_yearly_aid", month=date(2026, 11, 1))
    assert purpose_of(payment, "kk").startswith(str(find_benefit("half_yearly_aid").document["title"]["kk"])[:60])


@pytest.mark.parametrize(
    ("programme", "period", "unit", "cycle", "reaches"),
    [
        ("targeted_assistance_unconditional", "month", "tenge", "monthly", "person"),
        ("home_education_refund", "quarter", "tenge", "reimbursement", "person"),
        ("half_yearly_aid", "half_year", "tenge", "half_yearly", "person"),
        ("victory_day_aid", "event", "tenge", "yearly_event", "person"),
        ("fire_disaster_aid", "event", "tenge", "one_off", "person"),
        ("one_off_hardship_aid", "once", "tenge", "one_off", "person"),
        ("meter_refund", "once", "tenge", "reimbursement", "person"),
        ("food_parcel", "once", "item", "in_kind", "invoice"),
        ("health_insurance_contribution", "month", "tenge", "insurance_contribution", "invoice"),
    ],
)
def test_each_grant_has_its_way(programme: str, period: str, unit: str, cycle: str, reaches: str) -> None:
    found = cycle_of(programme, period, unit)
    assert (found.code, found.reaches) == (cycle, reaches)


def test_what_goes_to_an_organisation_is_gathered_for_nobody() -> None:
    for kind in ClosingKind:
        scope = scope_of(kind)
        assert "health_insurance_contribution" in scope.named
        assert "health_insurance_contribution" not in scope.of_programmes
    assert set(scope_of(ClosingKind.MONTH).of_periods) == set(Period.values)
    assert set(scope_of(ClosingKind.BETWEEN).of_periods) == {"once", "event", "year"}
    assert len(cycles()) == 10


def test_what_the_law_pays_to_an_organisation_reaches_no_person() -> None:
    paid_to = {name for name in benefit_ids() if find_benefit(name).document.get("paid_to")}
    assert paid_to == set(cycles()["organisation_claim"].programmes)
    assert not paid_to & set(scope_of(ClosingKind.MONTH).of_programmes)
