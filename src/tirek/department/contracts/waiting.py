"""What waits for a consultant: contracts to conclude, and those to look at."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tirek.department.contracts.enums import ContractState, ObligationState
from tirek.department.contracts.models import Monitoring, Obligation, SocialContract


def contracts_that_wait(on: date) -> QuerySet[SocialContract]:
    """Contracts that are not concluded yet, have an obligation past its day, or lack the look of the month before.

    Parameters
    ----------
    on
        The day; the look of a month is due when the month is over.
    """
    month = (on.replace(day=1) - date.resolution).replace(day=1)
    late = Obligation.objects.filter(contract=OuterRef("pk"), state=ObligationState.OPEN, due_on__lt=on)
    looked_at = Monitoring.objects.filter(contract=OuterRef("pk"), month=month)
    kept = Q(state=ContractState.IN_FORCE) & (Exists(late) | (~Exists(looked_at) & Q(signed_on__lt=on.replace(day=1))))
    return SocialContract.objects.filter(Q(state=ContractState.DRAFT) | kept)
