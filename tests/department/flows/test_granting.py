"""What a signed decision becomes: all of it in one transaction, or none of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, make_evaluation, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.counting import PersonCounted
from tirek.department.entitlements.models import Due, Entitlement, EntitlementMember
from tirek.department.flows.granting import carry_out
from tirek.department.journal.models import FieldChange
from tirek.rulebook.engine.facts import find_fact

pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]
ALATAU = "751210000"
MONTHLY = "targeted_assistance_conditional"
TERM = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "amount": 33460}


def settle() -> None:
    """Let what is checked at the commit speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def granted(case: Case | None = None, **told: Any) -> Entitlement:
    decision = sign(make_decision(case or make_case(CaseState.TO_SIGN, programme=MONTHLY), **(TERM | told)))
    made = carry_out(decision, acting_user=decision.signer)
    assert made is not None
    settle()
    return made


def decide(entitlement: Entitlement, kind: str, since: date | None, **told: Any) -> Entitlement:
    """A later decision in the same case, signed and carried out."""
    fields: dict[str, Any] = {"starts_on": since, "reason": "it was found so", **told}
    decision = sign(make_decision(Case.objects.get(pk=entitlement.case_id), kind, **fields))
    made = carry_out(decision, acting_user=decision.signer)
    assert made is not None
    settle()
    return made


def shorten_past_every_action(entitlement: Entitlement) -> None:
    Entitlement.objects.filter(pk=entitlement.pk).update(valid=(date(2026, 10, 1), date(2026, 11, 1)))
    settle()


def dues(entitlement: Entitlement) -> list[tuple[int, int, str]]:
    rows = Due.objects.filter(entitlement__case=entitlement.case_id).order_by("period_from", "pk")
    return [(row.period_from.month, row.quantity, row.state) for row in rows]


def test_a_grant_closes_the_case_counts_the_family_and_plans_what_is_due() -> None:
    with entered(whole_city()):
        family = make_family(make_person(), make_person(), make_person())
        persons = list(family.memberships.order_by("pk").values_list("person_id", flat=True))
        case = make_case(CaseState.TO_SIGN, family=family, programme=MONTHLY)
        made = granted(case, unit="tenge_month")
        case.refresh_from_db()
        assert (case.state, case.turn) == ("granted", "nobody")
        assert (made.holder_id, made.kind_group, made.fund) == (persons[0], "targeted_assistance", "local")
        assert sorted(made.members.values_list("person_id", flat=True)) == persons
        assert (made.valid.lower, made.valid.upper) == (date(2026, 10, 1), date(2027, 1, 1))
        assert dues(made) == [(10, 33460, "planned"), (11, 33460, "planned"), (12, 33460, "planned")]
        assert set(Due.objects.values_list("unit", "valued_on")) == {("tenge_month", case.applied_on)}
        noted = FieldChange.objects.get(content="entitlements_entitlement", row_id=made.pk)
        assert (noted.kind, noted.person_id) == ("created", persons[0])


def test_a_refusal_closes_the_case_and_grants_nothing() -> None:
    with entered(whole_city()):
        case = make_case(CaseState.TO_SIGN)
        decision = sign(make_decision(case, "refuse"))
        assert carry_out(decision, acting_user=decision.signer) is None
        settle()
        case.refresh_from_db()
        assert case.state == "refused"
        assert not Entitlement.objects.exists()


@pytest.mark.parametrize("kind", ["grant", "refuse", "suspend"])
def test_nothing_follows_from_a_draft(kind: str) -> None:
    with entered(whole_city()):
        decision = make_decision(make_case(CaseState.TO_SIGN), kind, reason="it was found so")
        with pytest.raises(Refused, match="not_signed"):
            carry_out(decision, acting_user=decision.author)


def test_who_is_away_is_not_counted_and_persons_are_those_whom_the_law_grants() -> None:
    away = find_fact("person", "absence").values.index("none") + 1
    with entered(whole_city()):
        family = make_family(make_person(), make_person())
        first, second = family.memberships.order_by("pk").values_list("person_id", flat=True)
        frozen = {"persons": [second, first], "rows": {"person": [{"absence": away}, {}]}}
        case = make_case(CaseState.TO_SIGN, family=family, programme=MONTHLY)
        made = granted(case, evaluation=make_evaluation(case, facts=frozen))
        assert list(made.members.values_list("person_id", flat=True)) == [first]
        rows = [{"row": 0, "outcome": "granted"}, {"row": 1, "outcome": "refused"}]
        case = make_case(CaseState.TO_SIGN, family=family)
        made = granted(case, evaluation=make_evaluation(case, facts=frozen, answer={"rows": rows}), amount=30275)
        assert (made.holder_id, list(made.members.values_list("person_id", flat=True))) == (second, [second])
        assert dues(made) == [(10, 30275, "planned")]


