"""What a run found, written with its end in one transaction: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from tirek.department.decisions.actions.drafting import OPEN_STATES
from tirek.department.entitlements.actions.stopping import RUNNING
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.enums import DifferenceKind, DifferenceState, RunState
from tirek.department.flows.models import AuditItem, Difference, Offer, Recalculation
from tirek.department.flows.recalculation.comparing import Line
from tirek.department.flows.recalculation.finding import Found
from tirek.department.journal.notes import note_write

PORTION = 2_000
UNUSUAL = 10**15
"""Weighs more than any sum."""
NOTED_PERSONS = 500
"""Persons a line of the journal."""


def write_lines(run: Recalculation, lines: Sequence[Line], found: dict[str, Any]) -> bool:
    """Write the lines and the end of a run; False where another worker has done it already. Inside the caller's transaction.

    What earlier runs listed of the same districts and nobody dealt with is superseded: the newest word counts. What somebody
    set aside is listed again only when the law says another thing of it.
    """
    current = Recalculation.objects.select_for_update().get(pk=run.pk)
    if current.state in (RunState.DONE, RunState.FAILED):
        return False
    before = Difference.objects.filter(
        territory__in=run.territories, state=DifferenceState.LISTED, run__on__lte=run.on
    ).exclude(run=run.pk)
    before.update(state=DifferenceState.SUPERSEDED, settled_at=timezone.now(), version=F("version") + 1)
    kept = _still_open(lines)
    Difference.objects.bulk_create((_difference(run, line) for line in kept), batch_size=PORTION)
    AuditItem.objects.bulk_create(_audited(run, kept), batch_size=PORTION, ignore_conflicts=True)
    _note(run, kept)
    unclear = sum(line.does == DifferenceKind.UNCLEAR for line in kept)
    finish_run(current, listed=len(kept), unclear=unclear, **found)
    return True


def _still_open(lines: Sequence[Line]) -> list[Line]:
    """The lines to write: not what has ended meanwhile, waits for a signature, or was set aside as it is."""
    asked = [line.said.standing.entitlement_id for line in lines]
    running = Entitlement.objects.filter(pk__in=asked, state__in=RUNNING).values_list("pk", flat=True)
    earlier = Difference.objects.filter(entitlement__in=asked)
    drafted = earlier.filter(state=DifferenceState.DRAFTED, decision__state__in=OPEN_STATES)
    aside = earlier.filter(state=DifferenceState.SET_ASIDE).values_list("entitlement", "does", "after")
    open_ones, same = set(running) - set(drafted.values_list("entitlement", flat=True)), set(aside)
    return [
        line
        for line in lines
        if (pk := line.said.standing.entitlement_id) in open_ones and (pk, line.does, line.after) not in same
    ]


def finish_run(run: Recalculation, **found: Any) -> None:
    """Mark a run as done with what it counted."""
    told = {"state": RunState.DONE, "percent": 100, "finished_at": timezone.now(), **found}
    for name, value in told.items():
        setattr(run, name, value)
    run.save(update_fields=list(told))


def _difference(run: Recalculation, line: Line) -> Difference:
    said, row = line.said, line.said.standing
    return Difference(
        run=run,
        entitlement_id=row.entitlement_id,
        territory=row.territory,
        confidential=row.confidential,
        programme=row.programme,
        does=line.does,
        outcome=said.outcome,
        before=row.quantity,
        after=line.after,
        after_low=said.low if line.does == DifferenceKind.UNCLEAR else None,
        after_high=said.high if line.does == DifferenceKind.UNCLEAR else None,
        unit=row.unit,
        change_tenge=line.change_tenge,
        size=abs(line.change_tenge),
        weight=abs(line.change_tenge) + (UNUSUAL if line.is_unusual else 0),
        is_unusual=line.is_unusual,
        reasons=list(said.reasons),
        from_on=line.from_on,
    )


def _audited(run: Recalculation, lines: Iterable[Line]) -> Iterable[AuditItem]:
    """Whoever receives and is not entitled; one that is looked into already stays as it is."""
    for line in lines:
        if line.does != DifferenceKind.END:
            continue
        row = line.said.standing
        yield AuditItem(
            run=run,
            entitlement_id=row.entitlement_id,
            territory=row.territory,
            confidential=row.confidential,
            programme=row.programme,
            tenge=row.quantity if row.unit.startswith("tenge") else 0,
            reasons=list(line.said.reasons),
            found_on=run.on,
        )


def _note(run: Recalculation, lines: Sequence[Line]) -> None:
    """Who was listed: a line of the journal for so many persons."""
    persons = sorted({line.said.standing.holder_id for line in lines})
    for first in range(0, max(len(persons), 1), NOTED_PERSONS):
        note_write("list", "recalculation", run.pk, persons[first : first + NOTED_PERSONS], acting_user=run.asked_by)


def write_offers(run: Recalculation, found: Sequence[Found], told: dict[str, Any]) -> bool:
    """Write the offers and the end of a run; False where another worker has done it already. Inside the caller's transaction.

    A family that was offered a programme in the period is passed over by the database itself.
    """
    current = Recalculation.objects.select_for_update().get(pk=run.pk)
    if current.state in (RunState.DONE, RunState.FAILED):
        return False
    before = Offer.objects.count()
    Offer.objects.bulk_create((_offer(run, each) for each in found), batch_size=PORTION, ignore_conflicts=True)
    note_write("list", "recalculation", run.pk, (), acting_user=run.asked_by)
    finish_run(current, listed=Offer.objects.count() - before, **told)
    return True


def _offer(run: Recalculation, found: Found) -> Offer:
    return Offer(
        family_id=found.family_id,
        territory=found.territory,
        programme=found.programme,
        period_from=found.period[0],
        period_to=found.period[1],
        amount=found.amount,
        unit=found.unit,
        is_ceiling=found.is_ceiling,
        run=run,
        since=run.on,
    )
