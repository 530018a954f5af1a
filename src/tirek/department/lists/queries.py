"""Reads of lists of outside bodies."""

from __future__ import annotations

from django.db.models import QuerySet

from tirek.department.lists.models import IncomingList


def lists_that_wait() -> QuerySet[IncomingList]:
    """Lists of the viewer's territories that were read and not taken over yet."""
    return IncomingList.objects.filter(state=IncomingList.State.READ).order_by()
