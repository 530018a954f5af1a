"""What is done with a case from its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tirek.department.applications.actions.hands import UNDO_SECONDS, give_turn, undo_token
from tirek.department.applications.enums import Turn
from tirek.department.core.refusals import Refused
from tirek.web.office.case.views import found_case, turns_by_hand
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.errors import AbilityMissing
from tirek.web.ui.once import once_only
from tirek.web.ui.undo import say_with_undo


@require_POST
@needs("view_cases")
@once_only
def pass_turn(request: ViewerRequest, case_id: int) -> HttpResponse:
    """Say who has to do something next."""
    case = found_case(request, case_id, to_change=True)
    offered = dict(turns_by_hand(case, request))
    chosen = request.POST.get("turn", "")
    if not offered:
        raise AbilityMissing("check_facts")
    if chosen not in offered:
        messages.error(request, _("Choose whose turn it is."))
        return redirect("office:case-show", case.pk)
    try:
        before = give_turn(case, Turn(chosen), acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        token = undo_token([before], acting_user=request.user)
        text = _("The case now %(waits)s.") % {"waits": offered[chosen]}
        say_with_undo(request, text, url=reverse("office:work-undo"), token=token, seconds=UNDO_SECONDS)
    return redirect("office:case-show", case.pk)
