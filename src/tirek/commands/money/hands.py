"""Who plans and pays, and who approves and confirms: demo logins of the city, named for the confidential programmes."""

from __future__ import annotations

from dataclasses import dataclass

from tirek.commands.road.officers import CITY, let_see_confidential, officer
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User


@dataclass(frozen=True)
class Hands:
    """Two persons: no money moves by one of them alone."""

    payer: User
    approver: User


def hands_of_the_city() -> Hands:
    """The finance officer and the head of the city, who may see what they pay."""
    for role in (Role.FINANCE, Role.HEAD):
        let_see_confidential(role)
    return Hands(payer=officer(Role.FINANCE, CITY), approver=officer(Role.HEAD, CITY))
