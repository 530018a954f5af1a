"""Life events reopen what depends on them: a queue of consequences, one for each event and entitlement.

An event changes no grant by itself. A death holds what would fall due, at once; everything else, and the end itself, is a
decision that an officer drafts from the queue and another signs.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.actions.granting import signed_on
from tirek.department.entitlements.actions.stopping import RUNNING, hold_dues, release_dues
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.enums import ConsequenceState, Reaction
from tirek.department.flows.models import Consequence, FollowedEvent
from tirek.department.flows.reactions import Rule, acts_from, entities_read, rules
from tirek.department.journal.notes import note_write
from tirek.department.registry.enums import LifeEventKind
from tirek.department.registry.models import LifeEvent
from tirek.department.registry.records import records_of

PORTION = 200
LEAST_REASON = 5
"""Letters of a reason, at least: "ok" is none."""


def follow_new_events(limit: int = PORTION) -> int:
    """Look at the events that nobody looked at yet, the oldest first; how many they were."""
    events = list(
        LifeEvent.objects.select_for_update(of=("self",), skip_locked=True)
        .exclude(pk__in=FollowedEvent.objects.values("event_id"))
        .order_by("pk")[:limit]
    )
    for event in events:
        follow_event(event)
    return len(events)


def follow_event(event: LifeEvent) -> list[Consequence]:
    """Write down what an event asks to be done, and hold what a death holds; those that are new. May be repeated."""
    with transaction.atomic():
        FollowedEvent.objects.get_or_create(event=event)
        rule = rules()[LifeEventKind(event.kind)]
        return [each for entitlement in _touched(event) if (each := _open(event, entitlement, rule))]


def close_consequence(consequence: Consequence, *, reason: str, release: bool, acting_user: User) -> Consequence:
    """Nothing more is to be done: an officer says why, and whether what was held falls due again.

    Raises
    ------
    Refused
        ``reason_missing``; ``consequence_closed``; ``consequence_drafted`` while a draft of it is open; ``not_running``;
        ``held_by_another`` where another event, not dealt with, holds the same back.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("reason_missing", _("Say why."), "reason")
    with transaction.atomic():
        current = lock_consequence(consequence)
        if current.state == ConsequenceState.DRAFTED:
            raise Refused("consequence_drafted", _("A decision is drafted of it: drop the draft first."))
        if release:
            _refuse_held(current)
            release_dues(current.entitlement, acting_user=acting_user)
        return _close(current, reason.strip(), acting_user)


def lock_consequence(consequence: Consequence) -> Consequence:
    """The consequence as it stands now, locked until the transaction ends.

    Raises
    ------
    Refused
        ``consequence_closed``.
    """
    rows = Consequence.objects.select_for_update(of=("self",)).select_related("entitlement__decision", "event")
    current = rows.get(pk=consequence.pk)
    if current.state == ConsequenceState.CLOSED:
        raise Refused("consequence_closed", _("Somebody has dealt with it already."))
    return current


def settle_consequences(decision: Decision, entitlement: Entitlement | None, *, acting_user: User | None) -> int:
    """What a carried-out decision does to the queue of its case; how many consequences it closes.

    An end closes what counts from its day or later, a change what asked for a new calculation before it was drafted. What
    counts from an earlier day stays open, for days before the decision are not settled by it. What a change leaves open
    goes over to the entitlement that it made, and holds that back as it held the one before.
    """
    rows = Consequence.objects.select_for_update(of=("self",)).filter(entitlement__case=decision.case_id)
    closed = 0
    for row in rows.exclude(state=ConsequenceState.CLOSED).select_related("entitlement").order_by("pk"):
        if _is_settled_by(decision, row):
            _close(row, f"decision {decision.number}", acting_user)
            closed += 1
        elif decision.kind == DecisionKind.CHANGE and entitlement is not None:
            row.entitlement, row.version = entitlement, row.version + 1
            row.save(update_fields=["entitlement", "version"])
            if row.held_back:
                reason = f"life event {row.event_id}: {row.kind}"
                hold_dues(entitlement, row.since, reason=reason, acting_user=acting_user)
    return closed


