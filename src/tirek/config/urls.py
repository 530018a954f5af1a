"""Addresses of the site."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from tirek.web.ui.access import open_to_all

urlpatterns: list[URLPattern | URLResolver] = [
    path("", open_to_all(RedirectView.as_view(pattern_name="office:home")), name="root"),
    path("ui/", include("tirek.web.ui.urls")),
    path("office/", include("tirek.web.office.urls")),
    path("", include("tirek.web.portal.urls")),
    path("api/", include("tirek.web.api.urls")),
    path("account/", include("tirek.web.office.sign_in.urls")),
]
handler400 = "tirek.web.ui.errors.bad_request"
handler403 = "tirek.web.ui.errors.forbidden"
handler404 = "tirek.web.ui.errors.not_found"
handler500 = "tirek.web.ui.errors.server_error"
