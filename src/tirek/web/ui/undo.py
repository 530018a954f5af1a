"""A word of success that can be taken back for some seconds: a button on the message, without JavaScript too."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest


def say_with_undo(request: HttpRequest, text: str, *, url: str, token: str, seconds: int) -> None:
    """Say that something is done, with a button that takes it back.

    Parameters
    ----------
    url
        Answers a POST with ``token`` and ``back``, the page the button was on; it is ``@once_only``.
    seconds
        How long the token holds; a script takes the button away then, the server refuses it anyway.
    """
    messages.success(request, text, extra_tags=f"{UNDO} {seconds} {url} {token}")


UNDO = "undo"


def undo_of(message: Message) -> dict[str, str] | None:
    """What the button of a message needs; None for a message without one."""
    mark, _, rest = (message.extra_tags or "").partition(" ")
    if mark != UNDO:
        return None
    seconds, url, token = rest.split(" ", 2)
    return {"seconds": seconds, "url": url, "token": token}
