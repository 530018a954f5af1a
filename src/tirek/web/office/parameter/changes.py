"""Drafting, handing on, signing and rejecting local law."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.parameters import actions
from tirek.department.parameters.effects import ask_effect
from tirek.department.parameters.models import LocalValue
from tirek.web.office.parameter.forms import (
    ACT_FIELDS,
    ActForm,
    ReasonOfSignature,
    RejectionForm,
    ValueForm,
    initial_of,
)
from tirek.web.office.parameter.views import found_parameter, found_value, render_value
from tirek.web.ui.access import ViewerRequest, needs, signed_in
from tirek.web.ui.errors import AbilityMissing
from tirek.web.ui.form_page import answer_form, refuse, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only


def _user(request: ViewerRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _answer(
    request: ViewerRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], LocalValue],
    heading: str | Promise,
    back: str,
) -> HttpResponse:
    """A form of a value; saved, it leads to the value."""

    def save_and_show(told: dict[str, Any]) -> str:
        return reverse("office:parameter-show", args=[save(told).pk])

    return answer_form(request, form, save_and_show, heading=heading, back=back)


@require_http_methods(["GET", "POST"])
@needs(actions.EDIT)
@once_only
def draft(request: ViewerRequest, name: str) -> HttpResponse:
    """A new value; the act of the last one that the user entered is offered again."""
    enterable = found_parameter(name)
    last = LocalValue.objects.filter(entered_by=_user(request)).order_by("-id").first()
    initial = initial_of(last, *ACT_FIELDS) if last else {}
    form = ValueForm(enterable, request.viewer.territories, typed(request), initial=initial)
    return _answer(
        request,
        form,
        lambda cleaned: actions.draft_value({"parameter": name, **cleaned}, acting_user=_user(request)),
        enterable.title(language_of_page()),
        reverse("office:parameter-history", args=[name]),
    )


@require_http_methods(["GET", "POST"])
@needs(actions.EDIT)
@once_only
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """A draft of one's own."""
    value = found_value(request, pk)
    enterable = found_parameter(value.parameter)
    if value.withdraws_id:
        form: django_forms.Form = ActForm(typed(request), initial=initial_of(value, *ACT_FIELDS))
    else:
        form = ValueForm(enterable, request.viewer.territories, typed(request))
        form.initial = initial_of(value, *form.fields)
    return _answer(
        request,
        form,
        lambda cleaned: actions.edit_draft(value, cleaned, acting_user=_user(request)),
        enterable.title(language_of_page()),
        reverse("office:parameter-show", args=[pk]),
    )


@require_http_methods(["GET", "POST"])
@needs(actions.EDIT)
@once_only
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """The withdrawal of a signed value, by its own act."""
    value = found_value(request, pk)
    return _answer(
        request,
        ActForm(typed(request)),
        lambda cleaned: actions.withdraw_value(value, cleaned, acting_user=_user(request)),
        _("Withdraw: %(title)s") % {"title": found_parameter(value.parameter).title(language_of_page())},
        reverse("office:parameter-show", args=[pk]),
    )


def _step(request: ViewerRequest, pk: int, do: Callable[[LocalValue], object], said: str) -> HttpResponse:
    """One step without a form: done, or the page says why not."""
    value = found_value(request, pk)
    try:
        do(value)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, said)
    return redirect("office:parameter-show", pk)


@require_POST
@needs(actions.EDIT)
@once_only
def propose(request: ViewerRequest, pk: int) -> HttpResponse:
    """Hand a draft to the second person."""
    user = _user(request)
    return _step(
        request, pk, lambda value: actions.propose_value(value, acting_user=user), _("Handed on for signature.")
    )


@require_POST
@needs(actions.EDIT)
@once_only
def take_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """Open a proposal of one's own again."""
    user = _user(request)
    return _step(request, pk, lambda value: actions.take_back_value(value, acting_user=user), _("It is a draft again."))


@require_POST
@signed_in
@once_only
def ask(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let the effect be computed: for whoever edits or signs local law."""
    if not (request.viewer.may(actions.EDIT) or request.viewer.may(actions.SIGN)):
        raise AbilityMissing(actions.SIGN)
    user = _user(request)
    return _step(request, pk, lambda value: ask_effect(value, acting_user=user), _("The effect is being computed."))


@require_POST
@needs(actions.SIGN)
@once_only
def sign(request: ViewerRequest, pk: int) -> HttpResponse:
    """Sign: the value becomes law in the next overlay."""
    value, form = found_value(request, pk), ReasonOfSignature(request.POST)
    if form.is_valid():
        try:
            overlay = actions.sign_value(value, acting_user=_user(request), **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Signed: overlay No. %(number)s.") % {"number": overlay.number})
            return redirect("office:parameter-show", pk)
    return render_value(request, found_value(request, pk), signature=form, status=422)


@require_POST
@needs(actions.SIGN)
@once_only
def reject(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reject a proposal with a reason."""
    value, form = found_value(request, pk), RejectionForm(request.POST)
    if form.is_valid():
        try:
            actions.reject_value(value, acting_user=_user(request), **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Rejected."))
            return redirect("office:parameter-show", pk)
    return render_value(request, found_value(request, pk), rejection=form, status=422)
