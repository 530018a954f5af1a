"""Terms of retention carried out: counted first, proposed by one, confirmed by another, done portion by portion.

Each portion is a transaction of its own and takes only what is still there, so that a run that was killed goes on where
it stopped.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.retention import RetentionClass, retention_classes
from tirek.department.files.actions import remove_content
from tirek.department.files.faults import FileFault
from tirek.department.files.models import RetentionRun, StoredFile
from tirek.department.journal.erasure import destroy_key
from tirek.department.journal.faults import FourEyes, NotAllowed
from tirek.department.journal.models import Erasure
from tirek.department.journal.notes import note_write

ABILITY = "retain_data"
PORTION = 100
ENDED_KEYS = (
    "FROM journal_personkey k JOIN registry_person p ON p.id = k.person_id "
    "WHERE k.wrapped IS NOT NULL AND p.died_on < %s"
)


class NothingEnded(FileFault):
    """No term has ended: there is nothing to propose."""

    message = _("No term of retention has ended: there is nothing to erase.")


def carrying_out(territories: tuple[str, ...]) -> Viewer:
    """The house, at work on the terms of some territories, confidential records included: a term is a term."""
    return Viewer(
        user_id=None, territories=territories, confidential=frozenset(Confidential.values), purpose="job:retention"
    )


def count_ended(today: date) -> dict[str, int]:
    """How much has been kept long enough, by class, as far as the viewer sees; what is kept for good is not counted."""
    return {kind.name: _count(kind, today) for kind in retention_classes() if kind.deed != "keep"}


def propose_run(viewer: Viewer, today: date, *, acting_user: User) -> RetentionRun:
    """Propose to carry out the terms that ended in the viewer's territories, inside ``entered(viewer)``.

    Raises
    ------
    NotAllowed
        Without the ability ``retain_data``.
    NothingEnded
        When nothing has been kept long enough.
    """
    _demand_ability(viewer)
    with entered(carrying_out(viewer.territories)):
        counts = {name: count for name, count in count_ended(today).items() if count}
    if not counts:
        raise NothingEnded
    run = RetentionRun.objects.create(
        as_of=today, territories=sorted(viewer.territories), proposed=counts, proposed_by=acting_user
    )
    note_write("propose-retention", "files_retentionrun", run.pk, [], acting_user=acting_user)
    return run


def confirm_run(viewer: Viewer, run: RetentionRun, *, acting_user: User) -> None:
    """Confirm as another person who answers for all of its territories; a job does the rest.

    Raises
    ------
    NotAllowed
        Without the ability, or for a territory that is not the viewer's.
    FourEyes
        If the proposer confirms.
    """
    _demand_ability(viewer)
    locked = RetentionRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not set(locked.territories) <= set(viewer.territories):
        raise NotAllowed
    if locked.proposed_by_id == acting_user.pk:
        raise FourEyes
    if locked.confirmed_at is None:
        locked.confirmed_by, locked.confirmed_at = acting_user, timezone.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])
        note_write("confirm-retention", "files_retentionrun", locked.pk, [], acting_user=acting_user)


def execute_run(run_id: int) -> dict[str, int]:
    """Carry out a confirmed run until nothing of it is left; what was done so far, by class. Done again, it does nothing.

    Raises
    ------
    NotAllowed
        If nobody confirmed it.
    """
    run = RetentionRun.objects.select_related("proposed_by", "confirmed_by").get(pk=run_id)
    if run.confirmed_at is None:
        raise NotAllowed
    for kind in retention_classes():
        while run.finished_at is None and kind.deed != "keep" and _do_portion(kind, run):
            pass
    with transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(finished_at=timezone.now())
    run.refresh_from_db()
    return dict(run.done)


def _do_portion(kind: RetentionClass, run: RetentionRun) -> int:
    with entered(carrying_out(tuple(run.territories))):
        locked = RetentionRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        done = _delete_files(kind, run) if kind.deed == "delete_file" else _erase_keys(kind, run)
        counts = Counter(locked.done)
        counts[kind.name] += done
        if done:
            RetentionRun.objects.filter(pk=run.pk).update(done=dict(counts))
        return done


def _delete_files(kind: RetentionClass, run: RetentionRun) -> int:
    files = list(_ended_files(kind, run.as_of).order_by("pk")[:PORTION])
    for file in files:
        remove_content(file, acting_user=run.confirmed_by)
    return len(files)


def _erase_keys(kind: RetentionClass, run: RetentionRun) -> int:
    assert run.confirmed_by is not None
    with connection.cursor() as cursor:
        query = f"SELECT DISTINCT k.person_id, k.territory {ENDED_KEYS} ORDER BY 1 LIMIT %s"
        cursor.execute(query, [kind.ended_before(run.as_of), PORTION])
        ended = cursor.fetchall()
    for person_id, territory in ended:
        erasure = Erasure.objects.create(
            person_id=person_id,
            territory=territory,
            ground=f"{kind.name}: {kind.act['kk']}"[:200] if kind.act else kind.name,
            proposed_by=run.proposed_by,
            confirmed_by=run.confirmed_by,
            confirmed_at=timezone.now(),
        )
        destroy_key(person_id, erasure=erasure)
        note_write("erase", "journal_personkey", erasure.pk, [person_id], acting_user=run.confirmed_by)
    return len(ended)


def _count(kind: RetentionClass, today: date) -> int:
    if kind.deed == "delete_file":
        return _ended_files(kind, today).count()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT k.person_id) {ENDED_KEYS}", [kind.ended_before(today)])
        return int(cursor.fetchone()[0])


def _ended_files(kind: RetentionClass, today: date) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(
        kind__in=kind.files, removed_at__isnull=True, stored_at__date__lt=kind.ended_before(today)
    )


def _demand_ability(viewer: Viewer) -> None:
    if not viewer.may(ABILITY):
        raise NotAllowed
