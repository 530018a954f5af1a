"""What people lawfully share: explained once, and then no anomaly; taken back when the ground is gone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.control.anomalies import list_anomalies
from tirek.department.control.enums import AnomalyKind, SharingGround
from tirek.department.control.models import LawfulSharing
from tirek.department.control.refusals import CONSTRAINTS, ControlRefused
from tirek.department.core.refusals import refused_constraints
from tirek.department.journal.notes import note_write


def explain_sharing(
    kind: AnomalyKind, mark: str, *, ground: SharingGround, words: str, acting_user: User
) -> LawfulSharing:
    """Write down why a sharing is lawful: it is listed no more, and counts as no risk.

    Raises
    ------
    ControlRefused
        ``reason_missing``, ``sharing_unknown``, ``sharing_twice``.
    """
    if not words.strip():
        raise ControlRefused("reason_missing", "words")
    found = next((each for each in list_anomalies(kind) if each.mark == mark), None)
    if found is None:
        raise ControlRefused("sharing_unknown")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        made = LawfulSharing.objects.create(
            territory=found.territories[0],
            kind=kind,
            mark=mark,
            ground=ground,
            words=words.strip()[:500],
            recorded_by=acting_user,
        )
        note_write("explain", "sharing", made.pk, found.persons, acting_user=acting_user)
    return made


def end_sharing(sharing: LawfulSharing, *, acting_user: User) -> None:
    """Take an explanation back: the sharing is listed again. Done once, however often it is asked."""
    with transaction.atomic():
        row = LawfulSharing.objects.select_for_update().get(pk=sharing.pk)
        if row.ended_at is not None:
            return
        row.ended_at, row.ended_by = timezone.now(), acting_user
        row.save(update_fields=["ended_at", "ended_by"])
        note_write("end", "sharing", row.pk, [], acting_user=acting_user)
