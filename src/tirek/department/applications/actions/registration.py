"""Registering an application: who the family is, what it declares, its number and its clocks; withdrawing; attaching files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.accounts.models import User
from tirek.department.applications.actions.drafts import (
    is_expired,
    lock_application,
    lock_draft,
    refuse_dissolved,
)
from tirek.department.applications.actions.steps import move_case, move_locked_cases
from tirek.department.applications.bars import bars_among, last_day
from tirek.department.applications.enums import CaseState, Channel, Turn
from tirek.department.applications.following import tell_withdrawn
from tirek.department.applications.models import (
    Application,
    ApplicationFile,
    ApplicationMember,
    Bar,
    Case,
    DeclaredFact,
)
from tirek.department.applications.programmes import refuse_unaskable, road_of
from tirek.department.applications.questions import Told, missing_claim, read_answers
from tirek.department.core import refusals
from tirek.department.core.calendar.today import today
from tirek.department.core.calendar.working_days import calendar_kept
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.refusals import Refused
from tirek.department.files.models import StoredFile
from tirek.department.journal.notes import note_write
from tirek.department.registry.actions.evidence import CONSENT_TO_REGISTERS
from tirek.department.registry.actions.known_otherwise import note_met_otherwise
from tirek.department.registry.models import Consent, Family, Membership, Person

ADULT_YEARS = 18
ARRIVES_BY_ITSELF = (Channel.PAPER, Channel.PORTAL)
"""Channels whose application has a day of receipt of its own; others are received when they are registered."""
CONSTRAINTS: Mapping[str, refusals.Sentence] = {
    "case_one_open_a_programme": (
        "case_open",
        gettext_lazy("An application for this programme is open already for this family. Go on with that one."),
        "programmes",
    ),
    "application_file_once": ("file_attached", gettext_lazy("This file is attached already."), "file"),
}


@dataclass(frozen=True)
class Applying:
    """A member of the family on the day of the application; ``consent`` is to the asking of registers, if there is one."""

    person: Person
    role: str
    adult: bool
    consent: Consent | None


def register_application(application: Application, *, acting_user: User | None) -> Application:
    """Register a draft: members with their consents, declared facts, clocks, and last of all the number.

    An adult without a consent is no reason to refuse (`applying_members` tells the page): registers that need one are then
    not asked. Who was known only through a confidential programme, and asks for another, is a person like any other from now on.

    Raises
    ------
    Refused
        ``registered_already``, ``draft_closed``, ``draft_expired``; ``family_dissolved``, ``applicant_not_a_member``;
        ``programme_not_ours`` (saying where to apply), ``programme_not_in_force``; ``barred`` (with the last day);
        ``case_open``; ``nothing_claimed``; `questions.AnswersRefused` with its faults by field.
    NotSeen
        If the application is not the viewer's to see: another district, the own family, a confidential programme.

    Writes the application, its members, declared facts and cases, the numbering of the district, and the journal: in one
    transaction, or nothing.
    """
    with transaction.atomic():
        draft, cases = lock_draft(application)
        now, on = timezone.now(), today()
        if is_expired(draft, on):
            raise Refused(
                "draft_expired",
                gettext_lazy("This draft is too old: open the form, look whether it still holds, and save it."),
            )
        if draft.channel not in ARRIVES_BY_ITSELF:
            draft.received_on = on
        members = applying_members(draft.family, draft.received_on)
        _refuse(draft, members)
        told = read_answers(draft.programmes, [one.person.pk for one in members], draft.answers)
        if missing_claim(draft.programmes, told):
            raise Refused("nothing_claimed", gettext_lazy("Say what is to be refunded or provided."))
        ApplicationMember.objects.bulk_create(
            ApplicationMember(application=draft, person=one.person, role=one.role, consent=one.consent)
            for one in members
        )
        DeclaredFact.objects.bulk_create(_declared(draft, told, acting_user))
        with refusals.refused_constraints(CONSTRAINTS):
            _register_cases(cases, draft.received_on, acting_user)
        draft.answers, draft.registered_by, draft.registered_at = {}, acting_user, now
        # Last: the row of the district stays locked until the commit, and its other registrars wait for it.
        draft.number = take_number(draft.territory, on.year)
        draft.save(update_fields=["answers", "registered_by", "registered_at", "number", "received_on", "saved_at"])
        _note_met(draft, members, acting_user)
        note_write("register", "application", draft.pk, [one.person.pk for one in members], acting_user=acting_user)
    return draft


def _note_met(draft: Application, members: Sequence[Applying], acting_user: User | None) -> None:
    """Whoever asks for something else is known by it too, and not only through a confidential programme any more."""
    hidden = [one.person.pk for one in members if one.person.confidential]
    if hidden and not draft.confidential:
        note_met_otherwise((), persons=hidden, acting_user=acting_user)


def _refuse(draft: Application, members: Sequence[Applying]) -> None:
    refuse_dissolved(draft.family, draft.received_on)
    if draft.applicant_id not in {one.person.pk for one in members}:
        raise Refused(
            "applicant_not_a_member",
            gettext_lazy("The applicant is no member of the family any more. Begin a new application."),
        )
    refuse_unaskable(draft.programmes, draft.received_on)
    bars = bars_among([one.person.pk for one in members], draft.programmes, draft.received_on)
    if bars:
        raise Refused("barred", barred_until(bars[0]), "programmes")


def barred_until(bar: Bar) -> str:
    """What is said of a bar, in the language of the reader: why, and its last day."""

    def text() -> str:
        told = {"ground": bar.get_ground_display(), "day": last_day(bar).strftime("%d.%m.%Y")}
        return _("Nothing is granted for a time: %(ground)s. The last day of it is %(day)s.") % told

    return lazy(text, str)()


def applying_members(family: Family, on: date) -> list[Applying]:
    """The living members of a family on a day, the head first, with their consents to the asking of registers. Two queries."""
    rows = Membership.objects.filter(
        family=family, valid__contains=on, person__merged_into__isnull=True
    ).select_related("person")
    living = [row for row in rows if row.person.died_on is None or row.person.died_on > on]
    consents = _consents([row.person_id for row in living], on)
    found = [Applying(row.person, row.role, _is_adult(row.person, on), consents.get(row.person_id)) for row in living]
    return sorted(found, key=lambda one: (one.role != "head", not one.adult, one.person.pk))


def _consents(person_ids: Iterable[int], on: date) -> dict[int, Consent]:
    rows = Consent.objects.filter(
        person_id__in=list(person_ids),
        purpose__startswith=CONSENT_TO_REGISTERS,
        valid__contains=on,
        withdrawn_at__isnull=True,
    ).order_by("-purpose", "pk")
    return {row.person_id: row for row in rows}


def _is_adult(person: Person, on: date) -> bool:
    """Whether somebody is of age; who has no day of birth on record is taken for it, so that a consent is asked for."""
    born = person.birth_on
    return born is None or (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) >= ADULT_YEARS


def _declared(draft: Application, told: Iterable[Told], acting_user: User | None) -> list[DeclaredFact]:
    return [
        DeclaredFact(
            application=draft,
            entity=one.fact.entity,
            row=one.row,
            person_id=one.person_id,
            fact=one.fact.name,
            value=one.value,
            recorded_by=acting_user,
        )
        for one in told
    ]


def _register_cases(cases: Sequence[Case], received_on: date, acting_user: User | None) -> None:
    """Start the clocks and move the cases: one write for all cases of a clock, one reading of the calendar."""
    by_clock: dict[str, list[Case]] = {}
    for case in cases:
        by_clock.setdefault(road_of(case.programme).decision_clock, []).append(case)
    with calendar_kept():
        groups = [
            (found, {"clock": clock, "applied_on": received_on, "due_on": due_on(find_clock(clock), received_on)})
            for clock, found in by_clock.items()
        ]
    move_locked_cases(groups, CaseState.REGISTERED, turn=Turn.SPECIALIST, acting_user=acting_user)


def take_number(territory: str, year: int) -> str:
    """The next registration number of a district and year: ``751110-2026-000001``. Its row is locked until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO applications_numbering AS n (territory, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (territory, year) DO UPDATE SET last = n.last + 1 RETURNING last",
            [territory, year],
        )
        (last,) = cursor.fetchone()
    return f"{territory[:6]}-{year}-{last:06}"


