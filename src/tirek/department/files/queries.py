"""Reads of stored files and of their terms."""

from __future__ import annotations

from django.db.models import QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.files.models import RetentionRun


def runs_to_confirm(viewer: Viewer) -> QuerySet[RetentionRun]:
    """Erasures that a colleague proposed in the viewer's territories and a second person must confirm."""
    rows = RetentionRun.objects.filter(territories__overlap=list(viewer.territories), confirmed_at=None)
    return rows.exclude(proposed_by=viewer.user_id).order_by()
