"""Addresses of social audit."""

from django.urls import path

from tirek.web.office.control import answers, changes, evidence, views

urlpatterns = [
    path("", views.home, name="control-home"),
    path("plans/new/", changes.prepare, name="plan-new"),
    path("plans/<int:plan_id>/", views.show_plan, name="plan-show"),
    path("plans/<int:plan_id>/approve/", changes.approve, name="plan-approve"),
    path("plans/<int:plan_id>/drop/", changes.drop, name="plan-drop"),
    path("plans/<int:plan_id>/draw/", changes.draw, name="plan-draw"),
    path("plans/<int:plan_id>/report/", changes.report, name="plan-report"),
    path("mine/", views.list_mine, name="inspection-mine"),
    path("cases/<int:sampled_id>/", views.show_sampled, name="sampled-show"),
    path("cases/<int:sampled_id>/assign/", changes.assign, name="sampled-assign"),
    path("cases/<int:sampled_id>/leave-out/", changes.exclude, name="sampled-leave-out"),
    path("cases/<int:sampled_id>/inspect/", changes.inspect, name="sampled-inspect"),
    path("cases/<int:sampled_id>/find/", changes.find, name="sampled-find"),
    path("cases/<int:sampled_id>/close/", changes.close, name="sampled-close"),
    path("findings/", views.list_findings, name="finding-list"),
    path("findings/<int:finding_id>/", views.show_finding, name="finding-show"),
    path("findings/<int:finding_id>/reply/", answers.reply, name="finding-reply"),
    path("findings/<int:finding_id>/order/", answers.order, name="finding-order"),
    path("findings/<int:finding_id>/object/", answers.disagree, name="finding-object"),
    path("measures/<int:measure_id>/finish/", answers.finish, name="measure-finish"),
    path("objections/<int:objection_id>/decide/", answers.decide, name="objection-decide"),
    path("anomalies/", views.list_all_anomalies, name="anomaly-list"),
    path("anomalies/<slug:kind>/<slug:mark>/", answers.explain, name="anomaly-explain"),
    path("evidence/decisions/<int:decision_id>/", evidence.of_decision, name="evidence-decision"),
]
