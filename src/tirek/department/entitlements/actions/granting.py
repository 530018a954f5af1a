"""A signed decision becomes an entitlement: who is counted, and what falls due."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from tirek.department.accounts.models import User
from tirek.department.applications.programmes import road_of
from tirek.department.core.calendar.today import local_day
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.counting import PersonCounted, counted_elsewhere
from tirek.department.entitlements.enums import DueState, EntitlementState, Period
from tirek.department.entitlements.models import Due, Entitlement, EntitlementMember
from tirek.department.entitlements.recipients import Recipients, recipients_of
from tirek.department.entitlements.schedule import MONTHS, Grant, Slice, horizon, plan_periods
from tirek.department.journal.history import note_created
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Person
from tirek.rulebook.catalogue import find_benefit

NO_UNIT = "none"
"""The unit of what is granted and not measured: a right."""
ONE_AT_A_TIME = "entitlement_member_in_one_at_a_time"


def grant_entitlement(decision: Decision, *, previous: Entitlement | None, acting_user: User) -> Entitlement:
    """What a signed decision grants, with its members and the due rows known by now; nothing is sent.

    Parameters
    ----------
    previous
        The entitlement that this one changes, shortened already; None for a first grant.

    Raises
    ------
    PersonCounted
        Where somebody is counted in another entitlement of the group on one of these days.
    Refused
        ``grant_without_a_start``.
    """
    if decision.starts_on is None:
        raise Refused("grant_without_a_start", _("The decision does not say from which day it grants."))
    benefit = find_benefit(decision.programme)
    period = Period(str(benefit.document["period"]))
    last = decision.ends_on
    if last is None and period not in MONTHS:  # what is given once is not granted until further notice
        last = decision.starts_on
    days = DateRange(decision.starts_on, last + timedelta(days=1) if last else None)
    recipients, group = recipients_of(decision), road_of(decision.programme).kind_group
    _refuse_counted(recipients, group, days, decision.case_id)
    entitlement = Entitlement.objects.create(
        decision=decision,
        case=decision.case,
        family=decision.family,
        holder_id=recipients.holder,
        territory=decision.territory,
        confidential=decision.confidential,
        programme=decision.programme,
        kind_group=group,
        fund=benefit.fund_at(decision.starts_on),
        quantity=decision.amount or 0,
        unit=decision.unit or NO_UNIT,
        period=period,
        valid=days,
        previous=previous,
    )
    _count(entitlement, recipients, days)
    on = signed_on(decision)
    add_dues(entitlement, plan_periods(grant_of(entitlement, decision, last), horizon(on)))
    where = Person.objects.filter(pk=recipients.holder).values_list("territory", flat=True).first()
    if where is not None:  # of a holder who has moved out of sight the decision says who did what and why
        reason, holder = f"decision {decision.number}", recipients.holder
        note_created(entitlement, person_id=holder, acting_user=acting_user, reason=reason, territory=where)
    note_write("create", "entitlement_members", entitlement.pk, recipients.members, acting_user=acting_user)
    return entitlement


def signed_on(decision: Decision) -> date:
    """The day of the signature in Almaty."""
    assert decision.signed_at is not None
    return local_day(decision.signed_at)


def grant_of(entitlement: Entitlement, decision: Decision, last: date | None) -> Grant:
    """What was granted, as the periods go by it."""
    benefit = find_benefit(entitlement.programme)
    assert decision.starts_on is not None
    return Grant(
        quantity=entitlement.quantity,
        period=Period(entitlement.period),
        first=decision.starts_on,
        last=last,
        proration=str(benefit.document["proration"]),
        rounding=str((benefit.document.get("rounding") or {}).get("mode", "half_up")),
        valued_on=str(benefit.document["valued_on"]),
        decided_on=signed_on(decision),
        applied_on=decision.case.applied_on,
    )


def add_dues(entitlement: Entitlement, slices: list[Slice], state: DueState = DueState.PLANNED) -> int:
    """Write due rows of an entitlement; how many."""
    rows = [
        Due(
            entitlement=entitlement,
            territory=entitlement.territory,
            confidential=entitlement.confidential,
            programme=entitlement.programme,
            period_from=slice_.first,
            period_to=slice_.last,
            due_on=slice_.due_on,
            valued_on=slice_.valued_on,
            quantity=slice_.quantity,
            unit=entitlement.unit,
            state=state,
        )
        for slice_ in slices
    ]
    return len(Due.objects.bulk_create(rows))


def plan_further(entitlement: Entitlement, on: date, *, acting_user: User | None) -> int:
    """Due rows up to the horizon of a day, of what is granted until further notice; how many are new.

    May be repeated: what stands already, in whatever state, is not written again. What is held back is held from the start.
    """
    if entitlement.valid.upper is not None or entitlement.state not in (
        EntitlementState.ACTIVE,
        EntitlementState.SUSPENDED,
    ):
        return 0
    decision = entitlement.decision
    known = entitlement.dues.order_by("-period_from").values_list("period_from", flat=True).first()
    planned = plan_periods(grant_of(entitlement, decision, None), horizon(on))
    new = [slice_ for slice_ in planned if known is None or slice_.first > known]
    held_from = entitlement.held_from or date.max
    count = add_dues(entitlement, [slice_ for slice_ in new if slice_.first < held_from])
    count += add_dues(entitlement, [slice_ for slice_ in new if slice_.first >= held_from], DueState.HELD)
    if count:
        note_write("create", "dues", entitlement.pk, [entitlement.holder_id], acting_user=acting_user)
    return count


def _refuse_counted(recipients: Recipients, group: str, days: DateRange, case_id: int) -> None:
    assert days.lower is not None
    elsewhere = counted_elsewhere(recipients.members, group, days.lower, days.upper, besides=case_id)
    if elsewhere:
        raise PersonCounted(elsewhere)


def _count(entitlement: Entitlement, recipients: Recipients, days: DateRange) -> None:
    """Count the members; of two that grant at the same moment the database lets one through, and the other is told."""
    group = entitlement.kind_group
    rows = [
        EntitlementMember(entitlement=entitlement, person_id=person, kind_group=group, valid=days)
        for person in recipients.members
    ]
    try:
        with transaction.atomic():
            EntitlementMember.objects.bulk_create(rows)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != ONE_AT_A_TIME:
            raise
        _refuse_counted(recipients, group, days, entitlement.case_id)
        raise
