"""Writes about posts: a form each, and back to the colleague."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.accounts.access import access_colleague, access_grant, access_post
from tirek.department.accounts.actions.grants import answer_grant, ask_grant, withdraw_grant
from tirek.department.accounts.actions.posts import appoint, delegate, end_post, record_absence
from tirek.department.accounts.actions.users import open_account
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.registry.own_family import link_staff_person
from tirek.web.office.posts.forms import (
    AbsenceForm,
    AccountForm,
    AppointmentForm,
    DelegationForm,
    EndForm,
    PersonLinkForm,
    ProgrammeForm,
)
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.once import once_only

both = require_http_methods(["GET", "HEAD", "POST"])


def found(door: Callable[..., Any], request: ViewerRequest, key: int) -> Any:
    """What a door opens, or 404."""
    try:
        return door(request.viewer, key)
    except NotSeen:
        raise Http404 from None


def page_of_colleague(user_id: int) -> str:
    """The address of a colleague."""
    return reverse("office:post-show", args=[user_id])


@both
@needs("manage_posts")
@once_only
def open_new_account(request: ViewerRequest) -> HttpResponse:
    """A new account; its first password is shown once."""

    def save(told: dict[str, Any]) -> HttpResponse:
        user, password = open_account(**told, acting_user=request.user)
        return render(request, "office/posts/opened.html", {"colleague": user, "password": password})

    return answer_form(
        request,
        AccountForm(typed(request)),
        save,
        heading=_("New account"),
        action=_("Open the account"),
        back=reverse("office:post-list"),
    )


@both
@needs("manage_posts")
@once_only
def appoint_colleague(request: ViewerRequest, user_id: int) -> HttpResponse:
    """A post for a colleague."""
    user = found(access_colleague, request, user_id)
    form = AppointmentForm(typed(request), viewer=request.viewer)
    return answer_form(
        request,
        form,
        lambda told: appoint(user, **told, acting_user=request.user),
        heading=_("Appoint to a post"),
        action=_("Appoint"),
        back=page_of_colleague(user_id),
    )


@both
@needs("manage_posts")
@once_only
def record_colleague_absence(request: ViewerRequest, user_id: int) -> HttpResponse:
    """Days on which a colleague is away."""
    user = found(access_colleague, request, user_id)
    return answer_form(
        request,
        AbsenceForm(typed(request)),
        lambda told: record_absence(user, **told, acting_user=request.user),
        heading=_("Record an absence"),
        action=_("Record"),
        back=page_of_colleague(user_id),
    )


@both
@needs("manage_posts")
@once_only
def link_colleague(request: ViewerRequest, user_id: int) -> HttpResponse:
    """Which person of the registry a colleague is."""
    user = found(access_colleague, request, user_id)
    form = PersonLinkForm(typed(request))
    return answer_form(
        request,
        form,
        lambda told: link_staff_person(user, iin=told["iin"], acting_user=request.user),
        heading=_("Own family of the colleague"),
        action=_("Save"),
        back=page_of_colleague(user_id),
    )


@both
@needs("manage_posts")
@once_only
def end(request: ViewerRequest, post_id: int) -> HttpResponse:
    """The last day of a post."""
    post = found(access_post, request, post_id)
    form = EndForm(typed(request))
    return answer_form(
        request,
        form,
        lambda told: end_post(post, **told, acting_user=request.user),
        heading=_("End the post"),
        action=_("End the post"),
        back=page_of_colleague(post.user_id),
    )


@both
@needs("manage_posts")
@once_only
def delegate_post(request: ViewerRequest, post_id: int) -> HttpResponse:
    """Who stands in for the holder of a post."""
    post = found(access_post, request, post_id)
    form = DelegationForm(typed(request), post=post)
    return answer_form(
        request,
        form,
        lambda told: delegate(post, **told, acting_user=request.user),
        heading=_("Name a deputy"),
        action=_("Name a deputy"),
        back=page_of_colleague(post.user_id),
    )


@both
@needs("manage_posts")
@once_only
def ask_programme(request: ViewerRequest, post_id: int) -> HttpResponse:
    """Ask that a post may see a confidential programme; another administrator confirms."""
    post = found(access_post, request, post_id)
    form = ProgrammeForm(typed(request), post=post)
    return answer_form(
        request,
        form,
        lambda told: ask_grant(post, **told, acting_user=request.user),
        heading=_("Ask for a confidential programme"),
        action=_("Ask a second administrator"),
        back=page_of_colleague(post.user_id),
    )


ANSWERS: dict[str, Callable[..., Any]] = {
    "confirm": lambda grant, actor: answer_grant(grant, confirm=True, acting_user=actor),
    "refuse": lambda grant, actor: answer_grant(grant, confirm=False, acting_user=actor),
    "withdraw": lambda grant, actor: withdraw_grant(grant, acting_user=actor),
}


@require_POST
@needs("manage_posts")
@once_only
def answer_programme(request: ViewerRequest, grant_id: int) -> HttpResponse:
    """Confirm, refuse or withdraw a programme."""
    grant = found(access_grant, request, grant_id)
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        raise Http404
    try:
        answer(grant, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Saved."))
    return redirect(page_of_colleague(grant.holder_id))
