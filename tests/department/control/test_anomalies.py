"""What was planted is found, all of it and nothing else; what is lawful or explained is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.department.control.audited import approved_plan, choice, signed_decision
from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, make_entitlement, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.control.actions.sharing import end_sharing, explain_sharing
from tirek.department.control.anomalies import list_anomalies
from tirek.department.control.enums import AnomalyKind, SampleUnit, SharingGround
from tirek.department.control.population import population_for
from tirek.department.control.register import RegisterFault, _read, finding_codes, risks, score_of
from tirek.department.control.risks import risks_of
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision, Return
from tirek.department.journal.history import note_batch
from tirek.department.registry.models import Address, BankAccount, Family, Income

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
EMPLOYER = "990140000017"


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False), entered(whole_city()):
        yield


def granted(family: Family | None = None, **fields: Any) -> Decision:
    decision = signed_decision(family=family, **fields)
    make_entitlement(decision)
    return decision


def account(decision: Decision, number: int) -> None:
    iban = f"KZ86125KZT{number:010d}"
    person = decision.case.applicant
    BankAccount.objects.create(person=person, territory=person.territory, iban=iban, valid=("2024-01-01", None))


def wage(decision: Decision, bin_number: str) -> None:
    Income.objects.create(
        person=decision.case.applicant,
        territory=ALMALY,
        kind="wage",
        month="2026-09-01",
        amount_tenge=90_000,
        payer_bin=bin_number,
    )


def live_at(address: Address, decision: Decision) -> None:
    note_batch("registry_family", rows=1, acting_user=None, reason="test")
    Family.objects.filter(pk=decision.family_id).update(address=address)


def planted() -> dict[AnomalyKind, list[Decision]]:
    """Families that share one thing of each kind, among others that share nothing, or too little to be noticed."""
    home = Address.objects.create(territory=ALMALY, street="Абай", house="1")
    quiet = Address.objects.create(territory=ALMALY, street="Абай", house="2")
    made = {
        AnomalyKind.ACCOUNT: [granted() for _ in range(2)],
        AnomalyKind.PHONE: [granted(make_family(make_person(phone="+77010000001"))) for _ in range(3)],
        AnomalyKind.ADDRESS: [granted() for _ in range(4)],
        AnomalyKind.EMPLOYER: [granted() for _ in range(6)],
    }
    for decision in made[AnomalyKind.ACCOUNT]:
        account(decision, 1)
    for decision in made[AnomalyKind.ADDRESS]:
        live_at(home, decision)
    for decision in made[AnomalyKind.EMPLOYER]:
        wage(decision, EMPLOYER)
    for number in range(2, 5):
        decision = granted(make_family(make_person(phone=f"+7701000000{number}")))
        account(decision, number)
        wage(decision, "990140000025")
        live_at(quiet, decision)
    return made


def test_every_planted_sharing_is_found_and_no_other() -> None:
    made = planted()
    for kind, decisions in made.items():
        (found,) = list_anomalies(kind)
        assert set(found.families) == {each.family_id for each in decisions}
        assert found.thing[:-4] not in (found.ending, found.mark)
    told = risks_of(population_for(approved_plan(), SampleUnit.DECISION, choice()))
    expected = {
        each.pk: {f"shared_{kind}": {"count": len(decisions) - 1}}
        for kind, decisions in made.items()
        for each in decisions
    }
    shared = {
        key: {code: figures for code, figures in found.items() if code.startswith("shared_")}
        for key, found in told.items()
    }
    assert {key: found for key, found in shared.items() if found} == expected


def test_one_family_and_what_is_explained_are_lawful() -> None:
    family = make_family(make_person(), make_person())
    first = granted(family)
    second = sign(make_decision(make_case(CaseState.TO_SIGN, family=family, programme="housing_aid")))
    make_entitlement(second, holder=family.memberships.get(role="child").person, kind_group="housing_aid")
    account(first, 1)
    child = second.entitlement.holder
    BankAccount.objects.create(person=child, territory=ALMALY, iban="KZ86125KZT0000000001", valid=("2024-01-01", None))
    assert list_anomalies(AnomalyKind.ACCOUNT) == []
    account(granted(), 1)
    (found,) = list_anomalies(AnomalyKind.ACCOUNT)
    told = {"ground": SharingGround.REPRESENTATIVE, "words": "A guardian.", "acting_user": make_user(Role.AUDITOR)}
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "sharing_unknown"):
        explain_sharing(AnomalyKind.PHONE, found.mark, **told)  # type: ignore[arg-type]
    sharing = explain_sharing(AnomalyKind.ACCOUNT, found.mark, **told)  # type: ignore[arg-type]
    assert found.thing not in (sharing.mark, sharing.words)
    assert list_anomalies(AnomalyKind.ACCOUNT) == []
    end_sharing(sharing, acting_user=make_user(Role.AUDITOR))
    assert len(list_anomalies(AnomalyKind.ACCOUNT)) == 1


def test_the_paper_trail_of_a_decision_is_a_risk() -> None:
    ordinary = [signed_decision(signer=each) for each in [make_user(Role.HEAD)] * 30]
    careless = make_user(Role.HEAD)
    departed = [signed_decision(overrides="So.", signer=careless) for _ in range(10)]
    returned, odd = signed_decision(), signed_decision(flags=["unusual", "assumption"])
    Return.objects.create(decision=returned, returned_by=returned.signer, reason="Look again.")
    told = risks_of(population_for(approved_plan(), SampleUnit.DECISION, choice()))
    figures = {"percent": 100, "others": 24}
    assert all(told[each.pk] == {"overridden": {}, "signer_outlier": figures} for each in departed)
    assert told[returned.pk] == {"returned": {"count": 1}}
    assert told[odd.pk] == {"unusual": {}, "assumption": {}}
    assert not any(each.pk in told for each in ordinary)
    assert score_of(told[departed[0].pk]) == risks()["overridden"].weight + risks()["signer_outlier"].weight


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_reason_has_words_for_its_figures(language: str) -> None:
    for risk in risks().values():
        assert risk.told(language, {"count": 3, "percent": 5, "others": 1})
    assert all(code.title[language] for code in finding_codes().values())


def test_a_faulty_register_names_its_line(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tirek.department.control import register

    path = tmp_path / "risks.yaml"
    path.write_text("odd:\n  weight: 200\n  title: {kk: a, ru: b, en: c}\n  reason: {kk: a, ru: b, en: c}\n")
    monkeypatch.setattr(register, "RISKS", path)
    with pytest.raises(RegisterFault, match=r"risks\.yaml:2: odd: weight"):
        register._risk("odd", _read(path)["odd"])
