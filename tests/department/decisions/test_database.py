"""What the database itself demands of a decision: four eyes, an evaluation that decides, no change after the signature."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.department.factories import whole_city
from tests.department.road import make_case, make_decision, make_entitlement, make_evaluation, sign
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.entitlements.models import Due, EntitlementMember
from tirek.department.evaluations.models import Evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]
ALMALY, ALATAU = "751110000", "751210000"


def close(case: Case, state: CaseState) -> None:
    """Move a case to its end, and let what is checked at the commit speak now."""
    move_case(case, state, turn=Turn.NOBODY, acting_user=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nothing_is_granted_without_a_signed_decision() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.TO_SIGN)
        make_decision(case)
        with pytest.raises(IntegrityError, match="by a signed decision"), transaction.atomic():
            close(case, CaseState.GRANTED)


def test_a_signed_refusal_grants_nothing() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.TO_SIGN)
        decision = sign(make_decision(case, "refuse"))
        with pytest.raises(IntegrityError, match="by a signed decision"), transaction.atomic():
            close(case, CaseState.GRANTED)
        with pytest.raises(IntegrityError, match="rests on a signed decision"), transaction.atomic():
            make_entitlement(decision)
        close(case, CaseState.REFUSED)


def test_the_author_signs_nothing() -> None:
    with entered(whole_city()):
        decision = make_decision(make_case(CaseState.TO_SIGN))
        with pytest.raises(IntegrityError, match="decision_four_eyes"), transaction.atomic():
            sign(decision, signer=decision.author)


def test_a_signature_rests_on_an_evaluation_that_decides() -> None:
    with entered(whole_city()):
        case, other = make_case(CaseState.TO_SIGN), make_case(CaseState.TO_SIGN)
        assumed = make_decision(case, evaluation=make_evaluation(case, decides=False))
        foreign = make_decision(other, evaluation=make_evaluation(case))
        for decision in (assumed, foreign):
            with pytest.raises(IntegrityError, match="decides nothing"), transaction.atomic():
                sign(decision)


def test_to_differ_from_the_evaluation_takes_a_reason() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.TO_SIGN)
        decision = make_decision(case, evaluation=make_evaluation(case, "refused"))
        with pytest.raises(IntegrityError, match="without a reason"), transaction.atomic():
            sign(decision)
        decision.refresh_from_db()
        assert sign(decision, overrides="the document arrived on paper").state == "signed"


def test_what_is_signed_and_what_was_evaluated_stays() -> None:
    with entered(whole_city()):
        decision = sign(make_decision(make_case(CaseState.TO_SIGN)))
        with pytest.raises(IntegrityError, match="signed or dropped stays"), transaction.atomic():
            type(decision).objects.filter(pk=decision.pk).update(amount=1)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Evaluation.objects.update(amount=1)


def test_what_was_granted_is_only_shortened_and_a_due_row_is_not_rewritten() -> None:
    with entered(whole_city()):
        granted = make_entitlement(sign(make_decision(make_case(CaseState.TO_SIGN))))
        told = {
            "territory": ALMALY,
            "programme": granted.programme,
            "period_from": "2026-11-02",
            "period_to": "2026-11-30",
            "due_on": "2026-11-25",
            "valued_on": "2026-11-02",
        }
        due = Due.objects.create(entitlement=granted, quantity=30000, unit="tenge", **told)
        with pytest.raises(IntegrityError, match="only shortened"), transaction.atomic():
            type(granted).objects.filter(pk=granted.pk).update(quantity=1)
        with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
            Due.objects.filter(pk=due.pk).update(quantity=1)
        Due.objects.filter(pk=due.pk).update(state="cancelled")
        with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
            Due.objects.filter(pk=due.pk).update(state="planned")


def test_nobody_is_counted_in_two_families_at_once_across_districts() -> None:
    with entered(whole_city()):
        here = make_entitlement(sign(make_decision(make_case(CaseState.TO_SIGN))))
        there = make_entitlement(sign(make_decision(make_case(CaseState.TO_SIGN, territory=ALATAU))))
        counted = {"person": here.holder, "kind_group": "half_yearly_aid"}
        EntitlementMember.objects.create(entitlement=here, valid=("2026-11-02", "2027-02-01"), **counted)
        with pytest.raises(IntegrityError, match="entitlement_member_in_one_at_a_time"), transaction.atomic():
            EntitlementMember.objects.create(entitlement=there, valid=("2027-01-01", None), **counted)
        EntitlementMember.objects.create(entitlement=there, valid=("2027-02-01", None), **counted)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM entitlements_counted_elsewhere(%s, 'half_yearly_aid', '[2026-12-01,2026-12-31]', %s)",
                [[here.holder_id], there.case_id],
            )
            assert cursor.fetchall() == [(ALMALY,)]
