"""Plans, lawful shares and differences in whole tenge: sums are exact, and nobody is left with less than the act protects."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.payments.overpaid import LawPeriod, PaidPeriod, compare_periods
from tirek.department.payments.repayment import Debt, lawful_share, plan_portions, spread_debts
from tirek.department.payments.rules_of_claims import FILE, ClaimRulesFault, claim_rules, read_rules
from tirek.rulebook.engine.calendar import shift_months

TENGE = st.integers(1, 10**9)
JANUARY = date(2026, 1, 31)


@given(TENGE, st.integers(1, 60), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_a_plan_is_the_debt_exactly_in_months_that_differ_by_a_tenge(total: int, months: int, first: date) -> None:
    portions = plan_portions(total, months, first)
    amounts = [each.amount_tenge for each in portions]
    assert sum(amounts) == total
    assert len(portions) == min(months, total)
    assert min(amounts) >= 1
    assert max(amounts) - min(amounts) <= 1
    assert [each.due_on for each in portions] == [shift_months(first, place) for place in range(len(portions))]


@pytest.mark.parametrize(("total", "months"), [(0, 1), (1, 0), (-5, 3)])
def test_no_plan_of_nothing(total: int, months: int) -> None:
    with pytest.raises(ValueError, match="at least one tenge"):
        plan_portions(total, months, JANUARY)


@given(st.lists(TENGE, max_size=8), st.lists(TENGE, max_size=5), st.integers(0, 10_000))
def test_withholding_keeps_within_the_share_of_each_payment_and_within_each_debt(
    dues: list[int], debts: list[int], share: int
) -> None:
    owed = [Debt(number, tenge) for number, tenge in enumerate(debts)]
    found = spread_debts(list(enumerate(dues)), owed, share)
    of_due = [sum(each.amount_tenge for each in found if each.due_id == number) for number in range(len(dues))]
    of_debt = [sum(each.amount_tenge for each in found if each.claim_id == number) for number in range(len(debts))]
    assert all(taken * 10_000 <= tenge * share for taken, tenge in zip(of_due, dues, strict=True))
    assert all(taken <= tenge for taken, tenge in zip(of_debt, debts, strict=True))
    assert all(each.amount_tenge > 0 for each in found)
    # As much as may be: either the debts are met, or every payment gave its share.
    room = sum(lawful_share(tenge, share) for tenge in dues)
    assert sum(of_due) == min(room, sum(debts))
    # The oldest debt first: a younger one is touched only where the older is met.
    for place in range(1, len(debts)):
        assert not of_debt[place] or of_debt[place - 1] == debts[place - 1]


def month(number: int) -> tuple[date, date]:
    first = shift_months(date(2026, 1, 1), number)
    return first, date.fromordinal(shift_months(first, 1).toordinal() - 1)


MONTHS = st.lists(
    st.tuples(st.integers(0, 50_000), st.integers(0, 50_000), st.booleans(), st.booleans()), min_size=1, max_size=12
)
"""Each month: paid, given by the law now, whether it was paid, whether the law has a row of it."""


@given(MONTHS)
def test_over_and_under_are_the_difference_of_each_month(months: list[tuple[int, int, bool, bool]]) -> None:
    paid = [PaidPeriod(n, *month(n), paid_tenge=each[0]) for n, each in enumerate(months) if each[2]]
    law = [LawPeriod(100 + n, *month(n), tenge=each[1]) for n, each in enumerate(months) if each[3]]
    found = compare_periods(paid, law)
    for number, (went, gives, was_paid, has_row) in enumerate(months):
        given_now = gives if has_row else 0
        assert found.over.get(number, 0) == (max(0, went - given_now) if was_paid else 0)
        assert found.under.get(100 + number, 0) == (max(0, gives - went) if was_paid and has_row else 0)
        assert (100 + number in found.met) == (was_paid and has_row)


def test_what_stands_is_not_asked_back_and_what_is_claimed_is_not_claimed_again() -> None:
    paid = [
        PaidPeriod(1, *month(0), paid_tenge=30_000, stands=True),
        PaidPeriod(2, *month(1), paid_tenge=30_000, settled_tenge=30_000),
        PaidPeriod(3, *month(2), paid_tenge=30_000, settled_tenge=10_000),
    ]
    found = compare_periods(paid, [LawPeriod(9, *month(2), tenge=25_000)])
    assert found.over == {}
    assert found.under == {9: 5_000}


def test_a_quarter_of_the_law_meets_the_three_months_that_were_paid() -> None:
    paid = [PaidPeriod(n, *month(n), paid_tenge=10_000) for n in range(3)]
    quarter = LawPeriod(9, month(0)[0], month(2)[1], tenge=24_000)
    assert compare_periods(paid, [quarter]).over == {2: 6_000}


def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return deepcopy(found)


def test_the_rules_are_read_and_every_value_says_where_it_comes_from() -> None:
    rules = claim_rules()
    assert rules.causes["error"].needs_agreement
    assert not rules.causes["error"].goes_to_court
    assert "event" in rules.protected_periods
    for part, name in (("terms", "answer_days"), ("deduction", "share_per_ten_thousand")):
        wrong = document()
        del wrong[part][name]["provenance"]
        with pytest.raises(ClaimRulesFault, match=name):
            read_rules(wrong)
    for wrong_share in (-1, 10_001, "2500"):
        wrong = document()
        wrong["deduction"]["share_per_ten_thousand"]["value"] = wrong_share
        with pytest.raises(ClaimRulesFault, match="share_per_ten_thousand"):
            read_rules(wrong)
    wrong = document()
    wrong["causes"]["error"]["title"]["kk"] = ""
    with pytest.raises(ClaimRulesFault, match="lacks kk"):
        read_rules(wrong)
