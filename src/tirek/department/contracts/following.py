"""What later stages do when a contract is broken or made whole: entitlements stand above contracts and register themselves."""

from __future__ import annotations

from typing import Protocol

from tirek.department.accounts.models import User
from tirek.department.contracts.models import Breach


class Follower(Protocol):
    """A step of a later stage, in the transaction of the breach: if it cannot be done, the breach does not stand either."""

    def __call__(self, breach: Breach, *, acting_user: User) -> object: ...  # noqa: D102


_broken: dict[str, Follower] = {}
_whole: dict[str, Follower] = {}


def follow_breaches(name: str, *, stop: Follower, go_on: Follower) -> None:
    """Register what happens to the aid; called once, from the ``ready`` of an app.

    Parameters
    ----------
    stop
        Called with the first breach that breaks a contract.
    go_on
        Called with the breach that was put right, when no other breach of its contract stands.
    """
    _broken[name], _whole[name] = stop, go_on


def tell_broken(breach: Breach, *, acting_user: User) -> None:
    """A contract is broken from now on."""
    for _, step in sorted(_broken.items()):
        step(breach, acting_user=acting_user)


def tell_whole(breach: Breach, *, acting_user: User) -> None:
    """No breach of the contract stands any more."""
    for _, step in sorted(_whole.items()):
        step(breach, acting_user=acting_user)
