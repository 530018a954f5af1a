"""Giving cases into other hands, taking that back, keeping views of the queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tirek.department.accounts.models import User
from tirek.department.applications.actions.hands import UNDO_SECONDS, hand_over, undo, undo_token
from tirek.department.applications.actions.saved_views import drop_queue, keep_queue
from tirek.department.applications.queue import saved_views_of
from tirek.department.core.refusals import Refused
from tirek.web.office.work.forms import FilterForm, HandForm, KeepForm
from tirek.web.office.work.views import colleagues_of
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.once import once_only
from tirek.web.ui.undo import say_with_undo
from tirek.web.ui.wording import counted_words

ANYBODY = "anybody"


@require_POST
@needs("view_cases")
@once_only
def assign(request: ViewerRequest) -> HttpResponse:
    """Give the ticked cases to a colleague, or lay them back for anybody."""
    back = back_of(request)
    offered = [(ANYBODY, ""), *colleagues_of(request)]
    form = HandForm(request.POST, offered)
    if not form.is_valid() or not form.cleaned_data["to"]:
        messages.error(request, _("Choose to whom the cases are given."))
        return redirect(back)
    chosen = form.cleaned_data["to"]
    to = None if chosen == ANYBODY else User.objects.get(pk=int(chosen))
    try:
        before = hand_over(request.viewer, form.cleaned_data["case"], to, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect(back)
    told = {"cases": counted_words(len(before), "case"), "name": to.get_full_name() if to else ""}
    text = _("%(cases)s given to %(name)s.") if to else _("%(cases)s laid back for anybody.")
    token = undo_token(before, acting_user=request.user)
    say_with_undo(request, text % told, url=reverse("office:work-undo"), token=token, seconds=UNDO_SECONDS)
    return redirect(back)


@require_POST
@needs("view_cases")
@once_only
def take_back(request: ViewerRequest) -> HttpResponse:
    """Undo what the message on the last page offers to undo."""
    try:
        undo(request.POST.get("token", ""), acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Undone: everything is as it was."))
    return redirect(back_of(request))


@require_POST
@needs("view_cases")
@once_only
def keep_view(request: ViewerRequest) -> HttpResponse:
    """Keep the filters of the queue under a name; the same name again replaces them."""
    name = KeepForm(request.POST)
    asked = FilterForm(request.POST, request.viewer, colleagues_of(request)).asked().asked()
    if not name.is_valid() or not asked:
        messages.error(request, _("Choose filters, show the queue, and give the view a name."))
        return redirect(back_of(request))
    keep_queue(name.cleaned_data["name"], asked, acting_user=request.user)
    messages.success(request, _("The view is kept: it stands above the queue."))
    return redirect(back_of(request))


@require_POST
@needs("view_cases")
@once_only
def drop_view(request: ViewerRequest, view_id: int) -> HttpResponse:
    """Forget a view of one's own."""
    drop_queue(get_object_or_404(saved_views_of(request.viewer), pk=view_id), acting_user=request.user)
    messages.success(request, _("The view is gone."))
    return redirect("office:work-queue")


def back_of(request: ViewerRequest) -> str:
    """The page that the form was on; never another site."""
    back = request.POST.get("back", "")
    is_own = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/office/")
    return back if is_own else reverse("office:work-mine")