def test_a_right_without_a_quantity_has_no_due_rows_and_a_thing_has_its_own_unit() -> None:
    with entered(whole_city()):
        right = granted(make_case(CaseState.TO_SIGN, programme="invataxi"), amount=None, unit="", ends_on=None)
        assert (right.quantity, right.unit, dues(right)) == (0, "none", [])
        parcel = granted(make_case(CaseState.TO_SIGN, programme="food_parcel"), amount=1, unit="item", ends_on=None)
        assert (parcel.period, parcel.valid.upper) == ("once", date(2026, 10, 2))
        assert list(parcel.dues.values_list("quantity", "unit")) == [(1, "item")]


def test_nobody_is_counted_twice_and_only_who_may_see_the_other_decision_is_pointed_to_it() -> None:
    with entered(whole_city()):
        there = make_person(ALATAU)
        other = granted(make_case(CaseState.TO_SIGN, family=make_family(there, territory=ALATAU), territory=ALATAU,
                                  programme=MONTHLY))  # fmt: skip
        case = make_case(CaseState.TO_SIGN, programme="targeted_assistance_unconditional")
        frozen = {"persons": [case.applicant_id, there.pk]}
        decision = sign(make_decision(case, evaluation=make_evaluation(case, facts=frozen), **TERM))
        with pytest.raises(PersonCounted) as everywhere, transaction.atomic():
            carry_out(decision, acting_user=decision.signer)
        assert everywhere.value.elsewhere.decisions == ((other.decision_id, other.decision.number),)
        assert str(other.decision.number) in str(everywhere.value.message)
    with entered(Viewer(user_id=decision.signer_id, territories=(ALMALY,))):
        with pytest.raises(PersonCounted) as here, transaction.atomic():
            carry_out(decision, acting_user=decision.signer)
        assert (here.value.elsewhere.decisions, here.value.elsewhere.districts) == ((), (ALATAU,))
        assert str(other.decision.number) not in str(here.value.message)
        case.refresh_from_db()
        assert case.state == "to_sign"
        assert not Entitlement.objects.filter(case=case).exists()


def test_two_that_count_a_person_at_the_same_moment_are_judged_by_the_database() -> None:
    with entered(whole_city()):
        person = make_person()
        one = granted(make_case(CaseState.TO_SIGN, family=make_family(person), programme=MONTHLY))
        other = granted()
        with pytest.raises(IntegrityError, match="entitlement_member_in_one_at_a_time"), transaction.atomic():
            EntitlementMember.objects.create(
                entitlement=other,
                person=person,
                kind_group=one.kind_group,
                valid=(date(2026, 12, 31), date(2027, 1, 1)),
            )


def test_a_suspension_holds_what_follows_and_a_resumption_lets_it_fall_due() -> None:
    with entered(whole_city()):
        made = granted()
        decide(made, "suspend", date(2026, 11, 1))
        assert [state for *_, state in dues(made)] == ["planned", "held", "held"]
        with pytest.raises(Refused, match="not_running"), transaction.atomic():
            decide(made, "suspend", date(2026, 12, 1))
        made = decide(made, "resume", date(2026, 12, 1))
        assert [state for *_, state in dues(made)] == ["planned", "cancelled", "planned"]
        assert made.state == "active"
        assert list(made.events.values_list("state", "since")) == [
            ("suspended", date(2026, 11, 1)),
            ("active", date(2026, 12, 1)),
        ]


def test_a_termination_ends_days_members_and_due_rows() -> None:
    with entered(whole_city()):
        made = decide(granted(), "terminate", date(2026, 11, 15))
        assert [state for *_, state in dues(made)] == ["planned", "planned", "cancelled"]
        assert (made.state, made.valid.upper) == ("ended", date(2026, 11, 15))
        assert {member.valid.upper for member in made.members.all()} == {date(2026, 11, 15)}
        with pytest.raises(Refused, match="nothing_runs"), transaction.atomic():
            decide(made, "resume", date(2026, 12, 1))


