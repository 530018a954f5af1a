"""Open questions to registers: who, which register, since when, and what next; the oldest first."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.journal.views import note_view
from tirek.department.registry.actions.asking import ask_again
from tirek.department.registry.actions.evidence import accept_document_instead
from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import RegisterAnswer
from tirek.department.registry.queries import access_open_question, open_questions
from tirek.registers.catalogue import registers
from tirek.web.office.registry.evidence import open_answer
from tirek.web.office.registry.forms import DocumentInsteadForm
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.paging import page_of

STATES: Final = {
    "asked": (gettext_lazy("no answer yet"), Q(state=AnswerState.ASKED)),
    "failed": (gettext_lazy("refused"), Q(state=AnswerState.FAILED)),
    "contradicts": (gettext_lazy("contradicts what is known"), Q(outcome=AnswerOutcome.CONTRADICTS)),
}


class QuestionFilter(forms.Form):
    """A register and a state; none of them narrows nothing."""

    use_required_attribute: ClassVar[bool] = False  # type: ignore[misc]
    register = forms.ChoiceField(label=gettext_lazy("Register"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_of_page()
        titles = [(code, register.title(language)) for code, register in registers().items()]
        self.fields["register"].choices = [("", _("any")), *titles]  # type: ignore[attr-defined]
        states = [(name, label) for name, (label, _told) in STATES.items()]
        self.fields["state"].choices = [("", _("any")), *states]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[RegisterAnswer]) -> QuerySet[RegisterAnswer]:
        """The questions that were asked for; of a form with a mistake, none."""
        if not self.is_valid():
            return rows.none()
        told = self.cleaned_data
        if told["register"]:
            rows = rows.filter(register=told["register"])
        return rows.filter(STATES[told["state"]][1]) if told["state"] else rows


@require_safe
@needs("edit_person")
def show_questions(request: ViewerRequest) -> HttpResponse:
    """What registers were asked about people of the viewer's districts and is open, the oldest first."""
    form = QuestionFilter(request.GET)
    rows = form.narrowed(open_questions().select_related("person"))
    page = page_of(rows, {"asked": "asked_at"}, request.GET, default="asked")
    language = language_of_page()
    shown = [(row, open_answer(row, language)) for row in page.rows]
    if shown:
        note_view("person-list", None, sorted({row.person_id for row in page.rows}), detail="questions")
    return render(request, "office/registry/questions.html", {"form": form, "page": page, "questions": shown})


@require_POST
@needs("edit_person")
@once_only
def ask_anew(request: ViewerRequest, answer_id: int) -> HttpResponse:
    """Ask the register once more."""
    row = found_question(request.viewer, answer_id)
    try:
        ask_again(row, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The register is asked again."))
    return redirect("office:question-list")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_person")
@once_only
def accept_document(request: ViewerRequest, answer_id: int) -> HttpResponse:
    """A document stands in for what the register did not say."""
    row = found_question(request.viewer, answer_id)
    language = language_of_page()
    return answer_form(
        request,
        DocumentInsteadForm(typed(request)),
        lambda told: accept_document_instead(row, told["document"], acting_user=request.user, reason=told["reason"]),
        heading=_("Accept a document instead"),
        about=f"{registers()[row.register].title(language)} · {row.person.full_name(language)}",
        back=reverse("office:question-list"),
    )


def found_question(viewer: Viewer, pk: int) -> RegisterAnswer:
    """The open question, or the page "not here"."""
    try:
        return access_open_question(viewer, pk)
    except NotSeen:
        raise Http404 from None
