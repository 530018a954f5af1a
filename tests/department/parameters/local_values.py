"""Values of local law for tests, entered and signed as the office does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from tests.department.factories import make_user
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.parameters.actions import draft_value, propose_value, sign_value
from tirek.department.parameters.models import LocalValue, Overlay

CITY, ALMALY = "750000000", "751110000"
NO_SNAPSHOT = "no snapshot was made yet"


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "parameter": "half_yearly_aid.amount_mci",
        "amount": "8",
        "starts_on": date(2026, 2, 1),
        "place_id": CITY,
        "act_kind": "maslikhat_decision",
        "act_number": "100",
        "act_date": date(2026, 1, 20),
        "act_title_kk": "Сынақ шешімі",
        "act_title_ru": "Пробное решение",
        "article": "3",
        "mark": "found",
        "source": "the decision",
        **changes,
    }


@contextmanager
def acting(user: User) -> Iterator[User]:
    """What a user does, with the posts of today."""
    with entered(viewer_for(user, today(), purpose="test")):
        yield user


def editor(territory: str = CITY) -> User:
    return make_user(Role.PARAMETER_EDITOR, territory)


def head(territory: str = CITY) -> User:
    return make_user(Role.HEAD, territory)


def proposed(author: User, **changes: Any) -> LocalValue:
    with acting(author):
        return propose_value(draft_value(fields(**changes), acting_user=author), acting_user=author)


def signed(author: User, signer: User, **changes: Any) -> Overlay:
    value = proposed(author, **changes)
    with acting(signer):
        return sign_value(value, acting_user=signer, unseen_effect_reason=NO_SNAPSHOT)
