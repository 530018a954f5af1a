"""Published arithmetic, out of payments that were made: averages a member and month, sums by head, both indices of 2020."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from tests.department.budgets.money import make_plan
from tests.department.factories import ALMALY, make_family, make_person
from tests.department.payments.closings import (
    collected,
    confirmed,
    grant,
    hands,
    in_november,
    pay,
    plan_for,
    reserve_for,
)
from tirek.department.budgets.models import MonthBalance
from tirek.department.payments.averages import Paid, paid_by_programme
from tirek.department.payments.models import Payment
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import find_parameter

VICTORY = "victory_day_aid"
HEADS = ((203, 1_000_000), (3_994, 100_000), (14_118, 50_000))
"""How many received how much for Victory Day, as the report of the city for 2020 says."""


@pytest.mark.parametrize(
    ("tenge", "members", "published"), [(760_500_000, 6_132, 10_335), (2_339_400_000, 23_842, 8_176)]
)
def test_the_average_of_a_member_and_month_is_the_published_one(tenge: int, members: int, published: int) -> None:
    """Targeted assistance of 2020, unconditional and conditional: the sum by the members by twelve, cut and not rounded."""
    assert Paid("targeted_assistance_unconditional", members, members * 12, tenge).mean_tenge == published


def test_the_sums_of_victory_day_do_not_fit_the_limit_that_was_published() -> None:
    """203 + 399.4 + 705.9 million are 1,308.3 million; 1,308.2 million were planned."""
    sums = [count * tenge for count, tenge in HEADS]
    assert sums == [203_000_000, 399_400_000, 705_900_000]
    assert sum(sums) == 1_308_300_000 > 1_308_200_000


def mci(on: date) -> int:
    found = find_parameter("mci").value_at(Moment(on=on))
    assert found is not None
    return int(found.amount)


@pytest.mark.django_db
def test_both_indices_of_2020_are_paid_each_in_its_half_year() -> None:
    """Seven indices a half-year: 18,557 tenge by the index of January and 19,446 by that of April, 38,003 together."""
    sums = [7 * mci(day) for day in (date(2020, 1, 1), date(2020, 7, 1))]
    assert sums == [18_557, 19_446]
    with in_november():
        plan_for("half_yearly_aid")
        reserve_for(*[grant(each, "half_yearly_aid") for each in sums])
        by = hands()
        (one,) = confirmed(collected(by), by)
        assert one.total_tenge == 38_003


@pytest.mark.django_db
def test_what_was_paid_gives_the_averages_and_the_sums_by_head() -> None:
    with in_november():
        make_plan(
            (VICTORY, "regional", {11: 13_000_000}), ("targeted_assistance_unconditional", "regional", 12_000_000)
        )
        heads = [(1, 1_000_000), (4, 100_000), (14, 50_000)]
        made = [grant(tenge, VICTORY) for count, tenge in heads for _ in range(count)]
        made.append(grant(31_006, family=make_family(make_person(), make_person(), make_person(), territory=ALMALY)))
        reserve_for(*made)
        by = hands()
        lists = confirmed(collected(by), by)
        assert paid_by_programme(2026) == []
        for each in lists:
            pay(each)
        found = {row.programme: row for row in paid_by_programme(2026)}
        assert found[VICTORY].tenge == 2_100_000
        assert found["targeted_assistance_unconditional"].mean_tenge == 10_335
        assert found["targeted_assistance_unconditional"].recipients == 1
        total = Payment.objects.filter(state="paid").aggregate(sum=Sum("amount_tenge"))["sum"]
        assert total == sum(row.tenge for row in found.values()) == 2_131_006
        committed = MonthBalance.objects.filter(line__in=[each.line_id for each in lists])
        assert committed.aggregate(sum=Sum("committed"))["sum"] == total