def withdraw_case(case: Case, *, acting_user: User | None, reason: str) -> Case:
    """The applicant takes one programme back; the reason stands with the step, and later stages are told (`following`).

    Raises
    ------
    Refused
        ``reason_missing``; ``case_moved_meanwhile`` for a case that is decided, or is a draft still.
    """
    if not reason.strip():
        raise Refused("reason_missing", gettext_lazy("Say why."), "reason")
    with transaction.atomic():
        moved = move_case(case, CaseState.WITHDRAWN, turn=Turn.NOBODY, acting_user=acting_user, reason=reason)
        note_write("withdraw", "case", moved.pk, [moved.applicant_id], acting_user=acting_user)
        tell_withdrawn(moved, reason=reason.strip(), acting_user=acting_user)
    return moved


def attach_file(
    application: Application, stored_file: StoredFile, title: str, *, acting_user: User | None
) -> ApplicationFile:
    """Attach a stored file to an application, registered or not.

    Raises
    ------
    Refused
        ``title_missing``; ``file_attached`` where it is attached already; ``file_of_another`` where the file does not belong
        to the district and the confidential programme of the application.
    """
    name = title.strip()
    if not name:
        raise Refused("title_missing", gettext_lazy("Say what the document is."), "title")
    with transaction.atomic():
        current = lock_application(application)
        if (stored_file.territory, stored_file.confidential) != (current.territory, current.confidential):
            raise Refused("file_of_another", gettext_lazy("This file belongs elsewhere. Store it anew here."), "file")
        with refusals.refused_constraints(CONSTRAINTS):
            row = ApplicationFile.objects.create(
                application=current, file=stored_file, title=name[:60], attached_by=acting_user
            )
        note_write("attach", "application", current.pk, [current.applicant_id], acting_user=acting_user)
    return row
