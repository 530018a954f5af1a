"""Registrars at the same moment, each with a connection of its own: one wins, nobody is doubled, no number is skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.department.factories import make_family, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.drafts import start_draft
from tirek.department.applications.actions.registration import register_application
from tirek.department.applications.models import Application
from tirek.department.core.refusals import Refused
from tirek.department.registry.models import Family

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


def drafted(family: Family) -> Application:
    with entered(whole_city()):
        head = family.memberships.get(role="head").person
        return start_draft(family, head, ["half_yearly_aid"], channel="office", acting_user=None)


def home() -> Family:
    with entered(whole_city()):
        return make_family()


def at_once(drafts: Sequence[Application]) -> list[str]:
    """Register them at the same moment: the number of each, or the code of the refusal."""
    together = Barrier(len(drafts), timeout=30)

    def one(draft: Application) -> str:
        try:
            with entered(whole_city()):
                together.wait()
                return str(register_application(draft, acting_user=None).number)
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(drafts)) as pool:
        return sorted(pool.map(one, drafts))


@pytest.mark.parametrize(
    ("rivals", "code"),
    [
        (lambda: [drafted(home())] * 2, "registered_already"),
        (lambda: list(map(drafted, [home()] * 2)), "case_open"),
    ],
    ids=["one draft", "one family and programme"],
)
def test_one_of_two_wins(rivals: Callable[[], list[Application]], code: str) -> None:
    outcomes = at_once(rivals())
    assert outcomes[1] == code
    assert outcomes[0].endswith("-000001")


def test_no_number_is_skipped_and_none_given_twice() -> None:
    outcomes = at_once([drafted(home()) for _ in range(4)])
    assert [number[-6:] for number in outcomes] == ["000001", "000002", "000003", "000004"]
