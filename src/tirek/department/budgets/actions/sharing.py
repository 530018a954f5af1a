"""Which fund bears how much of a programme, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.budgets.funds import known_funds
from tirek.department.budgets.models import FundShare
from tirek.department.budgets.models.line import WHOLE
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.journal.notes import note_write


def set_shares(
    territory: str,
    programme: str,
    year: int,
    since: date,
    shares: Mapping[str, int],
    act: str,
    *,
    acting_user: User,
) -> None:
    """Shares of the funds in parts per 10,000; together they are the whole. Earlier ones hold until ``since``.

    Raises
    ------
    Refused
        ``shares_not_whole``, ``fund_unknown``, ``no_act``, ``shared_already`` where that day has shares already.
    """
    if sum(shares.values()) != WHOLE:
        raise Refused("shares_not_whole", _("The shares of the funds together are 100 per cent."))
    if not set(shares) <= set(known_funds()):
        raise Refused("fund_unknown", _("There is no such fund."))
    if not act.strip():
        raise Refused("no_act", _("Name the act: which body, number and day."), "act")
    said = {"fund_share_once_a_day": ("shared_already", _("Shares from that day stand already."), "since")}
    told = {"territory": territory, "programme": programme, "year": year, "since": since, "act": act.strip()}
    with refused_constraints(said), transaction.atomic():
        made = FundShare.objects.bulk_create(
            FundShare(fund=fund, share=share, entered_by=acting_user, **told) for fund, share in shares.items()
        )
    note_write("create", "fund_shares", made[0].pk, [], acting_user=acting_user)
