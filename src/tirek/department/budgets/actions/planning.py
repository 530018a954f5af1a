"""Plans, amendments and transfers: prepared by one, approved by another; approval writes the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.programmes import confidential_kind
from tirek.department.budgets.actions.writing import Source, lock_lines, write_entry
from tirek.department.budgets.enums import EntryKind, ProposalState
from tirek.department.budgets.funds import known_funds
from tirek.department.budgets.models import Amendment, AmendmentRow, Line, Plan, PlanRow, Transfer
from tirek.department.budgets.models.proposal import Proposal
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.journal.notes import note_write
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.errors import FactError

P = TypeVar("P", bound=Proposal)
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Limit:
    """What a plan gives to a programme from a fund: whole tenge by month (1 to 12), and its КБК code."""

    programme: str
    fund: str
    classification: str
    months: Mapping[int, int]
    title: str = ""


def even_months(total: int) -> dict[int, int]:
    """A yearly sum in twelve parts; what does not divide falls to the last month."""
    part = total // 12
    return {month: part if month < 12 else total - 11 * part for month in MONTHS}


def propose_plan(
    territory: str, year: int, act: str, limits: Sequence[Limit], *, acting_user: User, reason: str = ""
) -> Plan:
    """The plan of a territory for a year, to be approved by somebody else.

    Raises
    ------
    Refused
        ``nothing_planned``, ``no_act``, ``year_planned`` where one is approved already, and as `line_of`.
    """
    if Plan.objects.filter(territory=territory, year=year, state=ProposalState.APPROVED).exists():
        raise Refused("year_planned", YEAR_PLANNED, "year")
    with transaction.atomic():
        plan = Plan.objects.create(
            territory=territory, year=year, act=_act(act), reason=reason, prepared_by=acting_user
        )
        rows = [
            PlanRow(plan=plan, line=line, month=month, amount=amount)
            for line, months in _lines_of(territory, year, limits)
            for month, amount in months.items()
        ]
        PlanRow.objects.bulk_create(rows)
        return _propose(plan, [each.amount for each in rows], acting_user)


def propose_amendment(plan: Plan, act: str, reason: str, changes: Sequence[Limit], *, acting_user: User) -> Amendment:
    """A change of an approved plan, to be approved by somebody else: ``months`` of each limit say how much more or less.

    Raises
    ------
    Refused
        ``plan_not_approved``, ``nothing_planned``, ``no_act``, ``no_reason``, and as `line_of`.
    """
    if plan.state != ProposalState.APPROVED:
        raise Refused("plan_not_approved", _("Only an approved plan is amended."))
    with transaction.atomic():
        made = Amendment.objects.create(
            plan=plan, territory=plan.territory, act=_act(act), reason=_reason(reason), prepared_by=acting_user
        )
        rows = [
            AmendmentRow(amendment=made, line=line, month=month, amount=amount)
            for line, months in _lines_of(plan.territory, plan.year, changes)
            for month, amount in months.items()
        ]
        AmendmentRow.objects.bulk_create(rows)
        return _propose(made, [each.amount for each in rows], acting_user)


def propose_transfer(
    source: tuple[Line, int], target: tuple[Line, int], amount: int, act: str, reason: str, *, acting_user: User
) -> Transfer:
    """Money to be moved from a line and month to another of the same year, once somebody else approves.

    Raises
    ------
    Refused
        ``nothing_planned``, ``no_act``, ``no_reason``, ``transfer_nowhere``, ``transfer_across_years``,
        ``transfer_of_two_secrets`` where both lines are confidential and of different kinds.
    """
    (line, month), (to_line, to_month) = source, target
    kinds = {each for each in (line.confidential, to_line.confidential) if each}
    if line.year != to_line.year:
        raise Refused("transfer_across_years", _("Money is moved within one year."), "to_line")
    if (line.pk, month) == (to_line.pk, to_month):
        raise Refused("transfer_nowhere", _("Choose another limit, or another month."), "to_line")
    if len(kinds) > 1:
        raise Refused(
            "transfer_of_two_secrets", _("Two programmes that are confidential each do not stand in one paper.")
        )
    if amount <= 0:
        raise Refused("nothing_planned", _("Say how much is moved."), "amount")
    made = Transfer.objects.create(
        territory=line.territory,
        from_line=line,
        from_month=month,
        to_line=to_line,
        to_month=to_month,
        amount=amount,
        confidential=next(iter(kinds), ""),
        act=_act(act),
        reason=_reason(reason),
        prepared_by=acting_user,
    )
    return _propose(made, [amount], acting_user)


def approve_proposal(proposal: P, *, acting_user: User) -> P:
    """Approve what somebody else prepared: the limits change in this transaction.

    Raises
    ------
    Refused
        ``not_proposed``; ``four_eyes`` where the same person prepared it; ``not_all_seen`` where a part is confidential and
        not shown to this person; ``year_planned``; ``limit_overdrawn`` where less would be left than was promised.
    """
    with transaction.atomic():
        held: P = QuerySet(type(proposal)).select_for_update().get(pk=proposal.pk)
        if held.state != ProposalState.PROPOSED:
            raise Refused("not_proposed", _("This does not wait for approval any more. Look at it again."))
        if held.prepared_by_id == acting_user.pk:
            raise Refused("four_eyes", _("You prepared this yourself: another person approves it."))
        moves = _moves_of(held)
        if not isinstance(held, Transfer) and held.rows_count != sum(len(months) for _line, _part, months in moves):
            raise Refused("not_all_seen", _("A part of this is confidential: whoever may see all of it approves it."))
        held.state, held.approved_by, held.approved_at = ProposalState.APPROVED, acting_user, timezone.now()
        with (
            refused_constraints({"plan_one_approved_a_year": ("year_planned", YEAR_PLANNED, "")}),
            transaction.atomic(),
        ):
            held.save(update_fields=["state", "approved_by", "approved_at"])
        lock_lines(line for line, _part, _months in moves)
        kind, noun = KINDS[type(held)]
        for line, part, months in moves:
            write_entry(line, kind, months, Source(noun, held.pk, part), acting_user=acting_user, act=held.act)
        note_write("approve", noun, held.pk, [], acting_user=acting_user)
    return held


def drop_proposal(proposal: P, because: str, *, acting_user: User) -> P:
    """Give up what waits for approval, with the reason.

    Raises
    ------
    Refused
        ``not_proposed``, ``no_reason``.
    """
    with transaction.atomic():
        held: P = QuerySet(type(proposal)).select_for_update().get(pk=proposal.pk)
        if held.state not in (ProposalState.DRAFT, ProposalState.PROPOSED):
            raise Refused("not_proposed", _("This does not wait for approval any more. Look at it again."))
        held.state, held.dropped_because = ProposalState.DROPPED, _reason(because)
        held.save(update_fields=["state", "dropped_because"])
        note_write("drop", KINDS[type(held)][1], held.pk, [], acting_user=acting_user)
    return held


def line_of(territory: str, year: int, limit: Limit) -> Line:
    """The line of a programme and fund, made where there is none.

    Raises
    ------
    Refused
        ``fund_unknown``, ``programme_unknown`` where neither the law nor a title says what it is, ``classified_otherwise``.
    """
    if limit.fund not in known_funds():
        raise Refused("fund_unknown", _("There is no such fund."), "fund")
    kind = ""
    if not limit.title:
        try:
            find_benefit(limit.programme)
        except FactError:
            raise Refused("programme_unknown", PROGRAMME_UNKNOWN, "programme") from None
        try:
            kind = confidential_kind(limit.programme)
        except KeyError:
            kind = ""
    told = {"classification": limit.classification, "title": limit.title, "confidential": kind}
    line, _made = Line.objects.get_or_create(
        year=year, territory=territory, programme=limit.programme, fund=limit.fund, defaults=told
    )
    if line.classification != limit.classification:
        raise Refused(
            "classified_otherwise", _("This limit has another code of classification already."), "classification"
        )
    return line


PROGRAMME_UNKNOWN = _("There is no such programme. Give it a title of its own.")
YEAR_PLANNED = _("This year has an approved plan already: change it by an amendment.")
KINDS: dict[type[Proposal], tuple[EntryKind, str]] = {
    Plan: (EntryKind.PLAN, "budget_plan"),
    Amendment: (EntryKind.AMEND, "budget_amendment"),
    Transfer: (EntryKind.TRANSFER, "budget_transfer"),
}


def _lines_of(territory: str, year: int, limits: Sequence[Limit]) -> list[tuple[Line, dict[int, int]]]:
    found: dict[int, tuple[Line, dict[int, int]]] = {}
    for limit in limits:
        line = line_of(territory, year, limit)
        months = found.setdefault(line.pk, (line, defaultdict(int)))[1]
        for month, amount in limit.months.items():
            months[month] += amount
    return [(line, {month: amount for month, amount in months.items() if amount}) for line, months in found.values()]


def _moves_of(held: Proposal) -> list[tuple[int, str, dict[int, int]]]:
    """Line, part of the source, amounts by month; what is given before what is taken: it may be the same line."""
    if isinstance(held, Transfer):
        return [
            (held.to_line_id, "in", {held.to_month: held.amount}),
            (held.from_line_id, "out", {held.from_month: -held.amount}),
        ]
    assert isinstance(held, Plan | Amendment)
    by_line: dict[int, dict[int, int]] = {}
    for line, month, amount in held.rows.order_by("line", "month").values_list("line", "month", "amount"):
        by_line.setdefault(line, {})[month] = amount
    return [(line, "", months) for line, months in sorted(by_line.items())]


def _propose(made: P, amounts: Sequence[int], acting_user: User) -> P:
    if not amounts:
        raise Refused("nothing_planned", _("Say how much, in one month at least."))
    made.rows_count, made.total_tenge, made.state = len(amounts), sum(amounts), ProposalState.PROPOSED
    made.save(update_fields=["rows_count", "total_tenge", "state"])
    note_write("propose", KINDS[type(made)][1], made.pk, [], acting_user=acting_user)
    return made


def _act(act: str) -> str:
    if not act.strip():
        raise Refused("no_act", _("Name the act: which body, number and day."), "act")
    return act.strip()


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("no_reason", _("Say why."), "reason")
    return reason.strip()
