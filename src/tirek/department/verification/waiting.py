"""What waits for an officer: visits, and cases with a discrepancy."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.verification.enums import CheckState, VisitState
from tirek.department.verification.models import FactCheck, Visit


def visits_of_members(hands: Collection[int]) -> QuerySet[Visit]:
    """Open visits of which one of these users is a member, by their last day."""
    return (
        Visit.objects.filter(members__user__in=list(hands), state__in=[VisitState.ASSIGNED, VisitState.VISITED])
        .distinct()
        .order_by("due_on", "pk")
    )


def cases_with_discrepancies() -> QuerySet[Case]:
    """Cases under check in which a fact was found to be other than it was told."""
    discrepant = FactCheck.objects.filter(case=OuterRef("pk"), state=CheckState.DISCREPANT)
    return Case.objects.filter(Exists(discrepant), state=CaseState.CHECKING)
