"""What the jobs of the bank and the treasury do: a confirmed list carried as far as it goes, replies and extracts taken."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.payments.actions.files import make_files, send_files
from tirek.department.payments.actions.replies import fetch_replies
from tirek.department.payments.actions.treasury import bring_documents, take_extract
from tirek.department.payments.house import at_work
from tirek.department.payments.models import PaymentList
from tirek.department.payments.parties import our_bank, our_treasury

SEND = "payments.send_list"
log = structlog.get_logger(__name__)


def bring_and_send(list_id: int, user_id: int | None) -> str:
    """Treasury, files, bank. ``refused`` where the treasury refused: its code stands with the document; else ``sent``.

    Raises
    ------
    LinkDown, LinkRefused
        From either party: the job tries again.
    """
    with at_work("carry"):
        payment_list = PaymentList.objects.get(pk=list_id)
        user = User.objects.filter(pk=user_id).first() if user_id else None
    make_files(payment_list, acting_user=user)
    if bring_documents(payment_list, our_treasury(), acting_user=user) is not None:
        return "refused"
    send_files(payment_list, our_bank(), acting_user=user)
    return "sent"


def ask_bank() -> int:
    """Take what waits at the bank, if there is one."""
    return fetch_replies(our_bank(), acting_user=None) if settings.BANK_URL else 0


def take_yesterday() -> int:
    """Take the extract of yesterday, if there is a treasury."""
    if not settings.TREASURY_URL:
        return 0
    marked, strange = take_extract(today() - timedelta(days=1), our_treasury())
    if strange:
        log.error("treasury_extract_strange", count=len(strange))
    return marked
