"""The catalogue of components, with invented content: for whoever builds or reviews a page. Not there in production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.web.ui.access import open_to_all
from tirek.web.ui.forms import DayField, ReasonForm
from tirek.web.ui.navigation import Link
from tirek.web.ui.paging import Page

SAMPLE_DAY: Final = date(2026, 11, 22)


class SampleForm(forms.Form):
    """One field of each kind."""

    surname = forms.CharField(label=gettext_lazy("Surname"), max_length=80)
    born = DayField(label=gettext_lazy("Day of birth"))
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=[("f", gettext_lazy("woman")), ("m", gettext_lazy("man"))],
        widget=forms.RadioSelect,
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"), choices=[("", "—"), ("751110000", "Алмалы"), ("751710000", "Медеу")]
    )
    income_tenge = forms.IntegerField(
        label=gettext_lazy("Income in a month, tenge"),
        help_text=gettext_lazy("Before taxes, in whole tenge"),
        min_value=0,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    paper = forms.FileField(label=gettext_lazy("Document"), required=False)
    agrees = forms.BooleanField(label=gettext_lazy("Consent to asking the state registers was given"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": "2"}))


@dataclass(frozen=True)
class Row:
    """An invented family of the table."""

    pk: int
    surname: str
    district: str
    members: int
    income_tenge: int
    tone: str
    state: str


@dataclass(frozen=True)
class Moment:
    """An entry of a timeline."""

    day: date
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a road: ``done``, ``current`` or ``coming``."""

    label: str
    state: str


@open_to_all
def show_components(request: HttpRequest) -> HttpResponse:
    """Every component once; a POST shows the form with its errors. It holds nobody's data."""
    form = SampleForm(request.POST or None)
    if request.method == "GET" and "message" in request.GET:
        messages.success(request, _("The change was saved."))
        messages.error(request, _("The file was not read: row 17 has no IIN."))
    here = reverse("ui:component-list")
    context = {
        "form": form,
        "page": _sample_page(request.GET),
        "parents": [Link(here, _("Home"), False), Link(here, _("Families"), False)],
        "tabs": [Link(f"{here}#facts", label, place == 0) for place, label in enumerate(_tab_labels())],
        "moments": [
            Moment(SAMPLE_DAY, _("The family moved to another district"), _("Source: population register")),
            Moment(date(2026, 9, 1), _("A child was born"), _("Source: civil acts")),
            Moment(date(2026, 3, 15), _("The income changed")),
        ],
        "steps": [
            Step(_("Mapping"), "done"),
            Step(_("Preview"), "current"),
            Step(_("Loading"), "coming"),
        ],
        "period": (date(2026, 1, 1), date(2026, 3, 31)),
        "since": (date(2026, 7, 1), None),
        "day": SAMPLE_DAY,
    }
    return render(request, "ui/showcase.html", context)


@open_to_all
def show_confirmation(request: HttpRequest) -> HttpResponse:
    """The page that asks before something that cannot be taken back. It changes nothing."""
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        return redirect("ui:component-list")
    context = {
        "question": _("Merge the two records?"),
        "consequences": [_("The second record will lead to the first."), _("The merge can be undone for 30 days.")],
        "tone": "bad",
        "form": form,
        "yes": _("Merge"),
        "back_url": reverse("ui:component-list"),
    }
    return render(request, "ui/confirm.html", context)


def _tab_labels() -> list[str]:
    return [_("Members"), _("Incomes"), _("Property"), _("Timeline")]


def _sample_page(query: QueryDict) -> Page:
    rows = [
        Row(1, "Үлгібаева", "Алмалы", 5, 187_400, "good", _("entitled")),
        Row(2, "Сынақов", "Медеу", 3, 1_240_000, "warn", _("to be checked")),
        Row(3, "Образцова", "Түрксіб", 1, 0, "bad", _("refused")),
    ]
    return Page(rows, "surname", False, "after=3", "", query)
