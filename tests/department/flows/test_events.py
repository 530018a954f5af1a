"""Life events reopen what depends on them, once each; a death holds what would fall due at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, make_evaluation, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.actions.granting import plan_further
from tirek.department.entitlements.actions.stopping import running_entitlement
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.enums import Reaction
from tirek.department.flows.events import close_consequence, follow_event, follow_new_events, settle_consequences
from tirek.department.flows.granting import carry_out
from tirek.department.flows.models import Consequence, FollowedEvent
from tirek.department.flows.reactions import FAMILY, acts_from, rules
from tirek.department.flows.tasks import follow_events
from tirek.department.registry.actions.events import record_death, record_event, record_move
from tirek.department.registry.enums import LifeEventKind
from tirek.department.registry.models import Address, Family, LifeEvent, Membership, Person
from tirek.rulebook.engine.facts import fact_register

pytestmark = [pytest.mark.django_db]
ALATAU = "751210000"
MONTHLY, PERSONAL = "targeted_assistance_conditional", "monthly_veterans_aid"


def family_of(person: Person) -> Family | None:
    row = Membership.objects.select_related("family").filter(person=person).first()
    return row.family if row else None


def granted(*persons: Person, programme: str = MONTHLY, **told: Any) -> Entitlement:
    territory = persons[0].territory
    family = family_of(persons[0]) or make_family(*persons)
    case = make_case(CaseState.TO_SIGN, family=family, programme=programme, territory=territory)
    fields: dict[str, Any] = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), **told}
    rows = [{"row": 0, "outcome": "granted"}]
    frozen = {"persons": [person.pk for person in persons]}
    evaluation = make_evaluation(case, facts=frozen, answer={"rows": rows})
    decision = sign(make_decision(case, evaluation=evaluation, **fields))
    made = carry_out(decision, acting_user=decision.signer)
    assert made is not None
    return made


def told(kind: str, person: Person, on: date = date(2026, 10, 20), **details: Any) -> LifeEvent:
    family = family_of(person)
    return record_event(kind, on=on, source="test", acting_user=None, family=family, person=person, **details)


def states(entitlement: Entitlement) -> list[str]:
    rows = Due.objects.filter(entitlement__case=entitlement.case_id).order_by("period_from", "pk")
    return [row.state for row in rows]


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def plan_past_every_action() -> None:
    Due.objects.filter(state="held").update(state="planned")
    settle()


def test_every_kind_of_event_has_its_rule_and_the_rule_names_facts_of_the_law() -> None:
    known = {name for facts in fact_register().values() for name in facts}
    assert set(rules()) == set(LifeEventKind)
    for rule in rules().values():
        assert isinstance(rule.reads, str) or set(rule.reads) <= known
        assert not isinstance(rule.reads, str) or rule.reads in ("any", FAMILY)
    assert acts_from(date(2027, 12, 31)) == date(2028, 1, 1)


def test_a_death_holds_what_follows_the_month_and_asks_for_an_end() -> None:
    with entered(whole_city()):
        person = make_person()
        made = granted(person, programme=PERSONAL)
        record_death(person, date(2026, 11, 3), source="test", acting_user=None, evidence="record")
        assert follow_new_events() == 1
        settle()
        consequence = Consequence.objects.get()
        assert (consequence.does, consequence.since) == (Reaction.STOP, date(2026, 12, 1))
        assert consequence.held_back
        assert states(made) == ["planned", "planned", "held"]
        assert follow_new_events() == 0
        follow_event(consequence.event)
        assert Consequence.objects.count() == 1


def test_after_a_death_the_night_plans_nothing_that_would_be_paid() -> None:
    with entered(whole_city()):
        person = make_person()
        made = granted(person, programme="rural_specialist_fuel_aid", ends_on=None)  # once a year: nothing to hold yet
        told("death", person)
        follow_new_events()
        made = running_entitlement(Case.objects.get(pk=made.case_id))
        assert plan_further(made, date(2026, 12, 1), acting_user=None) == 1
        settle()
        assert states(made) == ["planned", "held"]
        with pytest.raises(IntegrityError, match="held back"), transaction.atomic():
            plan_past_every_action()


def test_a_death_in_a_family_that_goes_on_asks_for_a_new_calculation() -> None:
    with entered(whole_city()):
        one, other = make_person(), make_person()
        made = granted(one, other)
        told("death", other)
        follow_new_events()
        assert Consequence.objects.get().does == Reaction.RECALCULATE
        assert states(made) == ["planned", "held", "held"]


def test_a_move_hands_over_in_the_district_that_was_left_and_nowhere_else() -> None:
    with entered(whole_city()):
        person = make_person()
        made = granted(person)
        there = Address.objects.create(territory=ALATAU, street="Сынақ көшесі", house="1")
        family = family_of(person)
        assert family is not None
        record_move(family, there, date(2026, 11, 5), source="test", acting_user=None)
        assert follow_new_events() == 2
        consequence = Consequence.objects.get()
        assert (consequence.does, consequence.territory, consequence.entitlement_id) == ("transfer", ALMALY, made.pk)
        assert states(made) == ["planned"] * 3
    with entered(Viewer(user_id=None, territories=(ALATAU,))):
        assert not Consequence.objects.exists()


def test_an_event_reaches_the_programmes_that_read_its_facts() -> None:
    with entered(whole_city()):
        person = make_person()
        aid, veteran = granted(person), granted(person, programme=PERSONAL)
        told("job_found", person)
        told("birth", person)
        told("disability_changed", person)
        follow_new_events()
        reached = Consequence.objects.order_by("pk").values_list("kind", "entitlement")
        assert {(kind, pk) for kind, pk in reached} >= {("job_found", aid.pk), ("birth", aid.pk)}
        assert veteran.pk not in {pk for _kind, pk in reached}


def test_what_ended_before_the_event_counts_is_left_alone() -> None:
    with entered(whole_city()):
        person = make_person()
        granted(person)
        told("job_found", person, on=date(2026, 12, 3))
        follow_new_events()
        assert not Consequence.objects.exists()
        assert FollowedEvent.objects.count() == 1


def test_a_consequence_is_closed_with_a_reason_and_what_was_held_falls_due_again() -> None:
    with entered(whole_city()):
        person, officer = make_person(), make_user(Role.SPECIALIST)
        made = granted(person, programme=PERSONAL)
        first = told("death", person)
        second = told("death", person, on=date(2026, 11, 20))
        follow_event(first)
        follow_event(second)
        one, other = Consequence.objects.order_by("pk")
        with pytest.raises(Refused, match="reason_missing"):
            close_consequence(one, reason="ok", release=True, acting_user=officer)
        with pytest.raises(Refused, match="held_by_another"), transaction.atomic():
            close_consequence(one, reason="another person of the name", release=True, acting_user=officer)
        close_consequence(one, reason="the same event again", release=False, acting_user=officer)
        assert states(made) == ["planned", "held", "held"]
        close_consequence(other, reason="another person of the name", release=True, acting_user=officer)
        settle()
        assert states(made) == ["planned"] * 3
        with pytest.raises(Refused, match="consequence_closed"):
            close_consequence(other, reason="another person of the name", release=True, acting_user=officer)


def test_the_decision_drafted_of_a_consequence_closes_it_when_it_is_carried_out() -> None:
    with entered(whole_city()):
        person = make_person()
        made = granted(person, programme=PERSONAL)
        follow_event(told("death", person))
        decision = make_decision(made.case, "terminate", starts_on=date(2026, 11, 1), reason="died")
        Consequence.objects.update(state="drafted", decision=decision)
        officer = make_user(Role.SPECIALIST)
        with pytest.raises(Refused, match="consequence_drafted"), transaction.atomic():
            close_consequence(Consequence.objects.get(), reason="long enough", release=False, acting_user=officer)
        decision = sign(decision)
        carry_out(decision, acting_user=decision.signer)
        assert settle_consequences(decision, None, acting_user=None) == 0
        found = Consequence.objects.get()
        assert (found.state, found.closed_by) == ("closed", decision.signer)
        settle()
        assert states(made) == ["planned", "cancelled", "cancelled"]


def test_a_change_drafted_before_a_death_neither_settles_it_nor_lets_anything_fall_due() -> None:
    with entered(whole_city()):
        one, other = make_person(), make_person()
        made = granted(one, other)
        fields: dict[str, Any] = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 12, 31), "amount": 100}
        earlier = make_decision(made.case, "change", **fields)
        follow_event(told("death", other))
        changed = carry_out(earlier_signed := sign(earlier), acting_user=earlier_signed.signer)
        settle()
        assert changed is not None
        consequence = Consequence.objects.get()
        assert (consequence.state, consequence.entitlement_id) == ("open", changed.pk)
        assert states(made) == ["planned", "cancelled", "held", "cancelled", "held"]
        later = sign(make_decision(made.case, "change", **fields | {"amount": 50}))
        carry_out(later, acting_user=later.signer)
        settle()
        consequence.refresh_from_db()
        assert consequence.state == "closed"
        rows = Due.objects.filter(state="planned").order_by("period_from").values_list("period_from", "quantity")
        assert [(day.month, quantity) for day, quantity in rows] == [(10, 30000), (11, 50), (12, 50)]


@pytest.mark.django_db(transaction=True)
def test_the_job_follows_events_of_every_district_and_confidential_programme() -> None:
    with entered(whole_city(frozenset({"hiv"}))):
        person = make_person()
        case = make_case(
            CaseState.TO_SIGN, family=make_family(person), programme="hiv_children_aid", confidential="hiv"
        )
        decision = sign(make_decision(case))
        carry_out(decision, acting_user=decision.signer)
        told("death", person)
    assert follow_events(timestamp=0) == 1
    assert follow_events(timestamp=0) == 0
    with entered(whole_city()):
        assert not Consequence.objects.exists()
    with entered(whole_city(frozenset({"hiv"}))):
        assert Consequence.objects.count() == 1
