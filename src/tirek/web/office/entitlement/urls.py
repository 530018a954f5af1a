"""What families receive, and what is to be done because something happened."""

from django.urls import path

from tirek.web.office.entitlement import changes, views

urlpatterns = [
    path("families/<int:family_id>/", views.list_of_family, name="entitlement-family"),
    path("<int:entitlement_id>/", views.show_entitlement, name="entitlement-show"),
    path("consequences/", views.list_consequences, name="consequence-list"),
    path("consequences/<int:consequence_id>/close/", changes.close, name="consequence-close"),
]
