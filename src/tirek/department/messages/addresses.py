"""Where a person is reached. The registry, which knows, stands above this app: it registers the function that tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tirek.department.messages.enums import MessageChannel


@dataclass(frozen=True)
class Reach:
    """How one person is reached now; nothing of it is kept. ``post`` are the lines of an envelope without the name."""

    name: str
    phone: str = ""
    email: str = ""
    post: tuple[str, ...] = ()

    def has(self, channel: MessageChannel) -> bool:
        """Whether a channel leads to the person; a letter can always be handed over in the office."""
        return {MessageChannel.SMS: bool(self.phone), MessageChannel.EMAIL: bool(self.email)}.get(channel, True)


LookUp = Callable[[Iterable[int], str], Mapping[int, Reach]]
"""Ids of persons and a language, to how each is reached; a person who is not seen, or is dead, is left out."""
_registered: list[LookUp] = []


def register_addresses(look_up: LookUp) -> None:
    """Say who knows the addresses; called once, from the ``ready`` of an app."""
    _registered[:] = [look_up]


def reach(person_ids: Iterable[int], language: str = "kk") -> Mapping[int, Reach]:
    """How some persons are reached now."""
    if not _registered:
        raise RuntimeError("nobody has registered where people are reached: see messages.addresses")
    return _registered[0](person_ids, language)
