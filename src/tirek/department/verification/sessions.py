"""Reads of sessions of the special commission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tirek.department.verification.enums import Ballot, SessionState
from tirek.department.verification.models import Session, SessionItem, SessionMember, SessionVote


@dataclass(frozen=True)
class ItemStanding:
    """An item with its votes: how many of each kind, who has voted, and whether most of those present are for it."""

    item: SessionItem
    votes: Sequence[SessionVote]
    counts: Counter[str]
    is_decided: bool

    def ballot_of(self, user_id: int | None) -> str:
        """How a member voted; empty before."""
        return next((vote.ballot for vote in self.votes if vote.member.user_id == user_id), "")


def list_sessions() -> QuerySet[Session]:
    """Sessions as the policies show them, with the number of items that the viewer may see."""
    return Session.objects.annotate(item_count=Count("items")).order_by()


def members_of(session: Session) -> list[SessionMember]:
    """The chair first, then the others by name. One query."""
    return list(session.members.select_related("user").order_by("-chairs", "user__surname", "user__given_name", "pk"))


def standings_of(session: Session, members: Sequence[SessionMember]) -> list[ItemStanding]:
    """The items in the order of the agenda, with their votes; not those of the viewer's own family. Two queries."""
    items = session.items.select_related("case__application", "case__applicant").prefetch_related("votes__member__user")
    present = sum(member.present for member in members)
    return [_standing(item, present) for item in items.order_by("pk")]


def _standing(item: SessionItem, present: int) -> ItemStanding:
    votes = sorted(item.votes.all(), key=lambda vote: vote.pk)
    counts = Counter(vote.ballot for vote in votes)
    is_decided = item.in_need is not None and 2 * counts[Ballot.FOR] > present
    return ItemStanding(item, votes, counts, is_decided)


def is_called(session: Session) -> bool:
    """Whether the session is still to be closed."""
    return session.state == SessionState.CALLED
