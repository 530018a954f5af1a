"""A case is evaluated, goes before the special commission where it must, is drafted by one and signed by another."""

from __future__ import annotations

from collections.abc import Sequence

from tirek.commands.road.checking import specialist_of
from tirek.commands.road.families import Arrival
from tirek.commands.road.officers import acting, officer, territory_of
from tirek.commands.road.signing_keys import key_of
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.content import content_of, round_content
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.models import Decision
from tirek.department.decisions.rules import rule_says
from tirek.department.evaluations.actions import evaluate_case
from tirek.department.evaluations.enums import Outcome
from tirek.department.evaluations.models import Evaluation
from tirek.department.flows.agenda import put_on_agenda
from tirek.department.flows.signing import sign_and_carry_out, sign_round_and_carry_out
from tirek.department.verification.actions.sessions import (
    call_session,
    close_session,
    mark_present,
    propose_sum,
    vote_on_item,
)
from tirek.department.verification.enums import Ballot
from tirek.rulebook.catalogue import find_benefit

CEILING = "ceiling"
GROUND = "отбасының шеккен зияны мен жағдайы"
LARGEST_SUM_TENGE = 200_000
ROUND_REASON = "әр іс қаралды, ерекшесі жоқ"
NOT_BROUGHT = "documents_missing"
NOT_BROUGHT_REASON = "сұралған құжаттар мерзімінде әкелінбеді"


def evaluate(arrival: Arrival, case: Case) -> Evaluation:
    """Freeze the facts and ask the law."""
    with acting(specialist_of(arrival)) as user:
        return evaluate_case(case, acting_user=user)


def waits_for_commission(evaluation: Evaluation) -> bool:
    """Whether a special commission sets the sum."""
    ceiling = find_benefit(evaluation.programme).outcome == CEILING
    return ceiling and evaluation.outcome == Outcome.GRANTED and bool(evaluation.amount)


def hold_session(place: str, cases: Sequence[Case]) -> None:
    """The special commission of a district meets: each case gets a sum under its ceiling, by the votes of all members."""
    chair = officer(Role.HEAD, place)
    members = [chair, officer(Role.SPECIALIST, place), officer(Role.COMMISSION_MEMBER, place)]
    with acting(chair) as user:
        session = call_session(territory_of(place), today(), members, chair, acting_user=user)
        items = [put_on_agenda(session, case, acting_user=user) for case in cases]
        mark_present(session, [member.pk for member in members], acting_user=user)
        for item in items:
            propose_sum(item, min(item.ceiling_tenge, LARGEST_SUM_TENGE), GROUND, acting_user=user)
    for member in members:
        with acting(member) as user:
            for item in items:
                vote_on_item(item, Ballot.FOR, acting_user=user)
    with acting(chair) as user:
        close_session(session, acting_user=user)


def propose(arrival: Arrival, case: Case, *, ground: str = "", reason: str = "") -> Decision:
    """Draft what the rule says, or a refusal on a ground of the road that an officer has established, and propose it."""
    with acting(specialist_of(arrival)) as user:
        evaluation = Evaluation.objects.filter(case=case).order_by("-pk")[0]
        rule = rule_says(case, evaluation)
        if ground:
            draft = draft_decision(
                case, DecisionKind.REFUSE, grounds=[ground], reason=reason, overrides=reason, acting_user=user
            )
        elif rule.kind is None:
            draft = draft_decision(
                case,
                DecisionKind.REFUSE,
                grounds=[NOT_BROUGHT],
                reason=NOT_BROUGHT_REASON,
                overrides=NOT_BROUGHT_REASON,
                acting_user=user,
            )
        else:
            draft = draft_decision(case, rule.kind, acting_user=user)
        return propose_decision(draft, acting_user=user)


def signer_of(place: str) -> User:
    """Who signs in a place."""
    return officer(Role.HEAD, place)


def sign_round(place: str, decisions: Sequence[Decision]) -> None:
    """Sign proposals without a mark in one round, with one reason, and carry them out."""
    head = signer_of(place)
    with acting(head) as user:
        cms = key_of(head.get_username()).sign(round_content(decisions, ROUND_REASON))
        sign_round_and_carry_out(decisions, cms, reason=ROUND_REASON, acting_user=user)


def is_unmarked(decision: Decision) -> bool:
    """Whether a proposal may be signed in a round."""
    return not decision.flags and not decision.case.flags


def sign_one(head: User, decision: Decision) -> Decision:
    """Sign one proposal and carry it out."""
    with acting(head) as user:
        current = Decision.objects.select_related("case", "evaluation").get(pk=decision.pk)
        cms = key_of(head.get_username()).sign(content_of(current))
        return sign_and_carry_out(current, cms, acting_user=user)
