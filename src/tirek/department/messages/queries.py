"""Reads of the outbox; what a message says of a person stays out of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.messages.enums import MessageChannel, MessageState
from tirek.department.messages.models import Attempt, Message, PrintBatch


def list_messages(state: str = "", channel: str = "") -> QuerySet[Message]:
    """Messages that the viewer may see, with ``tried`` (how often) and ``last_said`` (what the gateway said last)."""
    rows = Message.objects.all()
    if state in MessageState.values:
        rows = rows.filter(state=state)
    if channel in MessageChannel.values:
        rows = rows.filter(channel=channel)
    last = Attempt.objects.filter(message=OuterRef("pk")).order_by("-pk").values("said")[:1]
    tried = (
        Attempt.objects.filter(message=OuterRef("pk")).order_by().values("message").annotate(n=Count("pk")).values("n")
    )
    return rows.annotate(last_said=Subquery(last), tried=Subquery(tried))


def messages_of(person_id: int, most: int = 50) -> list[Message]:
    """What one person was told, the newest first."""
    return list(list_messages().filter(person_id=person_id).order_by("-pk")[:most])


def letters_waiting() -> list[dict[str, Any]]:
    """Districts with letters that wait to be printed: ``territory``, ``confidential``, ``count``."""
    waiting = Message.objects.filter(
        state=MessageState.QUEUED, channel=MessageChannel.PRINT, due_at__lte=timezone.now()
    )
    grouped = waiting.order_by("territory", "confidential").values("territory", "confidential")
    return [dict(each) for each in grouped.annotate(count=Count("pk"))]


def list_batches(most: int = 20) -> list[PrintBatch]:
    """The newest batches, with ``letters`` in each."""
    return list(PrintBatch.objects.annotate(letters=Count("messages")).select_related("made_by").order_by("-pk")[:most])


def access_message(viewer: Viewer, pk: int) -> Message:
    """The message.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    found = Message.objects.filter(pk=pk).first()
    if found is None:
        raise NotSeen("message")
    return found
