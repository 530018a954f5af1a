"""Erasures of a person's history: proposed by one on a ground of law, confirmed by another; then nobody reads it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.journal.erasure import confirm_erasure, propose_erasure
from tirek.department.journal.faults import AlreadyProposed, FourEyes, NotAllowed, ReasonMissing
from tirek.department.journal.models import Erasure
from tirek.department.journal.views import note_view
from tirek.department.registry.access import access_person
from tirek.department.registry.models import Person
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.paging import page_of

SHORTEST_GROUND = 10


class ErasureForm(forms.Form):
    """On what ground a history is to be erased."""

    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        help_text=gettext_lazy(
            "The act or the decision of the court, with its number and day. Do not name the person."
        ),
        min_length=SHORTEST_GROUND,
        max_length=200,
    )


@require_safe
@needs("retain_data")
def show_erasures(request: ViewerRequest) -> HttpResponse:
    """Proposals and what became of them, of people whom the viewer sees, newest first."""
    rows = Erasure.objects.select_related("proposed_by", "confirmed_by")
    page = page_of(rows, {"proposed": "proposed_at"}, request.GET, default="-proposed")
    people = Person.objects.in_bulk({row.person_id for row in page.rows})
    if people:
        note_view("person-list", None, sorted(people), detail="erasures")
    language = language_of_page()
    shown = [
        {
            "erasure": row,
            "name": people[row.person_id].full_name(language),
            "may_confirm": row.confirmed_at is None and row.proposed_by_id != request.viewer.user_id,
        }
        for row in page.rows
        if row.person_id in people
    ]
    return render(request, "office/retention/erasures.html", {"page": page, "rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("retain_data")
@once_only
def propose(request: ViewerRequest, person_id: int) -> HttpResponse:
    """Propose to make the history of a person unreadable."""
    try:
        person = access_person(request.viewer, person_id)
    except NotSeen:
        raise Http404 from None

    def save(told: dict[str, Any]) -> None:
        try:
            propose_erasure(
                person.pk, territory=person.territory, ground=told["ground"].strip(), acting_user=request.user
            )
        except (AlreadyProposed, ReasonMissing) as fault:
            raise Refused("not_proposed", str(fault), "ground") from None

    return answer_form(
        request,
        ErasureForm(typed(request)),
        save,
        heading=_("Propose to erase the history"),
        about=person.full_name(language_of_page()),
        back=reverse("office:retention-erasures"),
        action=_("Propose to erase the history"),
        said=_("Proposed. Another person must confirm this."),
        template="office/retention/erasure.html",
    )


@require_POST
@needs("retain_data")
@once_only
def confirm(request: ViewerRequest, erasure_id: int) -> HttpResponse:
    """Confirm a colleague's proposal: the key of the history is destroyed at once."""
    erasure = Erasure.objects.filter(pk=erasure_id).first()
    if erasure is None or not Person.objects.filter(pk=erasure.person_id).exists():
        raise Http404
    try:
        confirm_erasure(erasure, acting_user=request.user)
    except (FourEyes, NotAllowed) as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Confirmed. Nobody can read this history any more."))
    return redirect("office:retention-erasures")
