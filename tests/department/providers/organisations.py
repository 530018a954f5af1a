"""Organisations for tests, recorded the way an officer records them. Their numbers are right and belong to nobody known."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.department.factories import ALMALY, make_user
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.providers.actions.organisations import OrganisationDraft, record_organisation
from tirek.department.providers.models import Organisation
from tirek.registers.check_digit import check_digit

ALATAU = "751210000"
SOLE_TRADER_IIN = synthetic_iin(date(1980, 4, 2), "male", 12) or ""
IBAN = "KZ86125KZT5004100100"


def bin_of(serial: int, kind: str = "4") -> str:
    """A number with a right check digit: of a resident, or of another kind."""
    base = f"2001{kind}0{serial:05d}"
    digit = check_digit(base)
    return bin_of(serial + 50_000, kind) if digit is None else f"{base}{digit}"


def make_organisation(serial: int = 1, *, user: User | None = None, **told: Any) -> Organisation:
    draft = OrganisationDraft(
        **{
            "number": bin_of(serial),
            "kind": "service_provider",
            "territory": ALMALY,
            "name_kk": f"«Қамқор {serial}» орталығы",
            **told,
        }
    )
    return record_organisation(draft, acting_user=user or make_user(Role.FINANCE))
