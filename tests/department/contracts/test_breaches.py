"""A breach bars the whole family for exactly its days; another person puts it right; later stages are told once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.department.contracts.families import Home, conclude, give_disability, make_home
from tests.department.factories import make_user, whole_city
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.bars import bars_for
from tirek.department.applications.models import Bar
from tirek.department.contracts import following
from tirek.department.contracts.actions.breaches import establish_breach, refuse_measures, reinstate
from tirek.department.contracts.enums import ObligationKind
from tirek.department.contracts.models import Breach, SocialContract
from tirek.department.core.refusals import Refused
from tirek.department.registry.facts.reading import case_of_family
from tirek.rulebook.engine.calendar import as_integer, shift_months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
NOW = date(2026, 11, 22)
CONDITIONAL, UNCONDITIONAL = "targeted_assistance_conditional", "targeted_assistance_unconditional"


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-22T06:00:00Z", tick=False):
        yield


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def broken(home: Home, contract: SocialContract, on: date, *, by: User | None = None, person: int = 0) -> Breach:
    return establish_breach(
        contract, home.everybody[person], happened_on=on, finding="left the course", at_fault=True,
        acting_user=by or home.consultant,
    )  # fmt: skip


def broken_on(home: Home) -> int:
    facts, _ = case_of_family(home.family.pk, [each.pk for each in home.everybody], NOW)
    return facts.family["contract_broken_on"]


def test_a_breach_bars_everybody_from_both_kinds_for_six_months_and_misses_the_obligation() -> None:
    with entered(whole_city()):
        home = make_home()
        contract = conclude(home)
        line = contract.obligations.get(person=home.father)
        establish_breach(
            contract, home.father, happened_on=date(2026, 11, 10), finding="left", at_fault=True, obligation=line,
            acting_user=home.consultant,
        )  # fmt: skip
        line.refresh_from_db()
        contract.refresh_from_db()
        assert (line.state, contract.state, contract.look_due_on) == ("missed", "broken", None)
        for person in home.everybody:
            for programme in (CONDITIONAL, UNCONDITIONAL):
                assert bars_for([person.pk], programme, date(2026, 11, 10))
                assert bars_for([person.pk], programme, date(2027, 5, 10))
                assert not bars_for([person.pk], programme, date(2027, 5, 11))
            assert not bars_for([person.pk], "half_yearly_aid", NOW)
        assert broken_on(home) == as_integer(date(2026, 11, 10))
        facts, _ = case_of_family(home.family.pk, [home.father.pk], NOW)
        assert not facts.family["social_contract_signed"]


def test_what_refuses_a_breach_and_its_reinstatement() -> None:
    with entered(whole_city()):
        home, other = make_home(), make_home()
        contract, foreign = conclude(home), conclude(other)
        told: dict[str, Any] = {"happened_on": NOW, "finding": "left", "at_fault": True, "acting_user": home.consultant}
        with refused("no_fault"):
            establish_breach(contract, home.father, **(told | {"at_fault": False}))
        with refused("finding_missing"):
            establish_breach(contract, home.father, **(told | {"finding": " "}))
        with refused("day_to_come"):
            establish_breach(contract, home.father, **(told | {"happened_on": NOW + timedelta(days=1)}))
        with refused("outside_the_contract"):
            establish_breach(contract, home.father, **(told | {"happened_on": date(2026, 9, 30)}))
        with refused("not_a_member"):
            establish_breach(contract, other.father, **told)
        with refused("other_obligation"):
            establish_breach(contract, home.father, **told, obligation=foreign.obligations.first())
        breach = establish_breach(contract, home.father, **told)
        with refused("breach_known"), transaction.atomic():
            establish_breach(contract, home.father, **told)
        colleague = make_user(Role.CAREER_CONSULTANT)
        with refused("reason_missing"):
            reinstate(breach, reason=" ", acting_user=colleague)
        with refused("reinstated_by_oneself"):
            reinstate(breach, reason="a certificate", acting_user=home.consultant)
        with pytest.raises(IntegrityError, match="breach_reinstated_by_another"), transaction.atomic():
            Breach.objects.filter(pk=breach.pk).update(
                reinstated_at="2026-11-22T00:00Z", reinstated_by=home.consultant, reinstatement_reason="by hand"
            )
        reinstate(breach, reason="a certificate", acting_user=colleague)
        with refused("reinstated_already"):
            reinstate(breach, reason="once more", acting_user=colleague)


def test_later_stages_are_told_once_when_it_breaks_and_once_when_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(following, "_broken", {})
    monkeypatch.setattr(following, "_whole", {})
    following.follow_breaches(
        "test",
        stop=lambda breach, *, acting_user: told.append(("stop", breach.pk)),
        go_on=lambda breach, *, acting_user: told.append(("go on", breach.pk)),
    )
    with entered(whole_city()):
        home = make_home()
        contract, colleague = conclude(home), make_user(Role.CAREER_CONSULTANT)
        first = broken(home, contract, date(2026, 11, 1))
        second = broken(home, contract, date(2026, 11, 20), person=1)
        reinstate(first, reason="a certificate", acting_user=colleague)
        assert told == [("stop", first.pk)]
        assert broken_on(home) == as_integer(date(2026, 11, 20))
        reinstate(second, reason="a certificate", acting_user=colleague)
        assert told == [("stop", first.pk), ("go on", second.pk)]
        contract.refresh_from_db()
        assert (contract.state, contract.look_due_on) == ("in_force", date(2026, 11, 6))
        assert broken_on(home) == 0
        facts, _ = case_of_family(home.family.pk, [home.father.pk], NOW)
        assert facts.family["social_contract_signed"]


def test_a_step_of_a_later_stage_that_fails_leaves_no_breach(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(breach: Breach, *, acting_user: User) -> None:
        raise Refused("nothing_runs", "nothing runs")

    monkeypatch.setattr(following, "_broken", {"test": refuse})
    with entered(whole_city()):
        home = make_home()
        contract = conclude(home)
        with refused("nothing_runs"):
            broken(home, contract, NOW)
        assert not Breach.objects.exists()
        assert not Bar.objects.exists()


def test_a_refusal_of_measures_bars_the_member_and_is_known_to_the_law() -> None:
    with entered(whole_city()):
        home = make_home()
        give_disability(home.mother)
        told: dict[str, Any] = {
            "measure": ObligationKind.TRAINING,
            "finding": "did not come",
            "acting_user": home.consultant,
        }
        with refused("owes_nothing"):
            refuse_measures(home.case, home.mother, refused_on=NOW, **told)
        refuse_measures(home.case, home.father, refused_on=date(2026, 11, 10), **told)
        with refused("refusal_known"), transaction.atomic():
            refuse_measures(home.case, home.father, refused_on=date(2026, 11, 10), **told)
        assert bars_for([home.father.pk], CONDITIONAL, date(2027, 5, 10))
        assert not bars_for([home.father.pk], CONDITIONAL, date(2027, 5, 11))
        assert not bars_for([home.mother.pk], CONDITIONAL, NOW)
        facts, order = case_of_family(home.family.pk, [home.father.pk], NOW)
        rows = dict(zip(order, facts.rows["person"] or (), strict=True))
        assert rows[home.father.pk]["measures_refused_on"] == as_integer(date(2026, 11, 10))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("breach"), st.dates(date(2026, 10, 1), NOW), st.integers(0, 3)),
        st.tuples(st.just("reinstate"), st.integers(0, 9), st.just(0)),
    ),
    max_size=8,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_bars_stand_for_exactly_the_days_of_the_breaches_that_stand(steps: list[tuple[str, date | int, int]]) -> None:
    with transaction.atomic():
        with entered(whole_city()):
            home = make_home()
            contract, colleague = conclude(home), make_user(Role.CAREER_CONSULTANT)
            standing: list[Breach] = []
            for kind, what, person in steps:
                if kind == "breach":
                    assert isinstance(what, date)
                    if (what, home.everybody[person].pk) not in {(one.happened_on, one.person_id) for one in standing}:
                        standing.append(broken(home, contract, what, person=person))
                elif standing:
                    assert isinstance(what, int)
                    reinstate(standing.pop(what % len(standing)), reason="no fault", acting_user=colleague)
            terms = [(one.happened_on, shift_months(one.happened_on, 6)) for one in standing]
            for offset in range(0, 260, 7):
                day = date(2026, 9, 28) + timedelta(days=offset)
                expected = sum(first <= day <= last for first, last in terms)
                for member in (home.father, home.child):
                    assert len(bars_for([member.pk], CONDITIONAL, day)) == expected
            contract.refresh_from_db()
            assert contract.state == ("broken" if standing else "in_force")
            last = max((one.happened_on for one in standing), default=None)
            assert broken_on(home) == (as_integer(last) if last else 0)
        transaction.set_rollback(True)
