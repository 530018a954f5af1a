"""Asking the registers about a family, and a document instead of what they did not say."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.calendar.today import today
from tirek.department.registry.actions.asking import ask_registers
from tirek.department.registry.actions.evidence import accept_document_instead
from tirek.department.registry.models import Person, RegisterAnswer
from tirek.registers.catalogue import registers
from tirek.web.office.registry import forms
from tirek.web.office.registry.evidence import may_be_replaced
from tirek.web.office.registry.views import found_card
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only


@require_POST
@needs("edit_person")
@once_only
def ask(request: ViewerRequest, family_id: int) -> HttpResponse:
    """Ask every register about every member, as far as there is a consent; say whose is missing."""
    card = found_card(request.viewer, family_id, today())
    living = [member.person for member in card.members if member.person.died_on is None]
    asked = ask_registers(living, as_of=today(), acting_user=request.user)
    language = language_of_page()
    messages.success(request, _("Questions to registers: %(number)d.") % {"number": asked.questions})
    for code, people in asked.no_consent.items():
        told = {"register": registers()[code].title(language), "people": _names(people, language)}
        messages.warning(request, _("%(register)s: no consent of %(people)s.") % told)
    if asked.no_iin:
        told = {"people": _names(asked.no_iin, language)}
        messages.warning(request, _("Without an IIN nobody can be asked about: %(people)s.") % told)
    return redirect(reverse("office:family-show", args=[card.family.pk]) + "#registers")


def _names(people: list[Person], language: str) -> str:
    return ", ".join(person.full_name(language) for person in people)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def accept_document(request: ViewerRequest, family_id: int, answer_id: int) -> HttpResponse:
    """A document stands in for a register that did not answer, knows nobody or contradicts."""
    card = found_card(request.viewer, family_id, today())
    found = ((member, row) for member in card.members for row in member.of(RegisterAnswer) if row.pk == answer_id)
    member, row = next(found, (None, None))
    if member is None or row is None or not may_be_replaced(row):
        raise Http404
    language = language_of_page()
    return answer_form(
        request,
        forms.DocumentInsteadForm(typed(request)),
        lambda told: accept_document_instead(row, told["document"], acting_user=request.user, reason=told["reason"]),
        heading=_("Accept a document instead"),
        about=f"{registers()[row.register].title(language)} · {member.person.full_name(language)}",
        back=reverse("office:family-show", args=[card.family.pk]),
    )
