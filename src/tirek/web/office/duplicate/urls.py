"""Records that may be one person: the queue, the comparison, the merges and taking them back."""

from django.urls import path

from tirek.web.office.duplicate import changes, views

urlpatterns = [
    path("", views.list_pairs, name="duplicate-list"),
    path("<int:pair_id>/", views.show_pair, name="duplicate-show"),
    path("<int:pair_id>/merge/", changes.merge, name="duplicate-merge"),
    path("<int:pair_id>/reject/", changes.reject, name="duplicate-reject"),
    path("merges/", views.list_all_merges, name="duplicate-merges"),
    path("merges/<int:merge_id>/", views.show_merge, name="duplicate-merged"),
    path("merges/<int:merge_id>/confirm/", changes.confirm, name="duplicate-confirm"),
    path("merges/<int:merge_id>/undo/", changes.unmerge, name="duplicate-unmerge"),
]
