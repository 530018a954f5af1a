"""The own account: language, security, posts, deputies and absences of oneself."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.accounts.actions.posts import delegate, record_absence
from tirek.department.accounts.models import Absence, Delegation, Post
from tirek.department.accounts.roles import role_title
from tirek.department.core.calendar.today import today
from tirek.web.office.posts.changes import handle
from tirek.web.office.posts.forms import AbsenceForm, DelegationForm
from tirek.web.ui.access import ViewerRequest, signed_in
from tirek.web.ui.frame import territory_title

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def show_profile(request: ViewerRequest) -> HttpResponse:
    """Who one is here: posts of today, deputies, absences to come, and where security is set."""
    language, on = (get_language() or "kk")[:2], today()
    posts = list(Post.objects.filter(user=request.user, valid__contains=on))
    for post in posts:
        post.line = f"{role_title(post.role, language)}, {territory_title(post.territory_id, language)}"  # type: ignore[attr-defined]
    context = {
        "posts": posts,
        "deputies": Delegation.objects.filter(holder=request.user, valid__endswith__gt=on).select_related("deputy"),
        "absences": Absence.objects.filter(user=request.user, valid__endswith__gt=on),
    }
    return render(request, "office/profile/profile.html", context)


@both
@signed_in
def record_own_absence(request: ViewerRequest) -> HttpResponse:
    """Days on which one is away oneself; the rights then rest."""
    form = AbsenceForm(request.POST or None, is_own=True)
    return handle(
        request,
        form,
        lambda: record_absence(request.user, **form.cleaned_data, acting_user=request.user),
        heading=_("Record an absence"),
        action=_("Record"),
        back=reverse("office:profile-show"),
    )


@both
@signed_in
def delegate_own_post(request: ViewerRequest, post_id: int) -> HttpResponse:
    """A deputy for an own post; a post of somebody else is not found here."""
    post = Post.objects.filter(pk=post_id, user=request.user).first()
    if post is None:
        raise Http404
    form = DelegationForm(request.POST or None, post=post)
    return handle(
        request,
        form,
        lambda: delegate(post, **form.cleaned_data, acting_user=request.user),
        heading=_("Name a deputy"),
        action=_("Name a deputy"),
        back=reverse("office:profile-show"),
    )
