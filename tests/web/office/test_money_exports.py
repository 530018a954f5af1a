"""Every table of money goes out as its page lists it, with whose data it shows, and only to who may see the page."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.payments.bank_days import confirmed_list
from tests.department.payments.closings import NOW, grant
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.models import Line

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
EMPTY = ("waiting", "returns", "claims", "invoices", "exceptions")


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def taken(client: PageClient, name: str, **about: object) -> list[list[str]]:
    query = "&".join(f"{key}={value}" for key, value in about.items())
    told = {"form": "csv", "reason": "Asked by the treasury.", "once_key": str(uuid4())}
    answer: Any = client.post(f"/ui/exports/{name}/?{query}", told)
    assert answer.status_code == 200, (name, answer.status_code)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=";") if len(row) > 2]
    return rows[1:]


def test_each_table_has_the_rows_of_its_page(client: PageClient) -> None:
    with entered(whole_city()):
        made = confirmed_list(2)
        grant(account=False)
        line = Line.objects.get()
    sign_in(client, make_user(Role.FINANCE, ALMALY))
    client.cookies["tirek_language"] = "ru"
    payments = taken(client, "payments", list=made.pk)
    assert len(payments) == 2
    assert all("•" in row[3] for row in payments), "no account goes out whole"
    assert sum(int(row[7]) for row in payments) == made.total_tenge
    (limit,) = taken(client, "limits", year=2026)
    assert int(limit[5]) == int(limit[6]) + int(limit[7]) + int(limit[8]) - int(limit[9]) + int(limit[10])
    assert len(taken(client, "ledger", line=line.pk)) >= 3
    assert [row[0] for row in taken(client, "bank-lists")] == [made.number]
    assert len(taken(client, "closings")) == 1
    assert {name: taken(client, name) for name in EMPTY} == {name: [] for name in EMPTY}
    assert taken(client, "payments", list="x") == taken(client, "ledger", line=0) == []
    sign_in(client, make_user(Role.SPECIALIST))
    assert client.post("/ui/exports/payments/", {"once_key": str(uuid4())}).status_code == 403
