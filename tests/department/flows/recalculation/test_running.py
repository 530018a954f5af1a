"""A run lists what differs, whole or not at all; drafts of it go the ordinary way; nothing changes by a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.decisions.actions.drafting import drop_decision
from tirek.department.entitlements.models import Entitlement
from tirek.department.evaluations.actions import evaluate_case
from tirek.department.evaluations.models import Evaluation
from tirek.department.flows.enums import DifferenceKind, DifferenceState, OfferState, RunKind, RunState
from tirek.department.flows.granting import carry_out
from tirek.department.flows.models import AuditItem, Difference, Offer, Recalculation
from tirek.department.flows.offers import accept_offer, decline_offer, expire_offers, heads_of, tell_family
from tirek.department.flows.recalculation import jobs
from tirek.department.flows.recalculation.drafting import close_audit, draft_differences, set_aside
from tirek.department.flows.recalculation.queries import effects_of
from tirek.department.flows.recalculation.running import ask_recalculation, defer_silent_runs
from tirek.department.journal.history import change_row
from tirek.department.registry.facts.columns import sources_of
from tirek.department.registry.models import Family, Membership, Person, Status

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
HIV = frozenset({"hiv", "tuberculosis", "violence"})
ASKED = dict.fromkeys([*sources_of("person"), *sources_of("family"), "real_estate", "vehicles"], "2026-11-01")
PROGRAMME = "monthly_veterans_aid"


@pytest.fixture
def specialist() -> User:
    return make_user(Role.SPECIALIST)


@pytest.fixture
def city() -> Iterator[None]:
    with entered(whole_city(HIV)):
        yield


def veteran(territory: str = ALMALY) -> Person:
    person = make_person(territory, birth_on="1925-05-17", checked=ASKED, residence="citizen")
    make_family(person, territory=territory)
    Status.objects.create(person=person, territory=territory, kind="war_veteran", valid=("2020-01-01", None))
    return person


def family_of(person: Person) -> Family:
    return Membership.objects.get(person=person).family


def granted(person: Person, amount: int | None = None, programme: str = PROGRAMME, **told: Any) -> Entitlement:
    """What the law gives today, or another amount as it was once; carried out by the ordinary step."""
    family = family_of(person)
    case = make_case(CaseState.READY, family=family, programme=programme, territory=person.territory)
    evaluation = evaluate_case(case, acting_user=None, on=DAY)
    assert evaluation.outcome == "granted"
    case = move_case(case, CaseState.TO_SIGN, turn=Turn.HEAD, acting_user=None)
    told = {"starts_on": date(2026, 10, 1), "ends_on": None, "amount": amount or evaluation.amount} | told
    decision = sign(make_decision(case, evaluation=evaluation, unit=evaluation.unit, **told))
    made = carry_out(decision, acting_user=decision.signer)
    assert made is not None
    return made


def computed(kind: RunKind = RunKind.STANDING, territories: tuple[str, ...] = (ALMALY,)) -> Recalculation:
    run = ask_recalculation(kind, territories, on=DAY, acting_user=None)
    assert jobs.compute_run(run.pk)
    run.refresh_from_db()
    return run


def lose_status(person: Person) -> None:
    row = Status.objects.get(person=person)
    change_row(row, {"valid": ("2020-01-01", "2026-11-01")}, person_id=person.pk, acting_user=None, reason="test")


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_what_differs_is_listed_and_what_does_not_is_not(city: None) -> None:
    right, less, no_more = veteran(), veteran(), veteran()
    granted(right)
    low, gone = granted(less, 20_000), granted(no_more)
    lose_status(no_more)
    elsewhere = granted(veteran("751210000"), 1)
    run = computed()
    assert (run.state, run.looked_at, run.listed, run.unclear, run.percent) == (RunState.DONE, 3, 2, 0, 100)
    change, end = Difference.objects.get(entitlement=low), Difference.objects.get(entitlement=gone)
    law = evaluate_case(low.case, mode="recalculation", acting_user=None, on=DAY)
    assert (change.does, change.before, change.after, change.change_tenge) == (
        DifferenceKind.CHANGE, 20_000, law.amount, law.amount - 20_000,
    )  # fmt: skip
    assert change.from_on == end.from_on == date(2026, 12, 1)
    assert (end.does, end.after, end.change_tenge) == (DifferenceKind.END, None, -gone.quantity)
    assert end.reasons == [
        {"code": "not_in_category", "act": "almaty_maslikhat_current", "article": end.reasons[0]["article"]}
    ]
    assert not Difference.objects.filter(entitlement=elsewhere).exists()
    effect = effects_of(run)[0]
    assert (effect.gain, effect.end, effect.gain_tenge) == (1, 1, law.amount - 20_000)
    assert list(AuditItem.objects.values_list("entitlement", "tenge")) == [(gone.pk, gone.quantity)]
    assert Entitlement.objects.filter(state="active").count() == 4, "a run changes nothing"


def test_a_run_may_be_done_again_and_a_killed_one_leaves_nothing(city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    granted(veteran(), 20_000)
    run = ask_recalculation(RunKind.STANDING, [ALMALY], on=DAY, acting_user=None)
    with pytest.raises(Refused) as refused:
        ask_recalculation(RunKind.STANDING, [ALMALY], on=DAY, acting_user=None)
    assert refused.value.code == "run_exists"

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:  # after everything is written, before the end of the transaction
        patched.setattr("tirek.department.flows.recalculation.writing.finish_run", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.compute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.differences.count()) == (RunState.RUNNING, 0)
    Recalculation.objects.filter(pk=run.pk).update(heard_at="2026-11-01T00:00Z")
    assert defer_silent_runs() == 1
    assert jobs.compute_run(run.pk)
    first = list(run.differences.values_list("entitlement", "does", "after"))
    assert len(first) == 1
    assert not jobs.compute_run(run.pk), "a second worker finds it done"
    again = computed()
    assert list(again.differences.values_list("entitlement", "does", "after")) == first
    assert run.differences.get().state == DifferenceState.SUPERSEDED


def test_a_chosen_difference_becomes_a_draft_for_the_signer_and_ends_as_signed(city: None, specialist: User) -> None:
    low, gone, aside = veteran(), veteran(), veteran()
    change, end, other = granted(low, 20_000), granted(gone), granted(aside, 20_000)
    lose_status(gone)
    run = computed()
    reason = "The values of the law have changed."
    with entered(viewer_for(specialist, today(), purpose="test")):
        set_aside(run.differences.get(entitlement=other), reason="looked at it", acting_user=specialist)
        made = draft_differences(list(run.differences.order_by("pk")), reason=reason, acting_user=specialist)
        assert len(made.decisions) == 2
        assert len(made.refused) == 1
        decision = made.decisions[0]
        drop_decision(decision, reason="typed wrong", acting_user=specialist)
        row = run.differences.get(decision=decision)
        again = draft_differences([row], reason=reason, acting_user=specialist)
        assert len(again.decisions) == 1, "a draft that was given up may be made again"
    by_kind = {each.kind: each for each in [*again.decisions, made.decisions[1]]}
    assert set(by_kind) == {"change", "terminate"}
    for each in by_kind.values():
        each.refresh_from_db()
        assert (each.state, each.starts_on, each.evaluation.mode) == ("proposed", date(2026, 12, 1), "recalculation")
        signed = sign(each)
        carry_out(signed, acting_user=signed.signer)
    settle()
    states = dict(run.differences.values_list("entitlement", "state"))
    assert states == {change.pk: "signed", end.pk: "signed", other.pk: "set_aside"}
    newest = Entitlement.objects.get(previous=change)
    assert newest.quantity == by_kind["change"].amount
    gone_now = Entitlement.objects.get(pk=end.pk)
    assert (gone_now.state, gone_now.valid.upper) == ("ended", date(2026, 12, 1))
    assert computed().listed == 0, "neither what was decided nor what was set aside is listed again"
    Difference.objects.filter(entitlement=other).update(after=1)
    assert computed().listed == 1, "unless the law says another thing of it now"


def test_what_the_case_by_itself_answers_otherwise_is_marked_and_not_drafted(city: None, specialist: User) -> None:
    person = veteran()
    granted(person, 20_000)
    run = computed()
    lose_status(person)  # after the run
    row = run.differences.get()
    made = draft_differences([row], reason="The law has changed.", acting_user=specialist)
    assert (made.decisions, list(made.refused)) == ([], [row.pk])
    row.refresh_from_db()
    assert (row.does, row.state, row.after) == (DifferenceKind.UNCLEAR, DifferenceState.LISTED, None)
    assert not Evaluation.objects.filter(mode="recalculation").exists(), "nothing half-written"


def test_entitled_and_not_receiving_is_offered_once_a_period(city: None, specialist: User) -> None:
    receives, could, other = veteran(), veteran(), veteran()
    granted(receives)
    run = computed(RunKind.OFFERS)
    offers = {row.family_id: row for row in Offer.objects.filter(programme=PROGRAMME)}
    families = [family_of(person).pk for person in (receives, could, other)]
    assert set(offers) == set(families[1:])
    assert run.listed == Offer.objects.count()
    assert all(row.amount and row.period_from <= DAY <= row.period_to for row in offers.values())
    assert not set(Offer.objects.values_list("programme", flat=True)) & {"hiv_children_aid", "tuberculosis_aid"}
    offer = offers[families[1]]
    tell_family(offer, acting_user=specialist)
    application = accept_offer(offer, acting_user=specialist)
    assert (application.programmes, application.applicant) == ([PROGRAMME], could)
    with pytest.raises(Refused) as refused:
        accept_offer(offer, acting_user=specialist)
    assert refused.value.code == "offer_closed"
    decline_offer(offers[families[2]], reason="does not want it", acting_user=specialist)
    assert computed(RunKind.OFFERS).listed == 0, "never twice in a period"
    assert expire_offers(date(2030, 1, 1)) == Offer.objects.filter(state=OfferState.EXPIRED).count()
    assert heads_of(families)[families[1]] == could


def test_an_audit_ends_with_a_finding(city: None, specialist: User) -> None:
    person = veteran()
    granted(person)
    lose_status(person)
    computed()
    computed()
    item = AuditItem.objects.get()
    with pytest.raises(Refused):
        close_audit(item, finding=" ", acting_user=specialist)
    close_audit(item, finding="The register was late.", acting_user=specialist)
    with pytest.raises(Refused) as refused:
        close_audit(item, finding="The register was late.", acting_user=specialist)
    assert refused.value.code == "audit_closed"
