"""People and families. What is typed into the search never stands in an address: it is posted."""

from django.urls import path

from tirek.web.office.registry import changes, questions, registers, views

urlpatterns = [
    path("search/", views.search, name="person-search"),
    path("persons/new/", changes.register, name="person-register"),
    path("persons/<int:person_id>/", views.show_person, name="person-show"),
    path("persons/<int:person_id>/correct/", changes.correct, name="person-correct"),
    path("persons/<int:person_id>/reveal/<slug:field>/", changes.reveal_field, name="person-reveal"),
    path("persons/<int:person_id>/add/<slug:kind>/", changes.add_row, name="person-add"),
    path("persons/<int:person_id>/end/<slug:kind>/<int:row_id>/", changes.end, name="person-end"),
    path("persons/<int:person_id>/consents/<int:consent_id>/withdraw/", changes.withdraw, name="consent-withdraw"),
    path("persons/<int:person_id>/family/", changes.form, name="family-form"),
    path("questions/", questions.show_questions, name="question-list"),
    path("questions/<int:answer_id>/again/", questions.ask_anew, name="question-again"),
    path("questions/<int:answer_id>/document/", questions.accept_document, name="question-document"),
    path("families/<int:family_id>/", views.show_family, name="family-show"),
    path("families/<int:family_id>/registers/", registers.ask, name="family-ask"),
    path(
        "families/<int:family_id>/registers/<int:answer_id>/document/",
        registers.accept_document,
        name="answer-document",
    ),
    path("families/<int:family_id>/events/<slug:kind>/", changes.record, name="event-record"),
]