def test_what_is_ended_from_its_first_day_has_no_days_left() -> None:
    with entered(whole_city()):
        made = decide(granted(), "terminate", date(2026, 9, 1))
        made.refresh_from_db()
        assert made.valid.isempty
        assert {state for *_, state in dues(made)} == {"cancelled"}
        again = granted(make_case(CaseState.TO_SIGN, family=made.family, programme=MONTHLY))
        assert again.members.count() == 1


def test_a_change_is_a_new_row_from_its_day_on() -> None:
    with entered(whole_city()):
        made = granted()
        changed = decide(made, "change", date(2026, 11, 1), amount=40000, ends_on=date(2026, 12, 31))
        assert dues(made) == [(10, 33460, "planned"), (11, 33460, "cancelled"), (11, 40000, "planned"),
                              (12, 33460, "cancelled"), (12, 40000, "planned")]  # fmt: skip
        made.refresh_from_db()
        assert (made.state, made.valid.upper, changed.previous_id) == ("replaced", date(2026, 11, 1), made.pk)
        with pytest.raises(Refused, match="change_within_a_period"), transaction.atomic():
            decide(changed, "change", date(2026, 11, 20), amount=1, ends_on=date(2026, 12, 31))


def test_an_end_before_a_change_ends_what_was_changed_as_well() -> None:
    with entered(whole_city()):
        made = granted()
        changed = decide(made, "change", date(2026, 12, 1), amount=40000, ends_on=date(2026, 12, 31))
        ended = decide(changed, "terminate", date(2026, 11, 1))
        made.refresh_from_db()
        assert (made.valid.upper, made.state) == (date(2026, 11, 1), "replaced")
        assert ended.valid.isempty
        assert [state for *_, state in dues(made) if state != "cancelled"] == ["planned"]


def test_a_change_from_the_first_day_leaves_the_first_grant_without_days() -> None:
    with entered(whole_city()):
        made = granted()
        decide(made, "change", date(2026, 10, 1), amount=1, ends_on=date(2026, 12, 31))
        made.refresh_from_db()
        assert (made.valid.isempty, made.state) == (True, "replaced")
        assert sum(quantity for _, quantity, state in dues(made) if state == "planned") == 3


def test_a_decision_is_carried_out_once() -> None:
    with entered(whole_city()):
        made = granted()
        with pytest.raises(Refused, match="case_moved_meanwhile"), transaction.atomic():
            carry_out(Decision.objects.get(pk=made.decision_id), acting_user=made.decision.signer)
        assert Entitlement.objects.count() == 1


def test_due_rows_stay_inside_and_members_are_only_shortened() -> None:
    with entered(whole_city()):
        made = granted()
        row = made.dues.first()
        assert row is not None
        for fields, said in (
            ({"period_from": date(2027, 1, 1), "period_to": date(2027, 1, 31)}, "inside its entitlement"),
            ({"period_from": date(2026, 10, 15)}, "due_periods_apart"),
        ):
            copy = Due.objects.get(pk=row.pk)
            copy.pk = None
            for name, value in fields.items():
                setattr(copy, name, value)
            with pytest.raises(IntegrityError, match=said), transaction.atomic():
                copy.save(force_insert=True)
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            made.dues.update(period_to=date(2026, 10, 30))
        with pytest.raises(IntegrityError, match="for fewer days"), transaction.atomic():
            made.members.update(valid=(date(2026, 10, 1), None))
        with pytest.raises(IntegrityError, match="beyond the end"), transaction.atomic():
            shorten_past_every_action(made)


def test_a_confidential_grant_is_seen_by_whom_the_programme_is_open_to(django_user_model: type[User]) -> None:
    with entered(whole_city(frozenset({"hiv"}))):
        made = granted(make_case(CaseState.TO_SIGN, programme="hiv_children_aid", confidential="hiv"))
        assert set(made.dues.values_list("confidential", flat=True)) == {"hiv"}
        user = make_user(Role.REGISTRAR)
    with entered(Viewer(user_id=user.pk, territories=(ALMALY,))):
        assert not Entitlement.objects.exists()
        assert not Due.objects.exists()
        assert not EntitlementMember.objects.exists()
