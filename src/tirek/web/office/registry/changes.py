"""Changing: register, correct, add and end rows, record what happened. One page for every form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.journal.faults import TooManyReveals
from tirek.department.journal.reveals import reveal
from tirek.department.registry.actions import families, people, rows
from tirek.department.registry.models import Consent, Person
from tirek.department.registry.models.recorded import OfPerson
from tirek.web.office.registry import events, forms
from tirek.web.office.registry.hits import ShownDuplicate, shown_duplicates
from tirek.web.office.registry.rows import ADDED, ENDED
from tirek.web.office.registry.views import found_card, found_person
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices

REGISTER = "office/registry/register.html"
MINIMAL_REASON = 5


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def register(request: ViewerRequest) -> HttpResponse:
    """A new person; people who may be the same are shown before anything is saved."""
    form = forms.NewPersonForm(typed(request), districts=district_choices(request.viewer))

    alike: list[ShownDuplicate] = []

    def save(told: dict[str, Any]) -> str:
        is_another = told.pop("is_another")
        draft = people.PersonDraft(**told)
        if not is_another:
            alike.extend(shown_duplicates(draft, language_of_page()))
        if alike:
            raise Refused("maybe_known", _("People who may be the same are shown above the form."), "is_another")
        person = people.register_person(draft, acting_user=request.user)
        return reverse("office:person-show", args=[person.pk])

    heading, back = _("Register a person"), reverse("office:person-search")
    return answer_form(request, form, save, heading=heading, back=back, duplicates=alike, template=REGISTER)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def correct(request: ViewerRequest, person_id: int) -> HttpResponse:
    """Correct what the registry says of a person."""
    person = found_person(request.viewer, person_id)
    form = forms.CorrectionForm(typed(request), person=person)

    def save(told: dict[str, Any]) -> None:
        reason = told.pop("reason")
        changed = {name: value or None if name in ("iin", "birth_on") else value for name, value in told.items()}
        people.correct_person(person, changed, acting_user=request.user, reason=reason)

    return answer_form(
        request,
        form,
        save,
        heading=_("Correct the record"),
        about=person.full_name(language_of_page()),
        back=reverse("office:person-show", args=[person.pk]),
    )


@require_POST
@needs("reveal_iin")
def reveal_field(request: ViewerRequest, person_id: int, field: str) -> HttpResponse:
    """A masked number, with a reason that the journal keeps; so many an hour."""
    person = found_person(request.viewer, person_id)
    labels = {"iin": _("IIN"), "phone": _("Phone")}
    if field not in labels:
        raise Http404
    back = reverse("office:person-show", args=[person.pk])
    reason = request.POST.get("reason", "").strip()
    if len(reason) < MINIMAL_REASON:
        messages.error(request, _("Say why you need the number: at least five letters."))
        return redirect(back)
    try:
        value = reveal(request.viewer, person, field, reason)
    except TooManyReveals as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return render(request, "office/registry/revealed.html", {"label": labels[field], "value": value, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def add_row(request: ViewerRequest, person_id: int, kind: str) -> HttpResponse:
    """A new row about a person: income, disability, status, dwelling, vehicle, account, consent, another fact."""
    added = ADDED.get(kind)
    if added is None:
        raise Http404
    person = found_person(request.viewer, person_id)
    form = added.form(typed(request), **added.options(request.viewer))
    return answer_form(
        request,
        form,
        lambda told: added.save(person, told, request.user),
        heading=added.heading,
        about=person.full_name(language_of_page()),
        back=reverse("office:person-show", args=[person.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def end(request: ViewerRequest, person_id: int, kind: str, row_id: int) -> HttpResponse:
    """From a day on a row does not hold; it stays on record."""
    person = found_person(request.viewer, person_id)
    row = _row_of(person, kind, row_id)
    form = forms.EndForm(typed(request), initial={"on": today()})
    return answer_form(
        request,
        form,
        lambda told: rows.end_row(row, told["on"], acting_user=request.user, reason=told["reason"]),
        heading=_("It does not hold any more"),
        about=person.full_name(language_of_page()),
        back=reverse("office:person-show", args=[person.pk]),
    )


def _row_of(person: Person, kind: str, row_id: int) -> OfPerson:
    if kind not in ENDED:
        raise Http404
    records = [person.pk, *person.merged.values_list("pk", flat=True)]
    row = ENDED[kind].objects.filter(pk=row_id, person_id__in=records).first()  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    found: OfPerson = row
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def withdraw(request: ViewerRequest, person_id: int, consent_id: int) -> HttpResponse:
    """A consent is taken back."""
    person = found_person(request.viewer, person_id)
    consent = Consent.objects.filter(pk=consent_id, person=person).first()
    if consent is None:
        raise Http404
    form = forms.WithdrawalForm(typed(request))
    return answer_form(
        request,
        form,
        lambda told: rows.withdraw_consent(consent, timezone.now(), acting_user=request.user, reason=told["reason"]),
        heading=_("The consent is withdrawn"),
        about=person.full_name(language_of_page()),
        back=reverse("office:person-show", args=[person.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def form(request: ViewerRequest, person_id: int) -> HttpResponse:
    """A family of one person; others join it."""
    person = found_person(request.viewer, person_id)

    def save(told: dict[str, Any]) -> str:
        family = families.form_family(person, acting_user=request.user, **told)
        return reverse("office:family-show", args=[family.pk])

    return answer_form(
        request,
        forms.FamilyForm(typed(request), initial={"since": today()}),
        save,
        heading=_("Form a family"),
        about=person.full_name(language_of_page()),
        back=reverse("office:person-show", args=[person.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def record(request: ViewerRequest, family_id: int, kind: str) -> HttpResponse:
    """What happened in a family."""
    event = events.EVENTS.get(kind)
    if event is None:
        raise Http404
    card = found_card(request.viewer, family_id, today())
    form = event.form(typed(request), **event.options(card, district_choices(request.viewer)))
    return answer_form(
        request,
        form,
        lambda told: event.save(card, told, request.user),
        heading=event.heading,
        about=card.head.person.full_name(language_of_page()) if card.head else "",
        back=reverse("office:family-show", args=[card.family.pk]),
    )
