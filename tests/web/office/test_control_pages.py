"""Social audit by its pages: the whole road by forms, each by whom it concerns, and nobody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.department.control.audited import drawn_sample, inspected, signed_decision
from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_entitlement
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.control.actions.inspecting import assign_inspector
from tirek.department.control.models import EvidenceBundle, Finding, InspectionPlan, Sample, SampledCase
from tirek.department.core.calendar.today import today

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
TODAY = "%d.%m.%Y"


def post(client: PageClient, user: User, name: str, *arguments: object, **told: object) -> int:
    sign_in(client, user)
    answer = client.post(reverse(f"office:{name}", args=arguments), {"once_key": str(uuid4()), **told})
    return answer.status_code


def page(client: PageClient, user: User, name: str, *arguments: object, query: str = "") -> str:
    sign_in(client, user)
    return client.get(reverse(f"office:{name}", args=arguments) + query).content.decode()


def test_a_plan_goes_from_its_form_to_its_report(client: PageClient) -> None:
    client.cookies["tirek_language"] = "ru"
    with entered(whole_city()):
        decision = signed_decision()
    auditor, head = make_user(Role.AUDITOR), make_user(Role.HEAD)
    told = {"territory": ALMALY, "year": "2026", "quarter": "", "title": "Назначения года", "ground": "Приказ 7"}
    assert post(client, auditor, "plan-new", **told) == 302
    with entered(whole_city()):
        plan = InspectionPlan.objects.get()
    assert reverse("office:plan-approve", args=[plan.pk]) not in page(client, auditor, "plan-show", plan.pk)
    assert post(client, auditor, "plan-approve", plan.pk) == 403
    assert post(client, head, "plan-approve", plan.pk) == 302
    drawing = {
        "method": "random", "unit": "decision", "first_day": "01.01.2026", "last_day": today().strftime(TODAY),
        "programme": "", "confidence_percent": "95", "margin_percent": "5.0", "risk_size": "0",
    }  # fmt: skip
    query = "?" + "&".join(f"{name}={value}" for name, value in drawing.items())
    assert "Из 1 будет отобрано случайно 1" in page(client, auditor, "plan-draw", plan.pk, query=query)
    with entered(whole_city()):
        assert not Sample.objects.exists()
    assert post(client, auditor, "plan-draw", plan.pk, **drawing | {"margin_percent": "0.1"}) == 422
    assert post(client, auditor, "plan-draw", plan.pk, **drawing) == 302
    with entered(whole_city()):
        sampled = SampledCase.objects.get()
    choice = page(client, head, "sampled-assign", sampled.pk)
    assert f'value="{auditor.pk}"' in choice
    assert f'value="{decision.signer_id}"' not in choice
    assert post(client, head, "sampled-assign", sampled.pk, inspector=auditor.pk) == 302
    assert reverse("office:sampled-show", args=[sampled.pk]) in page(client, auditor, "inspection-mine")
    seen = {"kind": "visit", "held_on": today().strftime(TODAY), "words": "Семья живёт здесь."}
    assert post(client, auditor, "sampled-inspect", sampled.pk, **seen) == 302
    assert post(client, auditor, "sampled-find", sampled.pk, code="amount_too_low", words="Доход учтён дважды.") == 422
    found = {"code": "amount_too_low", "sum_tenge": "5000", "words": "Доход учтён дважды."}
    assert post(client, auditor, "sampled-find", sampled.pk, **found) == 302
    assert post(client, auditor, "sampled-close", sampled.pk) == 302
    assert post(client, auditor, "plan-report", plan.pk) == 302
    report = page(client, auditor, "plan-show", plan.pk)
    assert "доверительная вероятность 95 %" in report
    assert "Размер ниже положенного" in report


def test_the_section_answers_and_others_see_nothing(client: PageClient) -> None:
    with entered(whole_city()):
        decision = signed_decision()
        (finding,) = inspected(drawn_sample().cases.get(), None, "amount_too_high")
        author = decision.author
    stranger, head, judge = make_user(Role.SPECIALIST), make_user(Role.HEAD), make_user(Role.HEAD)
    sign_in(client, stranger)
    assert client.get(reverse("office:finding-show", args=[finding.pk])).status_code == 404
    assert reverse("office:finding-show", args=[finding.pk]) in page(client, author, "case-show", decision.case_id)
    assert client.get(reverse("office:control-home")).status_code == 403
    ordered = {"kind": "recover", "words": "Вернуть.", "due_on": today().strftime(TODAY)}
    assert post(client, head, "finding-order", finding.pk, **ordered) == 422
    assert post(client, author, "finding-reply", finding.pk, accepts="no", text="Доход пришёл позже.") == 302
    assert post(client, head, "finding-order", finding.pk, **ordered) == 302
    assert post(client, author, "finding-object", finding.pk, text="Не согласны.") == 302
    with entered(whole_city()):
        objection, measure = finding.objections.get(), finding.measures.get()
    assert post(client, head, "objection-decide", objection.pk, outcome="upheld", reasons="Так.") == 422
    assert post(client, judge, "objection-decide", objection.pk, outcome="upheld", reasons="Так.") == 302
    done = {"done_on": today().strftime(TODAY), "words": "Вернули."}
    assert post(client, head, "measure-finish", measure.pk, **done) == 302
    with entered(whole_city()):
        assert Finding.objects.get().state == "standing"
    listed = page(client, head, "finding-list")
    assert reverse("ui:export", args=["findings"]) in listed


def test_a_shared_account_is_seen_and_explained(client: PageClient) -> None:
    with entered(whole_city()):
        phone = "+77010000009"
        for _ in range(3):
            make_entitlement(signed_decision(family=make_family(make_person(phone=phone))))
    auditor = make_user(Role.AUDITOR)
    shown = page(client, auditor, "anomaly-list", query="?kind=phone")
    assert "…0009" in shown
    assert phone not in shown
    address = shown.split("/office/control/anomalies/phone/")[1].split("/")[0]
    assert (
        post(client, auditor, "anomaly-explain", "phone", address, ground="other", words="Один телефон на дом.") == 302
    )
    assert "…0009" not in page(client, auditor, "anomaly-list", query="?kind=phone")


def test_an_inspector_who_took_part_is_not_offered_the_case(client: PageClient) -> None:
    with entered(whole_city()):
        signed_decision()
        sampled = drawn_sample().cases.get()
        assign_inspector(sampled, make_user(Role.AUDITOR), acting_user=make_user(Role.HEAD))
    other = make_user(Role.AUDITOR)
    seen = {"kind": "desk", "held_on": today().strftime(TODAY), "words": "Смотрел."}
    assert post(client, other, "sampled-inspect", sampled.pk, **seen) == 422
    assert post(client, make_user(Role.REGISTRAR), "sampled-inspect", sampled.pk, **seen) == 403


def test_evidence_of_what_does_not_prove_itself_is_not_made(client: PageClient) -> None:
    with entered(whole_city()):
        decision = signed_decision()
    auditor = make_user(Role.AUDITOR)
    assert "evidence" in page(client, auditor, "case-show", decision.case_id)
    # Its digest is made up: what stands here was never signed.
    assert post(client, auditor, "evidence-decision", decision.pk, reason="Asked by the court.", payment="") == 422
    with entered(whole_city()):
        assert not EvidenceBundle.objects.exists()
