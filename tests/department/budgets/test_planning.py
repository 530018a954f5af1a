"""A limit comes of an approved act, and changes by another; four eyes, and the ledger says the same."""

from __future__ import annotations

import pytest

from tests.department.budgets.money import make_line
from tests.department.factories import make_user, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.actions.moving import Source, commit, give_back, pay, recover, reserve, uncommit
from tirek.department.budgets.actions.writing import reverse_entry
from tirek.department.budgets.models import Entry, MonthBalance
from tirek.department.core.refusals import Refused

pytestmark = pytest.mark.django_db

COLUMNS = ("plan", "free", "reserved", "committed", "paid", "returned")


def balance(line, month):
    return MonthBalance.objects.values_list(*COLUMNS).get(line=line, month=month)


def test_money_goes_its_way_and_back() -> None:
    with entered(whole_city()):
        line = make_line({1: 100, 3: 50})
        reserve(line, 2, 80, Source("invoice", 1), acting_user=None)
        commit(line, 2, 70, Source("list", 1), acting_user=None)
        commit(line, 2, 70, Source("list", 1), acting_user=None)
        uncommit(line, 2, 10, Source("list", 1), acting_user=None)
        pay(line, 2, 60, Source("message", 1), acting_user=None)
        give_back(line, 2, 25, Source("message", 2), acting_user=None)
        recover(line, 2, 5, Source("claim", 2), acting_user=None)
        assert balance(line, 2) == (0, -75, 45, 0, 60, 30)
        with pytest.raises(Refused) as refused:
            reserve(line, 2, 26, Source("invoice", 2), acting_user=None)
        assert refused.value.code == "limit_overdrawn"
        reserve(line, 3, 75, Source("invoice", 2), acting_user=None)
        with pytest.raises(Refused) as refused:
            give_back(line, 2, 31, Source("message", 3), acting_user=None)
        assert refused.value.code == "not_so_much_there"
        reverse_entry(Entry.objects.get(source_id=2, source_kind="invoice"), "order 5", acting_user=make_user())
        assert balance(line, 3) == (50, 50, 0, 0, 0, 0)
        with pytest.raises(Refused):
            reverse_entry(Entry.objects.filter(source_id=2, kind="reserve").get(), "order 5", acting_user=make_user())
