"""Two records that are one person: merged by a reason, where both have statuses by two officers, and undone without a trace lost.

A merge writes `merged_into` and the district of the survivor on the record that goes; rows about it stay its own. Reads take
the records of one person together (`records.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row
from tirek.department.registry.enums import DuplicateState
from tirek.department.registry.models import DuplicateCandidate, Merge, Person
from tirek.department.registry.records import records_of


def request_merge(loser: Person, survivor: Person, *, reason: str, acting_user: User) -> Merge:
    """Ask that a record be merged into another; where one of them has no status, it is done at once.

    Parameters
    ----------
    loser
        The record that goes; it may itself be the survivor of earlier merges.
    survivor
        The record that stays, or one that was merged into it.

    Raises
    ------
    Refused
        ``reason_missing``, ``merged_already``, ``one_record``, ``other_district``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why these records are one person."), "reason")
    with transaction.atomic():
        loser, root = _locked_roots(loser.pk, survivor.pk)
        if Merge.objects.filter(loser=loser, undone_at=None).exists():
            raise Refused("merged_already", _("This record is already merged. Undo that merge first."))
        merge = Merge.objects.create(
            loser=loser,
            survivor=root,
            loser_territory=loser.territory,
            reason=reason,
            needs_second=_needs_second(loser, root),
            requested_by=acting_user,
        )
        if not merge.needs_second:
            _carry_out(merge, acting_user)
    return merge


def confirm_merge(merge: Merge, *, acting_user: User) -> None:
    """A second officer agrees: the merge takes effect.

    Raises
    ------
    Refused
        ``decided_already``, ``four_eyes``, ``merged_already``, ``one_record``, ``other_district``.
    """
    with transaction.atomic():
        merge = _locked(merge)
        if merge.effective_at or merge.undone_at:
            raise Refused("decided_already", _("This merge is decided already."))
        if merge.requested_by_id == acting_user.pk:
            raise Refused("four_eyes", _("A second person confirms it: you asked for it yourself."))
        merge.loser, merge.survivor = _locked_roots(merge.loser_id, merge.survivor_id)
        merge.loser_territory = merge.loser.territory
        merge.confirmed_by = acting_user
        merge.save(update_fields=["survivor", "loser_territory", "confirmed_by"])
        _carry_out(merge, acting_user)


def undo_merge(merge: Merge, *, reason: str, acting_user: User) -> None:
    """Take a merge back, or withdraw its request: the record stands alone again, with what was merged into it before.

    It goes back to the district it came from. What was recorded about the survivor in between stays with the survivor.

    Raises
    ------
    Refused
        ``reason_missing``, ``decided_already``, ``other_district``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the merge is undone."), "reason")
    with transaction.atomic():
        merge = _locked(merge)
        if merge.undone_at:
            raise Refused("decided_already", _("This merge is decided already."))
        merge.undone_by, merge.undone_at, merge.undo_reason = acting_user, timezone.now(), reason
        merge.save(update_fields=["undone_by", "undone_at", "undo_reason"])
        if not merge.effective_at:
            return
        if merge.loser_territory not in current_viewer().territories:
            raise Refused(
                "other_district",
                _("The record goes back to another district: somebody who works there too must undo it."),
            )
        with_it = _merged_below(merge.loser_id)
        _place(merge.loser_id, None, merge.loser_territory, acting_user, reason)
        for pk in with_it:
            _place(pk, merge.loser_id, merge.loser_territory, acting_user, reason)
        _decide_candidates(merge, DuplicateState.OPEN, None)


def reject_duplicate(candidate: DuplicateCandidate, *, reason: str, acting_user: User) -> None:
    """Say that two records are two people; the pair is not offered again.

    Raises
    ------
    Refused
        ``reason_missing``, ``decided_already``, ``merge_waits``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why these are two people."), "reason")
    with transaction.atomic():
        found = DuplicateCandidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
        if found.state != DuplicateState.OPEN:
            raise Refused("decided_already", _("This merge is decided already."))
        pair = (found.first_id, found.second_id)
        if Merge.objects.filter(loser__in=pair, survivor__in=pair, undone_at=None).exists():
            raise Refused("merge_waits", _("A merge of these records is asked for. Withdraw it first."))
        found.state, found.decided_by, found.decided_at = DuplicateState.REJECTED, acting_user, timezone.now()
        found.rejection_reason = reason
        found.save(update_fields=["state", "decided_by", "decided_at", "rejection_reason"])


def _locked(merge: Merge) -> Merge:
    return Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)


def _locked_roots(loser: int, survivor: int) -> tuple[Person, Person]:
    """The record that goes, which must stand alone, and the survivor's root; both locked in one order."""
    root = (records_of(survivor) or (survivor,))[0]
    found = {
        person.pk: person
        for person in Person.objects.select_for_update(of=("self",)).filter(pk__in=[loser, root]).order_by("pk")
    }
    if loser == root:
        raise Refused("one_record", _("These are one record already."))
    if len(found) < 2:
        raise Refused(
            "other_district", _("One of the records is not yours to see: it may have moved to another district.")
        )
    if found[loser].merged_into_id is not None:
        raise Refused("merged_already", _("This record is already merged. Undo that merge first."))
    return found[loser], found[root]


def _needs_second(loser: Person, root: Person) -> bool:
    """Whether both have statuses, those of programmes that this officer may not see among them: the database says yes or no."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_merge_needs_second(%s, %s)", [loser.pk, root.pk])
        return bool(cursor.fetchone()[0])


def _carry_out(merge: Merge, acting_user: User) -> None:
    below = Person.objects.filter(merged_into=merge.loser_id).order_by("pk").values_list("pk", flat=True)
    for pk in (merge.loser_id, *below):
        _place(pk, merge.survivor_id, merge.survivor.territory, acting_user, merge.reason)
    merge.effective_at = timezone.now()
    merge.save(update_fields=["effective_at"])
    _decide_candidates(merge, DuplicateState.MERGED, acting_user)


def _place(pk: int, root: int | None, territory: str, acting_user: User, reason: str) -> None:
    changes = {"merged_into_id": root, "territory": territory}
    change_row(Person.objects.get(pk=pk), changes, person_id=pk, acting_user=acting_user, reason=reason)


def _merged_below(pk: int) -> list[int]:
    """Records whose standing merges lead to a record, by the decisions themselves: the root no longer tells them apart."""
    below: list[int] = []
    level: Iterable[int] = [pk]
    while level:
        level = list(
            Merge.objects.filter(survivor__in=level, undone_at=None, effective_at__isnull=False)
            .order_by("loser_id")
            .values_list("loser_id", flat=True)
        )
        below += level
    return below


def _decide_candidates(merge: Merge, state: DuplicateState, acting_user: User | None) -> None:
    first, second = sorted((merge.loser_id, merge.survivor_id))
    DuplicateCandidate.objects.filter(first=first, second=second).update(
        state=state, decided_by=acting_user, decided_at=timezone.now() if acting_user else None
    )
