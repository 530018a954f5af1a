"""Looking: the outbox, one message with its attempts, what one person was told, the batches."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.messages.enums import MessageChannel, MessageState
from tirek.department.messages.models import Message
from tirek.department.messages.queries import access_message, letters_waiting, list_batches, list_messages, messages_of
from tirek.department.messages.templates import find_template
from tirek.department.registry.access import access_person
from tirek.web.office.message.shown import said, shown_message, shown_messages
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

ABILITY: Final = "view_cases"
TO_CHANGE: Final = "register_application"


@require_safe
@needs(ABILITY)
def list_all(request: ViewerRequest) -> HttpResponse:
    """The outbox, the newest first; ``?state=failed`` is what somebody has to look at."""
    state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
    page = page_of(list_messages(state, channel), {"queued": "queued_at"}, request.GET, default="-queued")
    context = {
        "page": page,
        "rows": shown_messages(page.rows),
        "states": MessageState.choices,
        "channels": MessageChannel.choices,
        "state": state,
        "channel": channel,
        "waiting": [{**each, "place": place_title(str(each["territory"]))} for each in letters_waiting()],
        "may_change": request.viewer.may(TO_CHANGE),
    }
    return render(request, "office/message/list.html", context)


@require_safe
@needs(ABILITY)
def show(request: ViewerRequest, message_id: int) -> HttpResponse:
    """One message: how often it was tried, and what the gateway said each time."""
    message = found_message(request.viewer, message_id)
    attempts = [
        {"at": each.at, "said": said(each.said), "succeeded": each.succeeded} for each in message.attempts.all()
    ]
    context = {
        "row": shown_message(message),
        "attempts": attempts,
        "may_change": request.viewer.may(TO_CHANGE),
        "is_open": message.state in (MessageState.QUEUED, MessageState.FAILED),
        "printable": message.channel != MessageChannel.PRINT
        and MessageChannel.PRINT in find_template(message.template).channels,
    }
    return render(request, "office/message/show.html", context)


@require_safe
@needs(ABILITY)
def show_person(request: ViewerRequest, person_id: int) -> HttpResponse:
    """What one person was told."""
    try:
        person = access_person(request.viewer, person_id)
    except NotSeen:
        raise Http404 from None
    return render(
        request, "office/message/person.html", {"person": person, "rows": shown_messages(messages_of(person.pk))}
    )


@require_safe
@needs(ABILITY)
def list_printed(request: ViewerRequest) -> HttpResponse:
    """The newest batches of letters, each with its file."""
    batches = [{"batch": each, "place": place_title(each.territory)} for each in list_batches()]
    return render(request, "office/message/batches.html", {"batches": batches})


def found_message(viewer: Viewer, pk: int) -> Message:
    """The message, or the page "not here"."""
    try:
        return access_message(viewer, pk)
    except NotSeen:
        raise Http404 from None
