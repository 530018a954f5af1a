"""Notices: the letters about a signed decision, made once a language, sealed, kept, and known by the token of their QR code."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.exceptions import AlreadyEnqueued

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered, system_viewer
from tirek.department.core.refusals import Refused
from tirek.department.decisions.documents.letter import letter_of
from tirek.department.decisions.documents.seal import seal_pdf
from tirek.department.decisions.documents.typesetting import typeset
from tirek.department.decisions.documents.words import LANGUAGES
from tirek.department.decisions.enums import DecisionState
from tirek.department.decisions.models import Decision, Notice
from tirek.department.files.actions import store_file
from tirek.department.files.enums import FileKind

PURPOSE = "job:notices"
LEFT_BEHIND = timedelta(minutes=5)
"""A signed decision without its letters for so long lost its job."""


@transaction.atomic
def make_notices(decision: Decision, *, acting_user: User | None) -> list[Notice]:
    """The letters about a signed decision, Kazakh first: those that are there already, and those that were missing.

    Parameters
    ----------
    decision
        Seen by the viewer; locked while its letters are made, so that two jobs make them once.
    acting_user
        Whom the journal names; None for a job of the house.

    Raises
    ------
    Refused
        ``not_signed``.
    SealMissing
        In production without the key of the seal: a letter that proves nothing is not made.
    """
    current = (
        Decision.objects.select_related("case__applicant", "evaluation", "previous")
        .select_for_update(of=("self",))
        .get(pk=decision.pk)
    )
    if current.state != DecisionState.SIGNED:
        raise Refused("not_signed", _("A letter is written about a signed decision. Sign it first."))
    there = {notice.language: notice for notice in current.notices.all()}
    return [there.get(language) or _made(current, language, acting_user) for language in LANGUAGES]


def _made(decision: Decision, language: str, acting_user: User | None) -> Notice:
    assert decision.signed_at is not None
    token = uuid4()
    address = settings.CHECK_ADDRESS.format(token=token)
    pdf = seal_pdf(typeset(letter_of(decision, language), address=address, made_at=decision.signed_at))
    file = store_file(
        pdf,
        original_name="letter.pdf",
        kind=FileKind.LETTER,
        territory=decision.case.applicant.territory,
        acting_user=acting_user,
        person_id=decision.case.applicant_id,
        confidential=decision.confidential,
    )
    return Notice.objects.create(decision=decision, language=language, file=file, token=token)


def enqueue_notices(decision_id: int) -> None:
    """Have the letters of a decision made after the commit; a job that waits already is enough."""
    from tirek.department.decisions.tasks import make_letters

    try:
        with transaction.atomic():
            make_letters.configure(queueing_lock=f"letters:{decision_id}").defer(decision_id=decision_id)
    except AlreadyEnqueued:
        return


def enqueue_left_behind(most: int = 200) -> int:
    """Have the letters made of signed decisions that still lack one: jobs may be lost, rows are not; how many that were."""
    before = timezone.now() - LEFT_BEHIND
    with entered(house()):
        lacking = (
            Decision.objects.filter(state=DecisionState.SIGNED, signed_at__lt=before)
            .annotate(letters=Count("notices"))
            .filter(letters__lt=len(LANGUAGES))
            .order_by("pk")
            .values_list("pk", flat=True)[:most]
        )
        numbers = list(lacking)
        for number in numbers:
            enqueue_notices(number)
    return len(numbers)


def check_notice(token: UUID) -> tuple[str, str] | None:
    """The number and the day (ISO) of the decision that a token proves; None where no letter bears it. Anybody may ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, signed_on FROM decisions_notice_checked(%s)", [token])
        found = cursor.fetchone()
    return (str(found[0]), found[1].isoformat()) if found else None


def house() -> Viewer:
    """The house at work on letters, those of confidential programmes among them."""
    return system_viewer(PURPOSE, confidential=frozenset(Confidential.values))
