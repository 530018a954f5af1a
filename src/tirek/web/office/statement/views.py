"""The statement of a family, and the paper of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.payments.actions.statements import account_of, issue_statement
from tirek.department.payments.claim_queries import list_statements
from tirek.department.payments.statement.lines import TO_PAY, TO_REPAY, Line
from tirek.department.payments.statement.paper import sum_words
from tirek.department.payments.statement.words import say
from tirek.department.registry.access import access_family
from tirek.department.registry.models import Family, Membership, Person
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import short_programme
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only

PAPERS = [("kk", gettext_lazy("Kazakh")), ("ru", gettext_lazy("Russian"))]


class DaysForm(forms.Form):
    """Which days."""

    first = DayField(label=gettext_lazy("First day"), help_text="")
    last = DayField(label=gettext_lazy("Last day"), help_text="")

    def clean(self) -> dict[str, Any]:
        """The days stand in their order."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("first") and told.get("last") and told["last"] < told["first"]:
            self.add_error("last", _("The last day comes before the first one."))
        return told


class IssueForm(DaysForm):
    """For whom, and in which language."""

    person = forms.TypedChoiceField(label=gettext_lazy("Issued to"), coerce=int)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=PAPERS)


@require_safe
@needs("view_cases")
def show(request: ViewerRequest, family_id: int) -> HttpResponse:
    """What was granted, fell due, was withheld, paid, claimed and repaid; of this year where no days are asked for."""
    family = _family(request, family_id)
    usual = _usual()
    form = DaysForm(request.GET if {"first", "last"} & set(request.GET) else None, initial=usual)
    told = form.cleaned_data if form.is_valid() else usual
    account = account_of(family, told["first"], told["last"])
    language = language_of_page()
    context = {
        "family": family,
        "form": form,
        "account": account,
        "rows": [_row(line, language) for line in account.lines],
        "totals": [(say(language, f"kinds.{kind}"), tenge) for kind, tenge in account.totals.items()],
        "papers": list(list_statements(family.pk)[:20]),
        "query": f"first={told['first']:%d.%m.%Y}&last={told['last']:%d.%m.%Y}",
    }
    return render(request, "office/statement/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("view_cases")
@once_only
def issue(request: ViewerRequest, family_id: int) -> HttpResponse:
    """A statement on paper."""
    family = _family(request, family_id)
    days = DaysForm(request.GET)
    asked = days.cleaned_data if days.is_valid() else _usual()
    asked["last"] = min(asked["last"], today())
    people = {row.person_id: row.person for row in _members(family)}
    form = IssueForm(typed(request), initial=asked | {"language": language_of_page()})
    language = language_of_page()
    form.fields["person"].choices = [(pk, each.full_name(language)) for pk, each in people.items()]  # type: ignore[attr-defined]

    def save(told: dict[str, Any]) -> None:
        person: Person = people[told.pop("person")]
        issue_statement(family, person, **told, acting_user=request.user)

    return answer_form(
        request, form, save, heading=_("Issue a statement on paper"), action=_("Issue"),
        back=reverse("office:statement-show", args=[family.pk]), said=_("The paper is made and stands in the list below."),
    )  # fmt: skip


def _family(request: ViewerRequest, family_id: int) -> Family:
    try:
        family = access_family(request.viewer, family_id)
    except NotSeen:
        raise Http404 from None
    note_view("family", family.pk, [row.person_id for row in _members(family)], detail="statement")
    return family


def _members(family: Family) -> list[Membership]:
    rows = Membership.objects.filter(family=family, valid__contains=today()).select_related("person")
    return list(rows.order_by("pk"))


def _usual() -> dict[str, date]:
    on = today()
    return {"first": on.replace(month=1, day=1), "last": on}


def _row(line: Line, language: str) -> dict[str, Any]:
    happened = line.happened
    return {
        "line": line,
        "what": say(language, f"kinds.{happened.kind}"),
        "programme": short_programme(happened.programme),
        "sum": sum_words(happened, language),
        "moves": happened.kind in TO_PAY or happened.kind in TO_REPAY,
    }
