"""Closings, their lists and exceptions, and each payment down to its ground."""

from django.urls import path

from tirek.web.office.closing import changes, lists, views

urlpatterns = [
    path("", views.list_all_closings, name="closing-list"),
    path("new/", changes.open_new, name="closing-open"),
    path("<int:closing_id>/", views.show_closing, name="closing-show"),
    path("<int:closing_id>/collect/", changes.collect_now, name="closing-collect"),
    path("<int:closing_id>/check/", changes.check_now, name="closing-check"),
    path("<int:closing_id>/submit/", changes.submit_all, name="closing-submit"),
    path("<int:closing_id>/close/", changes.close, name="closing-close"),
    path("<int:closing_id>/cancel/", changes.give_up, name="closing-cancel"),
    path("<int:closing_id>/exceptions/", views.list_all_exceptions, name="exception-list"),
    path("exceptions/<int:exception_id>/clear/", changes.clear, name="exception-clear"),
    path("exceptions/<int:exception_id>/exclude/", changes.leave_out, name="exception-exclude"),
    path("lists/<int:list_id>/", lists.show_list, name="payment-list"),
    path("lists/<int:list_id>/confirm/", lists.confirm, name="payment-confirm"),
    path("lists/<int:list_id>/return/", lists.give_back, name="payment-return"),
    path("lists/<int:list_id>/cancel/", lists.cancel, name="payment-cancel"),
    path("payments/<int:payment_id>/", lists.show_payment, name="payment-show"),
]
