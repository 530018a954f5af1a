"""Which cases go before the special commission: those whose newest evaluation gives a ceiling and no sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.refusals import Refused
from tirek.department.evaluations.enums import Mode, Outcome
from tirek.department.evaluations.models import Evaluation
from tirek.department.verification.actions.sessions import open_item
from tirek.department.verification.enums import SessionState
from tirek.department.verification.models import Session, SessionItem

MOST: Final = 200
"""More cases than one session could ever take are not shown."""


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a sum, with the most that the law gives in whole tenge."""

    case: Case
    ceiling_tenge: int


def cases_waiting(session: Session) -> Sequence[Waiting]:
    """The cases of the session's district and programme that wait for a sum, the earliest due first. One query."""
    of_case = Evaluation.objects.filter(case=OuterRef("pk"), mode=Mode.DECIDE).order_by("-pk")
    taken = SessionItem.objects.filter(case=OuterRef("pk"), deferred="").exclude(session__state=SessionState.CANCELLED)
    cases = (
        Case.objects.select_related("application", "applicant")
        .filter(territory=session.territory, confidential=session.confidential, state=CaseState.READY)
        .annotate(
            kind=Subquery(of_case.values("answer__kind")[:1]),
            found=Subquery(of_case.values("outcome")[:1]),
            ceiling=Subquery(of_case.values("amount")[:1]),
        )
        .filter(~Exists(taken), kind="ceiling", found=Outcome.GRANTED, ceiling__gt=0)
        .order_by("due_on", "pk")[:MOST]
    )
    return [Waiting(case, case.ceiling) for case in cases]


def put_on_agenda(session: Session, case: Case, *, acting_user: User) -> SessionItem:
    """Put a case on the agenda with the ceiling of its newest evaluation.

    Raises
    ------
    Refused
        ``no_ceiling`` when the law gives no ceiling, or has not decided; and whatever `open_item` refuses.
    """
    newest = Evaluation.objects.filter(case=case, mode=Mode.DECIDE).order_by("-pk").first()
    fits = newest is not None and newest.decides and newest.outcome == Outcome.GRANTED
    if newest is None or not fits or newest.answer.get("kind") != "ceiling" or not newest.amount:
        raise Refused("no_ceiling", _("The law gives no sum that the commission could set."))
    return open_item(session, case, newest.amount, acting_user=acting_user)
