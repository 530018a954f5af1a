"""Addresses of sessions of the special commission."""

from django.urls import path

from tirek.web.office.session import changes, views

urlpatterns = [
    path("", views.list_sessions_page, name="session-list"),
    path("call/", changes.call, name="session-call"),
    path("<int:session_id>/", views.show_session, name="session-show"),
    path("<int:session_id>/minutes/<str:language>/", views.print_minutes, name="session-minutes"),
    path("<int:session_id>/agenda/", changes.add, name="session-agenda"),
    path("<int:session_id>/present/", changes.mark, name="session-present"),
    path("<int:session_id>/close/", changes.close, name="session-close"),
    path("<int:session_id>/cancel/", changes.cancel, name="session-cancel"),
    path("items/<int:item_id>/propose/", changes.propose, name="session-propose"),
    path("items/<int:item_id>/vote/", changes.vote, name="session-vote"),
    path("items/<int:item_id>/defer/", changes.defer, name="session-defer"),
]
