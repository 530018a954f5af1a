"""What becomes of an offer: the family is told, an application begins, or nothing does, for a reason."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.actions.drafts import start_draft
from tirek.department.applications.models import Application
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.flows.enums import OfferState
from tirek.department.flows.models import Offer
from tirek.department.journal.notes import note_write
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Membership, Person

WAITING: Final = (OfferState.OPEN, OfferState.SENT)
LEAST_REASON: Final = 5


def list_offers(programme: str = "", territory: str = "", state: str = "") -> QuerySet[Offer]:
    """Offers that wait, or those of a state, as far as the viewer sees; unordered, for a page of a list."""
    rows = Offer.objects.filter(state__in=[state] if state in OfferState.values else WAITING)
    if programme:
        rows = rows.filter(programme=programme)
    if territory:
        rows = rows.filter(territory=territory)
    return rows.select_related("family", "application")


def access_offer(viewer: Viewer, pk: int) -> Offer:
    """An offer; the look is journalled for its family's head.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    found = Offer.objects.select_related("family", "application").filter(pk=pk).first()
    if found is None or not viewer.may("view_cases"):
        raise NotSeen("offer")
    head = head_of(found)
    if head is None:
        raise NotSeen("offer")  # nobody of the family is to be seen: it is the own family, or a closed record
    note_view("offer", found.pk, [head.pk])
    return found


def head_of(offer: Offer) -> Person | None:
    """Who heads the family today, else its eldest member; None where the viewer sees nobody. One query."""
    return heads_of([offer.family_id]).get(offer.family_id)


def heads_of(family_ids: list[int]) -> dict[int, Person]:
    """Who heads each family today, else its eldest member, as far as the viewer sees. One query."""
    rows = Membership.objects.filter(family__in=family_ids, valid__contains=today()).select_related("person")
    found: dict[int, tuple[tuple[bool, date], Person]] = {}
    for row in rows:
        rank = (row.role != "head", row.person.birth_on or date.max)
        if row.person.died_on is None and (row.family_id not in found or rank < found[row.family_id][0]):
            found[row.family_id] = (rank, row.person)
    return {family: person for family, (_rank, person) in found.items()}


def tell_family(offer: Offer, *, acting_user: User) -> Offer:
    """The family was told of an offer, by telephone or at the counter.

    Raises
    ------
    Refused
        ``offer_closed``.
    """
    with transaction.atomic():
        row = _lock(offer, OfferState.OPEN)
        row.state, row.told_by, row.told_at = OfferState.SENT, acting_user, timezone.now()
        return _saved(row, "tell", acting_user)


def accept_offer(offer: Offer, *, acting_user: User) -> Application:
    """Begin an application for what was offered, filled in from the registry; the draft.

    Raises
    ------
    Refused
        ``offer_closed``, ``offer_of_nobody``, and whatever `start_draft` refuses.
    """
    with transaction.atomic():
        row = _lock(offer, *WAITING)
        head = head_of(row)
        if head is None:
            raise Refused("offer_of_nobody", _("Nobody of this family can apply."))
        made = start_draft(row.family, head, [row.programme], channel="office", acting_user=acting_user)
        row.state, row.application = OfferState.ACCEPTED, made
        row.settled_by, row.settled_at = acting_user, timezone.now()
        _saved(row, "accept", acting_user)
        return made


def decline_offer(offer: Offer, *, reason: str, acting_user: User) -> Offer:
    """The family does not want it, or it was no use: it is not offered again in the period.

    Raises
    ------
    Refused
        ``offer_closed``, ``reason_missing``.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("reason_missing", _("Say why."), "reason")
    with transaction.atomic():
        row = _lock(offer, *WAITING)
        row.state, row.reason = OfferState.DECLINED, reason.strip()
        row.settled_by, row.settled_at = acting_user, timezone.now()
        return _saved(row, "decline", acting_user)


def expire_offers(on: date) -> int:
    """Close offers whose period is over; how many."""
    old = Offer.objects.filter(state__in=WAITING, period_to__lt=on)
    count = old.update(state=OfferState.EXPIRED, settled_at=timezone.now(), version=F("version") + 1)
    if count:
        note_write("expire", "offer", None, (), acting_user=None)
    return count


def _lock(offer: Offer, *states: OfferState) -> Offer:
    row = Offer.objects.select_for_update(of=("self",)).select_related("family").get(pk=offer.pk)
    if row.state not in states:
        raise Refused("offer_closed", _("Somebody has dealt with this offer already."))
    return row


def _saved(row: Offer, action: str, acting_user: User) -> Offer:
    row.version += 1
    row.save()
    head = head_of(row)
    note_write(action, "offer", row.pk, [head.pk] if head else (), acting_user=acting_user)
    return row
