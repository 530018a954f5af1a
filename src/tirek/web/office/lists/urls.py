"""Lists of outside bodies. No address says which body a list is of: the kind may be confidential."""

from django.urls import path

from tirek.web.office.lists import changes, views

urlpatterns = [
    path("", views.list_lists, name="list-list"),
    path("upload/", changes.upload, name="list-upload"),
    path("<int:list_id>/", views.show_list, name="list-show"),
    path("<int:list_id>/correct/", changes.correct, name="list-correct"),
    path("<int:list_id>/queue/", views.show_queue, name="list-queue"),
    path("<int:list_id>/queue/<int:row_id>/", changes.settle, name="list-settle"),
    path("<int:list_id>/apply/", changes.apply, name="list-apply"),
    path("<int:list_id>/findings/<slug:language>/", views.save_findings, name="list-findings"),
]
