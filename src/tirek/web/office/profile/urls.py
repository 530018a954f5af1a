"""The own account."""

from django.urls import path

from tirek.web.office.profile import views

urlpatterns = [
    path("", views.show_profile, name="profile-show"),
    path("absence/", views.record_own_absence, name="profile-absence"),
    path("posts/<int:post_id>/delegate/", views.delegate_own_post, name="profile-delegate"),
]
