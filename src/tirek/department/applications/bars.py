"""Times in which nothing is granted: asked when an application is registered and when it is decided, established and lifted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.enums import BarGround
from tirek.department.applications.models import Bar
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.refusals import Refused
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Family, Person

CLOCKS: Mapping[str, str] = {
    BarGround.MEASURES_REFUSED: "refusal_of_measures",
    BarGround.CONTRACT_BROKEN: "breach_of_contract",
    BarGround.FALSE_DATA: "false_data",
}
"""The term of the act by its ground."""


def bars_for(person_ids: Iterable[int], programme: str, on: date) -> list[Bar]:
    """Bars in force on a day for any of these people; the one that lasts longest first. One query.

    A bar that another district established holds too. The bar of one member bars the family's application: pass everybody
    who applies together.
    """
    return bars_among(person_ids, [programme], on)


def bars_among(person_ids: Iterable[int], programmes: Sequence[str], on: date) -> list[Bar]:
    """Bars in force on a day for any of these people and any of these programmes. One query."""
    return list(
        Bar.objects.raw(
            "SELECT * FROM applications_bars_of(%s::bigint[], %s::text[], %s)", [list(person_ids), list(programmes), on]
        )
    )


def last_day(bar: Bar) -> date:
    """The last day on which a bar holds."""
    upper: date = bar.valid.upper
    return upper - timedelta(days=1)


def establish_bar(
    person: Person,
    programmes: Sequence[str],
    ground: BarGround,
    *,
    since: date,
    acting_user: User | None,
    family: Family | None = None,
    beside: bool = False,
) -> Bar:
    """Bar a person from programmes from a day on, for the term of the act.

    Parameters
    ----------
    since
        The day of the refusal, the breach or the finding: the first day of the bar. Its last is that of the term.
    family
        The family it came from; kept beside.
    beside
        Let it stand beside another of the same ground: two breaches of contracts are lifted each by itself.

    Raises
    ------
    Refused
        ``bar_for_nothing`` without a programme; ``bar_stands`` where the same ground bars the person on that day already.

    Writes ``applications_bar`` and the journal.
    """
    if not programmes:
        raise Refused("bar_for_nothing", _("Name the programmes that are barred."), "programmes")
    clock = CLOCKS[ground]
    until = due_on(find_clock(clock), since) + timedelta(days=1)
    standing = Q(valid__contains=since, lifted_at__isnull=True, programmes__contains=list(programmes))
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if not beside and Bar.objects.filter(standing, person=person, ground=ground).exists():
            raise Refused("bar_stands", _("This person is barred on this ground already."), "ground")
        bar = Bar.objects.create(
            person=person,
            family=family,
            territory=person.territory,
            programmes=list(programmes),
            ground=ground,
            clock=clock,
            valid=(since, until),
            established_by=acting_user,
        )
        note_write("establish", "bar", bar.pk, [person.pk], acting_user=acting_user)
    bar.refresh_from_db(fields=["valid"])
    return bar


def lift_bar(bar: Bar, *, acting_user: User, reason: str) -> Bar:
    """End a bar before its term, with a reason: an appeal was granted, the ground was an error.

    Raises
    ------
    Refused
        ``reason_missing``, ``lifted_already``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), "reason")
    with transaction.atomic():
        current = Bar.objects.select_for_update(of=("self",)).get(pk=bar.pk)
        if current.lifted_at is not None:
            raise Refused("lifted_already", _("This bar was lifted already."))
        current.lifted_at, current.lifted_by, current.lift_reason = timezone.now(), acting_user, reason[:500]
        current.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
        note_write("lift", "bar", current.pk, [current.person_id], acting_user=acting_user)
    return current
