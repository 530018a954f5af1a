"""Opening a closed record in an emergency, and what colleagues say of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.accounts.access import access_opening
from tirek.department.accounts.actions.break_glass import review_break_glass
from tirek.department.accounts.enums import Confidential, Verdict
from tirek.department.accounts.queries import list_openings
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.registry.break_glass import open_break_glass
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.once import once_only

SHOWN = 200


class OpeningForm(forms.Form):
    """Whom, why, and which programme."""

    iin = forms.RegexField(
        r"^\d{12}$", label=gettext_lazy("IIN"), widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )
    confidential = forms.ChoiceField(
        label=gettext_lazy("Confidential programme"),
        choices=[("", gettext_lazy("none")), *Confidential.choices],
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("What happened, and why it cannot wait"),
        help_text=gettext_lazy("A colleague reads it tomorrow. Do not write names or numbers of people here."),
        min_length=10,
        max_length=500,
        widget=forms.Textarea({"rows": "3"}),
    )


class ReviewForm(forms.Form):
    """Was it justified?"""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("break_glass")
@once_only
def open_record(request: ViewerRequest) -> HttpResponse:
    """Open one person for a short time; the IIN is posted and stands in no address."""

    def save(told: dict[str, Any]) -> str:
        opening = open_break_glass(**told, acting_user=request.user)
        return reverse("office:person-show", args=[opening.person_id])

    return answer_form(
        request,
        OpeningForm(typed(request)),
        save,
        heading=_("Emergency access"),
        action=_("Open the record"),
        back=reverse("office:home"),
        said=_("The record is open for a short time. A colleague will ask why."),
        template="office/glass/open.html",
        minutes=settings.BREAK_GLASS_MINUTES,
    )


@require_safe
@needs("review_break_glass")
def list_all(request: ViewerRequest) -> HttpResponse:
    """Openings in the viewer's territories: those that wait first, and which of them are overdue."""
    openings = list(list_openings(today())[:SHOWN])
    overdue = sum(getattr(opening, "is_overdue", False) for opening in openings)
    return render(request, "office/glass/list.html", {"openings": openings, "overdue": overdue})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("review_break_glass")
@once_only
def review(request: ViewerRequest, opening_id: int) -> HttpResponse:
    """Say whether an opening was justified; not by who opened."""
    try:
        opening = access_opening(request.viewer, opening_id)
    except NotSeen:
        raise Http404 from None
    return answer_form(
        request,
        ReviewForm(typed(request)),
        lambda told: review_break_glass(opening, **told, acting_user=request.user),
        heading=_("Review an emergency opening"),
        back=reverse("office:glass-list"),
        template="office/glass/review.html",
        opening=opening,
    )
