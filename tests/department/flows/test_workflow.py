"""Whatever officers do, in whatever order, also twice and with what they saw before: the rows stay lawful.

The database is the judge: after each step everything it checks at a commit is checked now, and the rows are read again by
queries that know nothing of the actions. A step that is refused leaves no trace. `make proof` tries long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, make_evaluation, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import STEPS, CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.refusals import Refused
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.actions.granting import plan_further
from tirek.department.entitlements.actions.stopping import hold_dues, release_dues
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.granting import carry_out

ALATAU = "751210000"
PROGRAMMES = ("targeted_assistance_conditional", "targeted_assistance_unconditional", "half_yearly_aid", "food_parcel")
DAYS = st.dates(date(2026, 9, 20), date(2027, 3, 10))
NEVER: dict[str, str] = {
    "a case is granted or refused by a signed decision of its kind": """
        SELECT c.id FROM applications_case c WHERE c.state IN ('granted', 'refused') AND NOT EXISTS (
          SELECT FROM decisions_decision d WHERE d.case_id = c.id AND d.state = 'signed'
          AND d.kind = CASE c.state WHEN 'granted' THEN 'grant' ELSE 'refuse' END)""",
    "each grant rests on a signed decision of its case, signed by another than its author": """
        SELECT e.id FROM entitlements_entitlement e JOIN decisions_decision d ON d.id = e.decision_id
        WHERE d.state <> 'signed' OR d.kind NOT IN ('grant', 'change') OR d.case_id <> e.case_id
        OR d.signer_id = d.author_id""",
    "what is granted belongs to a case that is granted": """
        SELECT e.id FROM entitlements_entitlement e JOIN applications_case c ON c.id = e.case_id
        WHERE c.state <> 'granted'""",
    "nobody is counted twice in a group": """
        SELECT a.id FROM entitlements_entitlementmember a JOIN entitlements_entitlementmember b
        ON a.id < b.id AND a.person_id = b.person_id AND a.kind_group = b.kind_group AND a.valid && b.valid""",
    "a member is counted inside the days granted": """
        SELECT m.id FROM entitlements_entitlementmember m JOIN entitlements_entitlement e ON e.id = m.entitlement_id
        WHERE NOT m.valid <@ e.valid""",
    "no day of a case is due twice": """
        SELECT a.id FROM entitlements_due a JOIN entitlements_entitlement ea ON ea.id = a.entitlement_id
        JOIN entitlements_entitlement eb ON eb.case_id = ea.case_id
        JOIN entitlements_due b ON b.entitlement_id = eb.id AND b.id > a.id
        WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'
        AND daterange(a.period_from, a.period_to, '[]') && daterange(b.period_from, b.period_to, '[]')""",
    "nothing falls due outside of the days granted": """
        SELECT d.id FROM entitlements_due d JOIN entitlements_entitlement e ON e.id = d.entitlement_id
        WHERE d.state IN ('planned', 'held') AND NOT e.valid @> d.period_from""",
    "nothing falls due from the day on which it is held back": """
        SELECT d.id FROM entitlements_due d JOIN entitlements_entitlement e ON e.id = d.entitlement_id
        WHERE d.state = 'planned' AND d.period_from >= e.held_from""",
    "nothing falls due after the day of a suspension": """
        SELECT d.id FROM entitlements_due d JOIN entitlements_entitlement e ON e.id = d.entitlement_id
        WHERE e.state = 'suspended' AND d.state = 'planned' AND d.period_from >= (
          SELECT v.since FROM entitlements_entitlementevent v WHERE v.entitlement_id = e.id AND v.state = 'suspended'
          ORDER BY v.id DESC LIMIT 1)""",
    "one entitlement of a case runs": """
        SELECT case_id FROM entitlements_entitlement WHERE state IN ('active', 'suspended')
        GROUP BY case_id HAVING count(*) > 1""",
    "a state was reached by the steps that were written down": """
        SELECT c.id FROM applications_case c WHERE c.state IS DISTINCT FROM (
          SELECT s.after FROM applications_casestep s WHERE s.case_id = c.id ORDER BY s.id DESC LIMIT 1)""",
    "each step begins where the one before it ended": """
        SELECT id FROM (SELECT id, before, lag(after, 1, '') OVER (PARTITION BY case_id ORDER BY id) AS ended
                        FROM applications_casestep) s WHERE before <> ended""",
    "a decision is carried out once": """
        SELECT decision_id FROM entitlements_entitlementevent GROUP BY entitlement_id, decision_id HAVING count(*) > 1""",
}
"""What no row may show: a query that finds the rows which do."""
FINGERPRINT = """
SELECT (SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM applications_case t),
       (SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM decisions_decision t),
       (SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM entitlements_entitlement t),
       (SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM entitlements_entitlementmember t),
       (SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM entitlements_due t),
       (SELECT count(*) FROM entitlements_entitlementevent), (SELECT count(*) FROM flows_afterdecision)"""


def rows_of(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


class Road(RuleBasedStateMachine):
    """Two districts, five people in three families, any officer doing anything."""

    cases = Bundle("cases")
    decisions = Bundle("decisions")

    def __init__(self) -> None:
        super().__init__()
        self.around = entered(whole_city())
        self.around.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @contextmanager
    def judged(self) -> Iterator[None]:
        """One step in a savepoint: done whole, and found lawful at once, or refused without a trace."""
        before = rows_of(FINGERPRINT)
        try:
            with transaction.atomic():
                yield
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except (Refused, DatabaseError):
            assert rows_of(FINGERPRINT) == before, "a step that was refused left a trace"
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @initialize()
    def town(self) -> None:
        shared = make_person()
        self.families = [
            make_family(shared, make_person()),
            make_family(make_person()),
            make_family(make_person(ALATAU), territory=ALATAU),
        ]
        self.persons = [row.person_id for family in self.families for row in family.memberships.order_by("pk")]
        self.author = make_user(Role.SPECIALIST, ALMALY)
        self.head = make_user(Role.HEAD, ALMALY)

    @rule(
        target=cases,
        family=st.integers(0, 2),
        programme=st.sampled_from(PROGRAMMES),
        state=st.sampled_from([CaseState.DRAFT, CaseState.READY, CaseState.TO_SIGN, CaseState.TO_SIGN]),
    )
    def apply(self, family: int, programme: str, state: CaseState) -> Any:
        made: list[Case] = []
        with self.judged():
            chosen = self.families[family]
            made.append(make_case(state, family=chosen, programme=programme, territory=chosen.territory))
        return multiple(*(case for case in made if Case.objects.filter(pk=case.pk).exists()))

    @rule(
        target=cases,
        family=st.integers(0, 2),
        first=DAYS,
        days=st.none() | st.integers(0, 400),
        signed_by=st.sampled_from(["head", "head", "author", "nobody"]),
    )
    def grant(self, family: int, first: date, days: int | None, signed_by: str) -> Any:
        """The whole road at once, so that later steps often find something that runs; or without the signature of another."""
        made: list[Case] = []
        with self.judged():
            chosen = self.families[family]
            case = make_case(CaseState.TO_SIGN, family=chosen, programme=PROGRAMMES[0], territory=chosen.territory)
            last = None if days is None else first + timedelta(days=days)
            told = {"starts_on": first, "ends_on": last, "author": self.author}
            decision = make_decision(case, **told)
            if signed_by != "nobody":
                decision = sign(decision, signer=self.head if signed_by == "head" else self.author)
            carry_out(decision, acting_user=self.head)
            made.append(case)
        return multiple(*(case for case in made if Case.objects.filter(pk=case.pk).exists()))

    @rule(
        case=cases, kind=st.sampled_from(["change", "suspend", "resume", "terminate"]), since=DAYS, whole=st.booleans()
    )
    def decide_later(self, case: Case, kind: str, since: date, whole: bool) -> None:
        """A later decision, signed and carried out; half of them from the first of a month."""
        with self.judged():
            told = {"starts_on": since.replace(day=1) if whole else since, "reason": "it was found so"}
            decision = sign(make_decision(case, kind, **told, author=self.author), signer=self.head)
            carry_out(decision, acting_user=self.head)

    @rule(case=cases, state=st.sampled_from(CaseState))
    def move(self, case: Case, state: CaseState) -> None:
        stood = CaseState(Case.objects.get(pk=case.pk).state)
        with self.judged():
            move_case(case, state, turn=Turn.SPECIALIST, acting_user=self.author)
        stands = CaseState(Case.objects.get(pk=case.pk).state)
        assert stands == stood or (stood, stands) in STEPS

    @rule(
        target=decisions,
        case=cases,
        kind=st.sampled_from([DecisionKind.GRANT, DecisionKind.GRANT, *DecisionKind]),
        first=DAYS,
        days=st.none() | st.integers(0, 400),
        counted=st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True),
    )
    def draft(self, case: Case, kind: DecisionKind, first: date, days: int | None, counted: list[int]) -> Any:
        made: list[Decision] = []
        with self.judged():
            persons = [self.persons[place] for place in counted]
            rows = [{"row": place, "outcome": "granted"} for place in range(len(persons))]
            outcome = "refused" if kind == DecisionKind.REFUSE else "granted"
            evaluation = make_evaluation(case, outcome, facts={"persons": persons}, answer={"rows": rows})
            last = None if days is None else first + timedelta(days=days)
            told = {"starts_on": first, "ends_on": last, "reason": "it was found so", "author": self.author}
            made.append(make_decision(case, kind, evaluation, **told))
        return multiple(*(decision for decision in made if Decision.objects.filter(pk=decision.pk).exists()))

    @rule(decision=decisions, by_author=st.sampled_from([False, False, False, True]), carried=st.booleans())
    def sign(self, decision: Decision, by_author: bool, carried: bool) -> None:
        """Sign, with what follows in the same transaction or without it."""
        with self.judged():
            row = sign(Decision.objects.get(pk=decision.pk), signer=self.author if by_author else self.head)
            if carried:
                carry_out(row, acting_user=self.head)

    @rule(decision=decisions)
    def carry_out_again(self, decision: Decision) -> None:
        """Somebody sends the form twice, or carries out what was never signed."""
        with self.judged():
            carry_out(Decision.objects.get(pk=decision.pk), acting_user=self.head)

    @rule(decision=consumes(decisions))
    def carry_out_what_was_seen_before(self, decision: Decision) -> None:
        """A page that was open since before the signature."""
        with self.judged():
            carry_out(decision, acting_user=self.head)

    @rule(case=cases, since=DAYS, released=st.booleans())
    def hold(self, case: Case, since: date, released: bool) -> None:
        """A death is heard of."""
        for entitlement in Entitlement.objects.filter(case=case, state="active"):
            with self.judged():
                hold_dues(entitlement, since, reason="a death is heard of", acting_user=None)
                if released:
                    release_dues(entitlement, acting_user=self.head)

    @rule(on=DAYS)
    def plan(self, on: date) -> None:
        """A day passes, and the night plans further."""
        for entitlement in Entitlement.objects.select_related("decision__case"):
            with self.judged():
                plan_further(entitlement, on, acting_user=None)
                assert plan_further(entitlement, on, acting_user=None) == 0

    @invariant()
    def lawful(self) -> None:
        for said, query in NEVER.items():
            assert rows_of(query) == [], said


@pytest.mark.django_db
def test_no_order_of_steps_leads_to_an_unlawful_row() -> None:
    tries = max(settings.default.max_examples // 5, 10)
    run_state_machine_as_test(Road, settings=settings(max_examples=tries, stateful_step_count=25))
