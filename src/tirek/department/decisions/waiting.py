"""What waits for an officer: decisions to sign, and those that came back."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.decisions.enums import DecisionState
from tirek.department.decisions.models import Decision


def decisions_to_sign_for(viewer: Viewer) -> QuerySet[Decision]:
    """Decisions that wait for a signature and that another has drafted."""
    return Decision.objects.filter(state=DecisionState.PROPOSED).exclude(author=viewer.user_id)


def decisions_returned_to(hands: Collection[int]) -> QuerySet[Decision]:
    """Decisions that the signer gave back to one of these authors."""
    return Decision.objects.filter(state=DecisionState.RETURNED, author__in=list(hands))
