"""The first page of the office: what waits for this officer, where the officer works, and until when."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.accounts.queries import posts_acted_for
from tirek.department.accounts.roles import role_title
from tirek.department.core.calendar.today import today
from tirek.web.office.home.waiting import waiting_for
from tirek.web.ui.access import ViewerRequest, signed_in
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title


@require_safe
@signed_in
def show_home(request: ViewerRequest) -> HttpResponse:
    """What waits, and the posts of today; nothing is shown of anybody."""
    language = language_of_page()
    posts = [
        {
            "role": role_title(post.role, language),
            "place": place_title(post.territory_id),
            "valid": post.valid,
            "is_own": post.user_id == request.viewer.user_id,
        }
        for post in posts_acted_for(request.user, today())
    ]
    waiting = list(waiting_for(request.viewer))
    may = {name: request.viewer.may(name) for name in ("view_person", "edit_person", "break_glass")}
    told = {"posts": posts, "waiting": waiting, "may": may, "today": today()}
    return render(request, "office/home/home.html", told)
