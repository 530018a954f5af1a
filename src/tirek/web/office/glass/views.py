"""Opening a closed record in an emergency, and what colleagues say of it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.accounts.access import access_opening
from tirek.department.accounts.actions.break_glass import review_break_glass
from tirek.department.accounts.enums import Confidential, Verdict
from tirek.department.accounts.queries import list_openings
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.registry.break_glass import open_break_glass
from tirek.web.ui.access import ViewerRequest, needs

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


def _refuse(form: forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("break_glass")
def open_record(request: ViewerRequest) -> HttpResponse:
    """Open one person for a short time; the IIN is posted and stands in no address."""
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening = open_break_glass(**form.cleaned_data, acting_user=request.user)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.warning(request, _("The record is open for a short time. A colleague will ask why."))
            return redirect("office:person-show", person_id=opening.person_id)
    return render(request, "office/glass/open.html", {"form": form, "minutes": settings.BREAK_GLASS_MINUTES})


@require_safe
@needs("review_break_glass")
def list_all(request: ViewerRequest) -> HttpResponse:
    """Openings in the viewer's territories: those that wait first, and which of them are overdue."""
    openings = list(list_openings(today())[:SHOWN])
    overdue = sum(getattr(opening, "is_overdue", False) for opening in openings)
    return render(request, "office/glass/list.html", {"openings": openings, "overdue": overdue})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("review_break_glass")
def review(request: ViewerRequest, opening_id: int) -> HttpResponse:
    """Say whether an opening was justified; not by who opened."""
    try:
        opening = access_opening(request.viewer, opening_id)
    except NotSeen:
        raise Http404 from None
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_break_glass(opening, **form.cleaned_data, acting_user=request.user)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:glass-list")
    return render(request, "office/glass/review.html", {"form": form, "opening": opening})
