"""Opening a closed record in an emergency: with a reason, for a short time, for one person; reviewed the next day."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.models import BreakGlass, User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.core.refusals import Refused
from tirek.department.registry.own_family import refuse_own_family

MESSAGES = {
    "not_allowed": _("Your posts do not allow an emergency opening."),
    "no_reason": _("Write what happened and why it cannot wait, in at least ten letters."),
    "unknown_kind": _("There is no such programme."),
    "not_found": _("Nobody in the registry has this IIN."),
}


class OpeningRefused(Refused):
    """A record is not opened, and nothing was written; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, MESSAGES[code], field)


def open_break_glass(
    *, iin: str = "", person_id: int | None = None, reason: str, confidential: str = "", acting_user: User
) -> BreakGlass:
    """Open one person, by an exact IIN or an id, for ``BREAK_GLASS_MINUTES`` minutes.

    Writes
    ------
    accounts.BreakGlass, which a colleague must review.

    Raises
    ------
    OpeningRefused
        Without the ability, without a reason of at least ten letters, or when there is no such person.
    IsOwnFamily
        When it is the own family or address: that is never opened.
    """
    viewer = current_viewer()
    if viewer.user_id != acting_user.pk or not viewer.may("break_glass"):
        raise OpeningRefused("not_allowed")
    if len(reason.strip()) < settings.BREAK_GLASS_REASON_LETTERS:
        raise OpeningRefused("no_reason", "reason")
    if confidential and confidential not in Confidential.values:
        raise OpeningRefused("unknown_kind")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_place_of(%s, %s, %s)", [person_id, iin or None, confidential])
        row = cursor.fetchone()
    if row is None:
        raise OpeningRefused("not_found", "iin")
    found, territory, family_id = row
    refuse_own_family(viewer, person_id=found, family_id=family_id)
    now = timezone.now()
    return BreakGlass.objects.create(
        user=acting_user,
        person_id=found,
        family_id=family_id,
        territory=territory,
        confidential=confidential,
        reason=reason.strip(),
        opened_at=now,
        closes_at=now + datetime.timedelta(minutes=settings.BREAK_GLASS_MINUTES),
    )
