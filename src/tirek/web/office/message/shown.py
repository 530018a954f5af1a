"""A message as a page shows it: what kind, by which way, how it stands. Its text and its values stay out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.messages.enums import MessageChannel, MessageState
from tirek.department.messages.models import Message
from tirek.department.messages.templates import templates
from tirek.web.ui.language import language_of_page

TONES = {MessageState.FAILED: "bad", MessageState.DELIVERED: "good", MessageState.PRINTED: "good"}
SAID: dict[str, str | Promise] = {
    "": "",
    "accepted": _("the gateway took it"),
    "delivered": _("it came through"),
    "undelivered": _("it did not come through"),
    "printed": _("printed"),
    "no_address": _("there is no address of this kind"),
    "no_gateway": _("there is no gateway: tell the administrator"),
    "no_answer_in_time": _("the gateway does not answer in time"),
    "unreachable": _("the gateway cannot be reached"),
    "answer_unreadable": _("the gateway answers what nobody can read"),
    "recipient_refused": _("the mail server refuses the address"),
}


@dataclass(frozen=True)
class Shown:
    """One row."""

    pk: int
    title: str
    channel: str | Promise
    state: str | Promise
    tone: str
    queued_at: datetime
    due_at: datetime | None
    tried: int
    said: str | Promise
    person_id: int
    is_failed: bool


def shown_messages(messages: Iterable[Message]) -> list[Shown]:
    """The rows of a list."""
    return [shown_message(message) for message in messages]


def shown_message(message: Message) -> Shown:
    """One message, with ``tried`` and ``last_said`` of its query."""
    known = templates().get(message.template)
    last = getattr(message, "last_said", None) or ""
    return Shown(
        pk=message.pk,
        title=known.title[language_of_page()] if known else message.template,
        channel=MessageChannel(message.channel).label,
        state=MessageState(message.state).label,
        tone=TONES.get(MessageState(message.state), ""),
        queued_at=message.queued_at,
        due_at=message.due_at if message.state == MessageState.QUEUED else None,
        tried=getattr(message, "tried", None) or 0,
        said=said(last),
        person_id=message.person_id,
        is_failed=message.state == MessageState.FAILED,
    )


def said(code: str) -> str | Promise:
    """What a gateway said, in words; a code that has none as it is."""
    return SAID.get(code, code)
