"""One page for every form of the office: shown, saved, or refused at its field with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tirek.department.core.refusals import Refused

PAGE = "ui/form_page.html"


def answer_form(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    *,
    heading: str | Promise,
    back: str,
    action: str | Promise = "",
    said: str | Promise = "",
    template: str = PAGE,
    **context: Any,
) -> HttpResponse:
    """Show a form, or save it and go on with a word of success; what is refused stands at its field (422).

    The view is ``@once_only``: the page carries the key.

    Parameters
    ----------
    save
        Called with the cleaned data; an address that it returns is gone to, otherwise ``back``, and an answer is
        given as it is. `Refused` is shown.
    back
        Where "Cancel" and a saved form lead.
    action, said
        What the button says ("Save"), and what is said when it is done ("Saved.").
    context
        What the template shows beside: ``about`` is a line under the heading.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = save(dict(form.cleaned_data))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if isinstance(made, HttpResponseBase):  # a file goes in pieces
                return made  # type: ignore[return-value]
            messages.success(request, str(said or _("Saved.")))
            return redirect(made if isinstance(made, str) else back)
    told = {"form": form, "heading": heading, "back": back, "action": action or _("Save"), "about": ""} | context
    return render(request, template, told, status=status_of(form))


def typed(request: HttpRequest) -> QueryDict | None:
    """What was typed; None on the first look."""
    return request.POST if request.method == "POST" else None


def brought(request: HttpRequest) -> Any:
    """The files that came with it; None on the first look."""
    return request.FILES if request.method == "POST" else None


def status_of(form: forms.Form) -> HTTPStatus:
    """A form shown again with its faults is 422: a program sees that nothing was done."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def refuse(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal at its field, or above the form where it has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, ValidationError(str(refusal.message)))
