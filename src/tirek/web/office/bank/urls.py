"""The treasury and the bank. No name of a file and nothing out of one stands in an address."""

from django.urls import path

from tirek.web.office.bank import changes, views

urlpatterns = [
    path("", views.show_log, name="bank-log"),
    path("messages/", views.list_all_messages, name="bank-messages"),
    path("messages/bring/", changes.bring_message, name="bank-bring"),
    path("lists/<int:list_id>/", views.show_list, name="bank-list"),
    path("lists/<int:list_id>/send/", changes.send, name="bank-send"),
    path("files/<int:file_id>/", changes.download, name="bank-file"),
    path("returns/", views.list_all_returns, name="bank-returns"),
    path("returns/<int:return_id>/again/", changes.again, name="bank-again"),
    path("returns/<int:return_id>/unpaid/", changes.unpaid, name="bank-unpaid"),
]
