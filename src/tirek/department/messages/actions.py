"""Queueing a message: once for each key, in the transaction of whoever queues it. Delivery is in ``delivery``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.journal.notes import note_write
from tirek.department.messages.addresses import reach
from tirek.department.messages.delivery import enqueue_delivery
from tirek.department.messages.enums import MessageChannel, MessageState
from tirek.department.messages.models import Message
from tirek.department.messages.templates import LANGUAGES, Template, TemplateFault, find_template

KEY_CONSTRAINT = "department_messages_message_key_key"


class Addressee(Protocol):
    """Who is told: a person of the registry, which stands above this app."""

    pk: Any
    territory: Any
    language: Any


def queue_message(
    template: str,
    person: Addressee,
    values: Mapping[str, object],
    *,
    key: str,
    channel: MessageChannel | str | None = None,
    confidential: str = "",
    due_at: datetime | None = None,
    file_id: int | None = None,
    acting_user: User | None = None,
) -> Message | None:
    """Put a message into the outbox; it is sent after the commit, and not at all if the transaction fails.

    Parameters
    ----------
    template
        A code of ``templates.yaml``.
    values
        Exactly those that the template names, each of its kind: no names, no numbers of people.
    key
        Makes it once: the same key again gives the message that is there; None where that one is not the viewer's to see.
    channel
        By which way; by default the first of the template's that leads to the person today.
    confidential
        The kind of a confidential programme; only a neutral template may tell of one.
    due_at
        Not before this moment; by default at once.
    file_id
        The letter to be printed, where there is one.

    Raises
    ------
    TemplateFault
        On an unknown template or a wrong value: a mistake of the code that calls.
    """
    found = _usable(template, values, channel, confidential)
    language = person.language if person.language in LANGUAGES else LANGUAGES[0]
    try:
        with transaction.atomic():
            message = Message.objects.create(
                key=key,
                template=template,
                channel=channel or _way_to(person, found, language),
                language=language,
                person_id=person.pk,
                territory=person.territory,
                confidential=confidential,
                values=dict(values),
                due_at=due_at or timezone.now(),
                queued_by=acting_user,
                file_id=file_id,
            )
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != KEY_CONSTRAINT:
            raise
        return Message.objects.filter(key=key).first()
    note_write("queue", "message", message.pk, [person.pk], acting_user=acting_user)
    enqueue_delivery(message)
    return message


def _usable(template: str, values: Mapping[str, object], channel: str | None, confidential: str) -> Template:
    found = find_template(template)
    found.check_values(values)
    if confidential and not found.neutral:
        raise TemplateFault(f"{template} is not neutral, so it must not tell of a confidential programme")
    if channel is not None and channel not in found.channels:
        raise TemplateFault(f"{template} has no text for {channel}; it has: {', '.join(found.channels)}")
    return found


def send_again(message: Message, *, acting_user: User) -> Message:
    """Let a message that could not be delivered be tried anew, from the first pause on.

    Raises
    ------
    Refused
        ``message_not_failed``.
    """
    return _turned(message, MessageState.QUEUED, "retry", acting_user)


def print_instead(message: Message, *, acting_user: User) -> Message:
    """Let a message that could not be delivered go as a printed letter.

    Raises
    ------
    Refused
        ``message_not_failed``; ``not_printable`` where the template has no text for a letter.
    """
    if MessageChannel.PRINT not in find_template(message.template).channels:
        raise Refused("not_printable", _("There is no text of a letter for this message."))
    return _turned(message, MessageState.QUEUED, "print-instead", acting_user, channel=MessageChannel.PRINT)


def cancel_message(message: Message, *, acting_user: User) -> Message:
    """Take a message that waits, or could not be delivered, out of the outbox.

    Raises
    ------
    Refused
        ``message_gone`` where it was handed over already.
    """
    with transaction.atomic():
        current = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        if current.state not in (MessageState.QUEUED, MessageState.FAILED):
            raise Refused("message_gone", _("The message was handed over already and cannot be taken back."))
        current.state = MessageState.CANCELLED
        current.save(update_fields=["state"])
        note_write("cancel", "message", current.pk, [current.person_id], acting_user=acting_user)
    return current


def _turned(message: Message, state: MessageState, action: str, acting_user: User, **changes: Any) -> Message:
    with transaction.atomic():
        current = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        if current.state != MessageState.FAILED:
            raise Refused(
                "message_not_failed", _("The message is on its way again: somebody was faster. Look at its state.")
            )
        for name, value in {"state": state, "due_at": timezone.now(), **changes}.items():
            setattr(current, name, value)
        current.save(update_fields=["state", "due_at", *changes])
        note_write(action, "message", current.pk, [current.person_id], acting_user=acting_user)
        enqueue_delivery(current)
    return current


def _way_to(person: Addressee, template: Template, language: str) -> MessageChannel:
    """The first channel of a template that leads to the person today; its last one where none does."""
    found = reach([person.pk], language).get(person.pk)
    return next(
        (channel for channel in template.channels if found is not None and found.has(channel)), template.channels[-1]
    )
