"""People who work here, and their posts."""

from django.urls import path

from tirek.web.office.posts import changes, views

urlpatterns = [
    path("", views.list_staff, name="post-list"),
    path("new/", changes.open_new_account, name="post-open"),
    path("<int:user_id>/", views.show_colleague, name="post-show"),
    path("<int:user_id>/appoint/", changes.appoint_colleague, name="post-appoint"),
    path("<int:user_id>/absence/", changes.record_colleague_absence, name="post-absence"),
    path("<int:user_id>/person/", changes.link_colleague, name="post-person"),
    path("posts/<int:post_id>/end/", changes.end, name="post-end"),
    path("posts/<int:post_id>/delegate/", changes.delegate_post, name="post-delegate"),
    path("posts/<int:post_id>/programme/", changes.ask_programme, name="post-programme"),
    path("programmes/<int:grant_id>/", changes.answer_programme, name="post-answer"),
]
