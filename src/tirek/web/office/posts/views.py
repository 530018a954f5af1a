"""The list of the staff, and one colleague with posts, deputies, absences and programmes."""

from __future__ import annotations

from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.accounts.access import access_colleague, colleagues_for
from tirek.department.accounts.models import Absence, ConfidentialGrant, Delegation, Post
from tirek.department.accounts.roles import role_title
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title


@require_safe
@needs("manage_posts")
def list_staff(request: ViewerRequest) -> HttpResponse:
    """Who works in the viewer's territories. Five queries, whatever the number of people."""
    on = today()
    posts = Prefetch("posts", Post.objects.filter(valid__contains=on), to_attr="posts_of_today")
    away = Prefetch("absences", Absence.objects.filter(valid__contains=on), to_attr="absences_of_today")
    people = colleagues_for(request.viewer).prefetch_related(posts, away)
    words = request.GET.get("words", "").split()
    for word in words[:3]:
        people = people.filter(Q(surname__istartswith=word) | Q(given_name__istartswith=word) | Q(username=word))
    page = page_of(people, {"surname": "surname", "login": "username"}, request.GET, default="surname")
    for person in page.rows:
        person.lines = [_told(post) for post in person.posts_of_today]
    return render(request, "office/posts/list.html", {"page": page, "words": " ".join(words)})


@require_safe
@needs("manage_posts")
def show_colleague(request: ViewerRequest, user_id: int) -> HttpResponse:
    """One colleague: posts of all times in the viewer's territories, deputies, absences, programmes."""
    try:
        colleague = access_colleague(request.viewer, user_id)
    except NotSeen:
        raise Http404 from None
    on = today()
    posts = list(
        Post.objects.filter(user=colleague, territory__in=request.viewer.territories)
        .select_related("appointed_by", "ended_by")
        .order_by("-valid", "-pk")
    )
    for post in posts:
        post.line = _told(post)  # type: ignore[attr-defined]
        upper = post.valid.upper
        post.is_open = upper is None or upper > on  # type: ignore[attr-defined]
    of_posts = {"post__in": posts}
    context = {
        "colleague": colleague,
        "posts": posts,
        "deputies": Delegation.objects.filter(**of_posts).select_related("deputy").order_by("-valid", "-pk"),
        "absences": Absence.objects.filter(user=colleague).order_by("-valid", "-pk"),
        "grants": ConfidentialGrant.objects.filter(**of_posts).select_related("post", "asked_by", "answered_by"),
    }
    return render(request, "office/posts/colleague.html", context)


def _told(post: Post) -> str:
    """A post as a line: the role and the place, in the language of the page."""
    language = language_of_page()
    return f"{role_title(post.role, language)}, {place_title(post.territory_id)}"