def _is_settled_by(decision: Decision, row: Consequence) -> bool:
    if row.decision_id == decision.pk:
        return True
    if row.appeal_id is not None:  # whatever is decided with the appeal on the table answers it
        return row.opened_at < decision.drafted_at
    if (decision.starts_on or signed_on(decision)) > row.since:
        return False
    is_newer = row.opened_at < decision.drafted_at
    is_change = decision.kind == DecisionKind.CHANGE and row.does == Reaction.RECALCULATE and is_newer
    return is_change or decision.kind == DecisionKind.TERMINATE


def _refuse_held(consequence: Consequence) -> None:
    others = Consequence.objects.filter(entitlement=consequence.entitlement_id, held_back=True)
    if others.exclude(pk=consequence.pk).exclude(state=ConsequenceState.CLOSED).exists():
        raise Refused("held_by_another", _("Another event holds it back as well: deal with that one first."), "release")


def _close(row: Consequence, reason: str, acting_user: User | None) -> Consequence:
    row.state, row.reason, row.closed_by, row.closed_at = ConsequenceState.CLOSED, reason, acting_user, timezone.now()
    row.version += 1
    row.save(update_fields=["state", "reason", "closed_by", "closed_at", "version"])
    note_write("close", "consequence", row.pk, [row.entitlement.holder_id], acting_user=acting_user)
    return row


def _touched(event: LifeEvent) -> Sequence[Entitlement]:
    """What runs and counts the person of the event; of an event of a family also what the family receives."""
    if event.kind == LifeEventKind.MOVE and "came_from" in event.details:
        return []  # the event of the district they left hands it over
    running = Entitlement.objects.select_for_update(of=("self",)).filter(state__in=RUNNING).exclude(valid__isempty=True)
    since = acts_from(event.happened_on)
    found: dict[int, Entitlement] = {}
    if event.person_id is not None:
        records = records_of(event.person_id) or (event.person_id,)
        of_person = Entitlement.objects.filter(members__person__in=records).values("pk")
        found |= {row.pk: row for row in running.filter(pk__in=of_person)}
    whole_family = event.kind != LifeEventKind.DEATH or event.person_id is None
    if event.family_id is not None and whole_family:
        found |= {row.pk: row for row in running.filter(family_id=event.family_id)}
    ended = [pk for pk, row in found.items() if row.valid.upper is not None and row.valid.upper <= since]
    return [row for pk, row in sorted(found.items()) if pk not in ended]


def _open(event: LifeEvent, entitlement: Entitlement, rule: Rule) -> Consequence | None:
    does = _reaction(event, entitlement, rule)
    if does is None or Consequence.objects.filter(event=event, entitlement=entitlement).exists():
        return None
    since = acts_from(event.happened_on)
    if rule.holds:
        hold_dues(entitlement, since, reason=f"life event {event.pk}: {event.kind}", acting_user=None)
    made = Consequence.objects.create(
        event=event,
        entitlement=entitlement,
        territory=entitlement.territory,
        confidential=entitlement.confidential,
        kind=event.kind,
        does=does,
        since=since,
        held_back=rule.holds,
    )
    note_write("create", "consequence", made.pk, [entitlement.holder_id], acting_user=None)
    return made


def _reaction(event: LifeEvent, entitlement: Entitlement, rule: Rule) -> Reaction | None:
    """What is to be done to this entitlement; None where the event changes nothing in it."""
    if not rule.reaches(entitlement.programme):
        return None
    if event.kind == LifeEventKind.MOVE and event.details.get("to") == entitlement.territory:
        return Reaction.RECALCULATE if "dwelling" in entities_read(entitlement.programme) else None
    if event.kind == LifeEventKind.DEATH and entitlement.members.count() > 1:
        return Reaction.RECALCULATE  # the others go on receiving, though not the same
    return rule.does
