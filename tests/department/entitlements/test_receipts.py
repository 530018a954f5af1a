"""What a family receives answers what other programmes ask; what is not certain stays unknown."""

from __future__ import annotations

from datetime import date

import pytest

from tests.department.factories import ALMALY, make_family, make_person, whole_city
from tests.department.road import make_case, make_decision, make_evaluation, sign
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState
from tirek.department.entitlements.actions.stopping import hold_dues
from tirek.department.entitlements.models import Entitlement
from tirek.department.entitlements.receipts import receipts_from_entitlements
from tirek.department.flows.granting import carry_out
from tirek.department.registry.models import Family, Person
from tirek.department.verification.facts import facts_of

pytestmark = pytest.mark.django_db
ALATAU = "751210000"
CONDITIONAL, UNCONDITIONAL = "targeted_assistance_conditional", "targeted_assistance_unconditional"
ASKED = [CONDITIONAL, UNCONDITIONAL]
NOVEMBER = date(2026, 11, 20)


def granted(family: Family, *others: Person) -> Entitlement:
    """October and November, counting the applicant and others of whatever family."""
    case = make_case(CaseState.TO_SIGN, family=family, programme=CONDITIONAL, territory=family.territory)
    evaluation = make_evaluation(case, facts={"persons": [case.applicant_id, *(each.pk for each in others)]})
    decision = sign(make_decision(case, evaluation=evaluation, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 30)))
    made = carry_out(decision, acting_user=decision.signer)
    assert made is not None
    return made


def test_the_month_tells_and_a_case_that_depends_on_it_has_the_fact() -> None:
    with entered(whole_city()):
        family = make_family(make_person(), make_person())
        made = granted(family)
        told = {CONDITIONAL: True, UNCONDITIONAL: False}
        assert receipts_from_entitlements(family.pk, NOVEMBER, [*ASKED, "state_social_benefit"]) == told
        assert receipts_from_entitlements(family.pk, date(2026, 12, 1), ASKED) == dict.fromkeys(ASKED, False)
        facts = facts_of(make_case(CaseState.CHECKING, family=family, programme="school_meals"), NOVEMBER).facts.family
        assert {name: facts[f"receives.{name}"] for name in ASKED} == told
        hold_dues(made, date(2026, 11, 1), reason="a death is heard of", acting_user=None)
        assert receipts_from_entitlements(family.pk, NOVEMBER, ASKED) == {UNCONDITIONAL: False}


def test_who_is_counted_with_another_family_or_out_of_sight_is_not_said_to_receive_nothing() -> None:
    with entered(whole_city()):
        shared = make_person()
        granted(make_family(make_person()), shared)
        beside = make_family(make_person(), shared)
        assert receipts_from_entitlements(beside.pk, NOVEMBER, ASKED) == {UNCONDITIONAL: False}
        came = make_person()
        granted(make_family(make_person(ALATAU), territory=ALATAU), came)
        joined = make_family(make_person(), came)
    with entered(Viewer(user_id=None, territories=(ALMALY,), purpose="test")):
        assert receipts_from_entitlements(joined.pk, NOVEMBER, ASKED) == {}
