"""Local law: what holds, drafts and proposals, their effect, signatures, overlays."""

from django.urls import path

from tirek.web.office.parameter import changes, views

urlpatterns = [
    path("", views.list_parameters, name="parameter-list"),
    path("acts/", views.list_acts, name="parameter-acts"),
    path("overlays/", views.show_overlays, name="parameter-overlays"),
    path("of/<str:name>/", views.show_history, name="parameter-history"),
    path("of/<str:name>/new/", changes.draft, name="parameter-draft"),
    path("values/<int:pk>/", views.show_value, name="parameter-show"),
    path("values/<int:pk>/edit/", changes.edit, name="parameter-edit"),
    path("values/<int:pk>/withdraw/", changes.withdraw, name="parameter-withdraw"),
    path("values/<int:pk>/propose/", changes.propose, name="parameter-propose"),
    path("values/<int:pk>/take-back/", changes.take_back, name="parameter-take-back"),
    path("values/<int:pk>/effect/", changes.ask, name="parameter-effect"),
    path("values/<int:pk>/sign/", changes.sign, name="parameter-sign"),
    path("values/<int:pk>/reject/", changes.reject, name="parameter-reject"),
]
