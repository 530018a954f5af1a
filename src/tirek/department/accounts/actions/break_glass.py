"""What a colleague says of an emergency opening."""

from __future__ import annotations

from django.utils import timezone

from tirek.department.accounts.actions.permission import told
from tirek.department.accounts.enums import Verdict
from tirek.department.accounts.models import BreakGlass, User
from tirek.department.accounts.refusals import PostRefused
from tirek.department.accounts.viewer import current_viewer


def review_break_glass(opening: BreakGlass, *, verdict: Verdict, remark: str, acting_user: User) -> BreakGlass:
    """Say whether an opening was justified. Not by who opened, and once.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``oneself``, ``no_ground`` (an unjustified opening needs a remark), ``not_waiting``.
    """
    viewer = current_viewer()
    opening = BreakGlass.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if viewer.user_id != acting_user.pk or not viewer.may("review_break_glass"):
        raise PostRefused("not_allowed")
    if opening.user_id == acting_user.pk:
        raise PostRefused("oneself")
    if opening.reviewed_at is not None:
        raise PostRefused("not_waiting")
    if verdict == Verdict.UNJUSTIFIED and not remark.strip():
        raise PostRefused("no_ground")
    opening.reviewed_by, opening.reviewed_at = acting_user, timezone.now()
    opening.verdict, opening.remark = verdict, remark.strip()
    with told():
        opening.save(update_fields=["reviewed_by", "reviewed_at", "verdict", "remark"])
    return opening
