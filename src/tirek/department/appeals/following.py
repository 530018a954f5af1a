"""What happens to what runs when a decision about it is appealed against: the steps that cross the stages register themselves."""

from __future__ import annotations

from typing import Protocol

from tirek.department.accounts.models import User
from tirek.department.appeals.models import Appeal


class Follower(Protocol):
    """A step in the transaction of the appeal's own: if it cannot be done, the appeal does not move either."""

    def __call__(self, appeal: Appeal, *, acting_user: User) -> object: ...  # noqa: D102


_rest: dict[str, Follower] = {}
_go_on: dict[str, Follower] = {}
_recalculate: dict[str, Follower] = {}


def follow_appeals(name: str, *, rest: Follower, go_on: Follower, recalculate: Follower) -> None:
    """Register what happens to the aid; called once, from the ``ready`` of an app.

    Parameters
    ----------
    rest
        An appeal that suspends its decision was received.
    go_on
        Such an appeal was rejected, not admitted or withdrawn: the decision acts again.
    recalculate
        An appeal against something else than a refusal was granted, wholly or in part: what runs is decided anew.
    """
    _rest[name], _go_on[name], _recalculate[name] = rest, go_on, recalculate


def tell_rests(appeal: Appeal, *, acting_user: User) -> None:
    """The decision rests until the appeal is decided."""
    _tell(_rest, appeal, acting_user)


def tell_goes_on(appeal: Appeal, *, acting_user: User) -> None:
    """The decision acts again."""
    _tell(_go_on, appeal, acting_user)


def tell_granted(appeal: Appeal, *, acting_user: User) -> None:
    """What runs is to be decided anew."""
    _tell(_recalculate, appeal, acting_user)


def _tell(steps: dict[str, Follower], appeal: Appeal, acting_user: User) -> None:
    for _, step in sorted(steps.items()):
        step(appeal, acting_user=acting_user)
