"""Telling a family of an offer, beginning its application, or leaving it, for a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.refusals import Refused
from tirek.department.flows.enums import RunKind
from tirek.department.flows.offers import accept_offer, decline_offer, tell_family
from tirek.department.flows.recalculation.running import ask_recalculation
from tirek.web.office.offer.views import found_offer
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices


@require_POST
@needs("draft_decision")
@once_only
def ask(request: ViewerRequest) -> HttpResponse:
    """Look for families of one's own districts that are entitled and do not receive."""
    districts = [code for code, _title in district_choices(request.viewer)]
    try:
        ask_recalculation(RunKind.OFFERS, districts, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The calculation has been asked for."))
    return redirect("office:offer-list")


@require_POST
@needs("register_application")
@once_only
def tell(request: ViewerRequest, offer_id: int) -> HttpResponse:
    """The family was told."""
    offer = found_offer(request, offer_id)
    try:
        tell_family(offer, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Written down: the family was told."))
    return redirect("office:offer-list")


@require_POST
@needs("register_application")
@once_only
def apply(request: ViewerRequest, offer_id: int) -> HttpResponse:
    """Begin an application for what is offered."""
    offer = found_offer(request, offer_id)
    try:
        application = accept_offer(offer, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("office:offer-list")
    return redirect("office:application-form", application.pk)


@require_http_methods(["GET", "POST"])
@needs("register_application")
@once_only
def decline(request: ViewerRequest, offer_id: int) -> HttpResponse:
    """The family does not want it: say why."""
    offer = found_offer(request, offer_id)

    def save(told: dict[str, str]) -> None:
        decline_offer(offer, reason=told["reason"], acting_user=request.user)

    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=_("The family does not want it"),
        back=reverse("office:offer-list"),
        said=_("Written down: it is not offered again in this period."),
        about=programme_title(offer.programme),
    )
