"""Lawful erasure: two people, a ground of law, and a key is gone; what it sealed stays, and its digests still hold."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer
from tirek.department.journal.faults import AlreadyProposed, FourEyes, NotAllowed, ReasonMissing
from tirek.department.journal.models import Erasure
from tirek.department.journal.notes import note_write


@transaction.atomic
def propose_erasure(person_id: int, *, territory: str, ground: str, acting_user: User) -> Erasure:
    """Propose to make a person's history unreadable. ``ground`` names the act or the court's decision, never the person.

    Raises
    ------
    ReasonMissing
        Without a ground.
    AlreadyProposed
        If one waits for its confirmation.
    """
    if not ground.strip():
        raise ReasonMissing
    told = {"person_id": person_id, "territory": territory, "ground": ground, "proposed_by": acting_user}
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(**told)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "erasure_one_open":
            raise
        raise AlreadyProposed from None
    note_write("propose-erasure", "journal_erasure", erasure.pk, [person_id], acting_user=acting_user)
    return erasure


@transaction.atomic
def confirm_erasure(erasure: Erasure, *, acting_user: User) -> int:
    """Confirm it as another person and destroy the key; how many keys were destroyed. Nothing brings them back.

    Raises
    ------
    FourEyes
        If the proposer confirms.
    """
    locked = Erasure.objects.select_for_update(of=("self",)).filter(pk=erasure.pk).first()
    if locked is None:
        raise NotAllowed
    if locked.proposed_by_id == acting_user.pk:
        raise FourEyes
    if locked.confirmed_at is None:
        locked.confirmed_by, locked.confirmed_at = acting_user, timezone.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])
        note_write("erase", "journal_personkey", locked.pk, [locked.person_id], acting_user=acting_user)
    return destroy_key(locked.person_id, erasure=locked)


def erasures_to_confirm(viewer: Viewer) -> QuerySet[Erasure]:
    """Erasures that a colleague proposed, of people whom the viewer sees, and a second person must confirm."""
    return Erasure.objects.filter(confirmed_at=None).exclude(proposed_by=viewer.user_id).order_by()


def destroy_key(person_id: int, *, erasure: Erasure) -> int:
    """Destroy the living key of a person; how many. The database asks for a confirmed erasure of this very person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_destroy_key(%s, %s)", [person_id, erasure.pk])
        return int(cursor.fetchone()[0])
