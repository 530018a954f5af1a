"""The switch of languages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from tirek.department.accounts.languages import choose_language
from tirek.web.ui.access import open_to_all


@open_to_all
@require_POST
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the chosen language in a cookie and, for who signed in, in the account; then back to the page."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(language, acting_user=request.user)
    return set_language(request)
