"""Changing: what failed is sent again, printed or cancelled; waiting letters are printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.messages.actions import cancel_message, print_instead, send_again
from tirek.department.messages.models import Message
from tirek.department.messages.printing import make_print_batch
from tirek.web.office.message.views import TO_CHANGE, found_message
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.once import once_only

TURNS: Final[dict[str, tuple[Callable[..., Message], object]]] = {
    "again": (send_again, gettext_lazy("The message is tried again.")),
    "print": (print_instead, gettext_lazy("The message waits to be printed.")),
    "cancel": (cancel_message, gettext_lazy("The message is cancelled.")),
}


@require_POST
@needs(TO_CHANGE)
@once_only
def turn(request: ViewerRequest, message_id: int) -> HttpResponse:
    """Send again, print instead, cancel."""
    message = found_message(request.viewer, message_id)
    action, told = TURNS.get(request.POST.get("turn", ""), TURNS["again"])
    _do(request, lambda user: action(message, acting_user=user), str(told))
    return redirect("office:message-show", message.pk)


@require_POST
@needs(TO_CHANGE)
@once_only
def print_letters(request: ViewerRequest) -> HttpResponse:
    """Print the letters of one district that wait."""
    territory, confidential = request.POST.get("territory", ""), request.POST.get("confidential", "")
    if _do(
        request,
        lambda user: make_print_batch(territory, acting_user=user, confidential=confidential),
        _("The letters are ready: open the file and print it."),
    ):
        return redirect("office:message-batches")
    return redirect("office:message-list")


def _do(request: ViewerRequest, action: Callable[[User], object], told: str) -> bool:
    try:
        action(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return False
    messages.success(request, told)
    return True
