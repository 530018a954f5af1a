"""What later stages do when a family takes a case back: they stand above the applications and register themselves."""

from __future__ import annotations

from typing import Protocol

from tirek.department.accounts.models import User
from tirek.department.applications.models import Case


class Follower(Protocol):
    """A step in the transaction of the withdrawal: if it cannot be done, the case is not withdrawn either."""

    def __call__(self, case: Case, *, reason: str, acting_user: User | None) -> object: ...  # noqa: D102


_steps: dict[str, Follower] = {}


def follow_withdrawals(name: str, step: Follower) -> None:
    """Register what is done with a case that was withdrawn; called once, from the ``ready`` of an app."""
    _steps[name] = step


def tell_withdrawn(case: Case, *, reason: str, acting_user: User | None) -> None:
    """A case is withdrawn from now on."""
    for _, step in sorted(_steps.items()):
        step(case, reason=reason, acting_user=acting_user)
