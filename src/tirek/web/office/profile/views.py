"""The own account: language, security, posts, deputies and absences of oneself."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.accounts.actions.posts import delegate, record_absence
from tirek.department.accounts.models import Absence, Delegation, Post
from tirek.department.accounts.roles import role_title
from tirek.department.core.calendar.today import today
from tirek.web.office.posts.forms import AbsenceForm, DelegationForm
from tirek.web.ui.access import ViewerRequest, signed_in
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.places import place_title

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def show_profile(request: ViewerRequest) -> HttpResponse:
    """Who one is here: posts of today, deputies, absences to come, and where security is set."""
    language, on = language_of_page(), today()
    posts = list(Post.objects.filter(user=request.user, valid__contains=on))
    for post in posts:
        post.line = f"{role_title(post.role, language)}, {place_title(post.territory_id)}"  # type: ignore[attr-defined]
    context = {
        "posts": posts,
        "deputies": Delegation.objects.filter(holder=request.user, valid__endswith__gt=on).select_related("deputy"),
        "absences": Absence.objects.filter(user=request.user, valid__endswith__gt=on),
    }
    return render(request, "office/profile/profile.html", context)


@both
@signed_in
@once_only
def record_own_absence(request: ViewerRequest) -> HttpResponse:
    """Days on which one is away oneself; the rights then rest."""
    form = AbsenceForm(typed(request), is_own=True)
    return answer_form(
        request,
        form,
        lambda told: record_absence(request.user, **told, acting_user=request.user),
        heading=_("Record an absence"),
        action=_("Record"),
        back=reverse("office:profile-show"),
    )


@both
@signed_in
@once_only
def delegate_own_post(request: ViewerRequest, post_id: int) -> HttpResponse:
    """A deputy for an own post; a post of somebody else is not found here."""
    post = Post.objects.filter(pk=post_id, user=request.user).first()
    if post is None:
        raise Http404
    form = DelegationForm(typed(request), post=post)
    return answer_form(
        request,
        form,
        lambda told: delegate(post, **told, acting_user=request.user),
        heading=_("Name a deputy"),
        action=_("Name a deputy"),
        back=reverse("office:profile-show"),
    )
