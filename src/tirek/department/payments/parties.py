"""The bank and the treasury of this department, and who pays: from the settings, one link for a process."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tirek.department.core.refusals import Refused
from tirek.settlement.bank import Bank, HttpBank
from tirek.settlement.codes import find_code
from tirek.settlement.failures import LinkDown
from tirek.settlement.payments import Payer, is_account
from tirek.settlement.treasury import HttpTreasury, Treasury


def our_bank() -> Bank:
    """The bank; raises `LinkDown` where no address is set."""
    if not settings.BANK_URL:
        raise LinkDown("no_address", party="bank", variable="TIREK_BANK_URL")
    return _bank(settings.BANK_URL, settings.BANK_TOKEN)


def our_treasury() -> Treasury:
    """The treasury; raises `LinkDown` where no address is set."""
    if not settings.TREASURY_URL:
        raise LinkDown("no_address", party="treasury", variable="TIREK_TREASURY_URL")
    return _treasury(settings.TREASURY_URL, settings.TREASURY_TOKEN)


def our_payer() -> Payer:
    """Who pays.

    Raises
    ------
    Refused
        ``no_payer`` where the settings do not say it, or not whole.
    """
    parts = [part.strip() for part in (settings.PAYER or "").split(";")]
    if (
        len(parts) != 4
        or not all(parts)
        or not is_account(parts[2])
        or not (parts[1].isdigit() and len(parts[1]) == 12)
    ):
        raise Refused("no_payer", _("Who pays is not set: tell the administrator to fill TIREK_PAYER."))
    name, number, iban, bic = parts
    return Payer(name, number, iban, bic, find_code("kbe", "local_government").code)


@cache
def _bank(url: str, token: str) -> Bank:
    return HttpBank(url, token)


@cache
def _treasury(url: str, token: str) -> Treasury:
    return HttpTreasury(url, token)
