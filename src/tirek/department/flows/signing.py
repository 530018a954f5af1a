"""Signing and what a signature does, in one transaction: what pages call."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tirek.department.accounts.models import User
from tirek.department.budgets.actions.reserving import lock_limits
from tirek.department.decisions.actions.signing import sign_decision, sign_many
from tirek.department.decisions.models import Decision, SigningRound
from tirek.department.flows.granting import carry_out


def sign_and_carry_out(decision: Decision, cms: bytes, *, acting_user: User) -> Decision:
    """Sign a decision and do what it says; raises as `sign_decision` and `carry_out`, and then neither is done."""
    with transaction.atomic():
        signed = sign_decision(decision, cms=cms, acting_user=acting_user)
        carry_out(signed, acting_user=acting_user)
        return signed


def sign_round_and_carry_out(
    decisions: Sequence[Decision], cms: bytes, *, reason: str, acting_user: User
) -> SigningRound:
    """Sign a round and do what each decision of it says: all of them, or, where one cannot be carried out, none."""
    with transaction.atomic():
        made = sign_many(decisions, cms=cms, reason=reason, acting_user=acting_user)
        signed = list(made.decisions.select_related("case").order_by("pk"))
        lock_limits(signed)  # all of them first: two rounds then wait for each other instead of blocking one another
        for decision in signed:
            carry_out(decision, acting_user=acting_user)
        return made
