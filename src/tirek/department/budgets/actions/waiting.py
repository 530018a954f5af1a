"""The waiting list: a place by the day of the application, then its number; nobody overtakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.budgets.choosing import Months
from tirek.department.budgets.enums import WaitingState
from tirek.department.budgets.models import Waiting
from tirek.department.budgets.pools import Pool
from tirek.department.budgets.queries import limits_for_decision
from tirek.department.core.refusals import Refused
from tirek.department.decisions.enums import DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.journal.notes import note_write

OPEN = (DecisionState.DRAFT, DecisionState.PROPOSED, DecisionState.RETURNED)


def place_decision(decision: Decision, *, acting_user: User) -> list[Waiting]:
    """Put a decision that finds no money on the waiting list, one place a year; done again, what it needs is brought up to date.

    Raises
    ------
    Refused
        ``not_open`` where it is signed or dropped; ``money_is_there`` where it needs not wait.
    """
    with transaction.atomic():
        held = Decision.objects.select_for_update(of=("self",)).select_related("case__application").get(pk=decision.pk)
        if held.state not in OPEN:
            raise Refused("not_open", _("Only a decision that is not signed yet waits for money."))
        short = [each for each in limits_for_decision(held) if each.shortage is not None]
        if not short:
            raise Refused("money_is_there", _("There is money for this decision: it needs not wait."))
        return [keep_waiting(each.pool, held.pk, each.need, acting_user=acting_user) for each in short]


def keep_waiting(pool: Pool, decision_id: int, need: Months, *, acting_user: User | None) -> Waiting:
    """The place of a decision in the list of a pool, made or brought up to date."""
    decision = Decision.objects.select_related("case__application").get(pk=decision_id)
    told = {"amounts": list(need), "amount": sum(need)}
    row, made = Waiting.objects.get_or_create(
        decision=decision,
        year=pool.year,
        state=WaitingState.WAITING,
        defaults={
            **told,
            "territory": decision.territory,
            "confidential": decision.confidential,
            "budget": pool.budget,
            "programme": pool.programme,
            "applied_on": decision.case.applied_on,
            "number": decision.case.application.number or "",
            "placed_by": acting_user,
        },
    )
    if not made and row.amounts != told["amounts"]:
        row.amounts, row.amount = list(need), sum(need)
        row.save(update_fields=["amounts", "amount"])
    note_write("place" if made else "change", "waiting", row.pk, [decision.case.applicant_id], acting_user=acting_user)
    return row


def withdraw_waiting(row: Waiting, because: str, *, acting_user: User) -> Waiting:
    """Take a decision off the list, with the reason: it does not hold back those behind it any more.

    Raises
    ------
    Refused
        ``no_reason``, ``not_waiting``; ``granted_already`` where it is signed: what is granted waits until there is money.
    """
    if not because.strip():
        raise Refused("no_reason", _("Say why."), "reason")
    with transaction.atomic():
        held = Waiting.objects.select_for_update().get(pk=row.pk)
        if held.state != WaitingState.WAITING:
            raise Refused("not_waiting", _("It does not stand on the waiting list any more."))
        if held.decision.state == DecisionState.SIGNED:
            raise Refused("granted_already", _("It is granted already, and waits until there is money for it."))
        _close([held], WaitingState.WITHDRAWN, because.strip(), acting_user)
    return held


def close_served(served: Iterable[tuple[int, int]], *, acting_user: User | None) -> None:
    """Close the places of decisions (id, year) whose money is set aside now. One query where none waits."""
    wanted = Q()
    for decision, year in served:
        wanted |= Q(decision=decision, year=year)
    if wanted:
        _close(Waiting.objects.filter(wanted, state=WaitingState.WAITING), WaitingState.SERVED, "", acting_user)


def close_needless(case_ids: Sequence[int], needed: set[tuple[int, int]], *, acting_user: User | None) -> None:
    """Close the places of signed decisions that lack no money any more: ``needed`` are those (id, year) that do. One query."""
    rows = Waiting.objects.filter(
        state=WaitingState.WAITING, decision__state=DecisionState.SIGNED, decision__case__in=case_ids
    )
    spare = [row for row in rows if (row.decision_id, row.year) not in needed]
    _close(spare, WaitingState.WITHDRAWN, "nothing is due any more", acting_user)


def _close(rows: Iterable[Waiting], state: WaitingState, because: str, acting_user: User | None) -> None:
    for row in rows:
        row.state, row.closed_at, row.closed_because, row.closed_by = state, timezone.now(), because, acting_user
        row.save(update_fields=["state", "closed_at", "closed_because", "closed_by"])
        note_write(str(state), "waiting", row.pk, [], acting_user=acting_user)
