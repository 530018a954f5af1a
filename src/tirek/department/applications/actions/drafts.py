"""A draft: begun for a family, saved as it is typed, abandoned with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Channel, Turn
from tirek.department.applications.models import Application, Case
from tirek.department.applications.programmes import refuse_mixture, refuse_unaskable
from tirek.department.applications.questions import LONGEST, known_fact
from tirek.department.applications.roads import roads
from tirek.department.core.calendar.today import local_day, today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Family, Membership, Person

LANGUAGES = ("kk", "ru")
MOST_ANSWERS = 3000
"""More fields than the largest family with all programmes has; who sends more is no form of ours."""
EXPIRED = "nobody saved the draft within the term"


def start_draft(
    family: Family,
    applicant: Person,
    programmes: Sequence[str],
    *,
    channel: str | Channel,
    acting_user: User | None,
    received_on: date | None = None,
    language: str = "",
) -> Application:
    """Begin an application of a family for one or more programmes, with a case for each.

    Parameters
    ----------
    received_on
        The day a paper came; today otherwise. What is told at the counter is received when it is registered.
    language
        Of the answers to the family: ``kk`` or ``ru``; the applicant's own where it is empty.

    Raises
    ------
    Refused
        ``nothing_asked``; ``programme_unknown``, ``programme_not_ours`` (saying where to apply), ``programme_not_in_force``;
        ``confidential_alone``; ``confidential_not_yours``; ``family_dissolved``; ``applicant_not_a_member``;
        ``received_in_future``.
    NotSeen
        If the family is not the acting viewer's to see.

    Writes ``applications_application``, ``applications_case`` and the journal.
    """
    asked, day = list(dict.fromkeys(programmes)), received_on or today()
    confidential = _kind_of(asked, day)
    with transaction.atomic():
        home = _home(family)
        refuse_dissolved(home, day)
        refuse_stranger(home, applicant, day)
        application = Application.objects.create(
            territory=home.territory,
            confidential=confidential,
            family=home,
            applicant=applicant,
            channel=channel,
            language=language if language in LANGUAGES else _language_of(applicant),
            programmes=asked,
            received_on=day,
            created_by=acting_user,
        )
        now = timezone.now()
        Case.objects.bulk_create(_case(application, name, now) for name in asked)
        note_write("start", "application", application.pk, [applicant.pk], acting_user=acting_user)
    return application


def _kind_of(asked: Sequence[str], day: date) -> str:
    """The confidential kind of what is asked for, once nothing forbids to ask for it."""
    if not asked:
        raise Refused("nothing_asked", _("Choose at least one programme."), "programmes")
    if day > today():
        raise Refused("received_in_future", _("The day of receipt is in the future."), "received_on")
    refuse_unaskable(asked, day)
    confidential = refuse_mixture(asked)
    if confidential and confidential not in current_viewer().confidential:
        raise Refused(
            "confidential_not_yours",
            _("This programme is registered by the officers named for it. Take the family to one of them."),
            "programmes",
        )
    return confidential


def _home(family: Family) -> Family:
    found = Family.objects.filter(pk=family.pk).first()
    if found is None:
        raise NotSeen("family")
    return found


def refuse_dissolved(family: Family, on: date) -> None:
    """Stop where a family is no family any more.

    Raises
    ------
    Refused
        ``family_dissolved``.
    """
    if family.dissolved_on is not None and family.dissolved_on <= on:
        raise Refused(
            "family_dissolved", _("This family was dissolved. Find the family to which the applicant belongs now.")
        )


def refuse_stranger(family: Family, applicant: Person, on: date) -> None:
    """Stop where the applicant is no living member of the family on a day. One query.

    Raises
    ------
    Refused
        ``applicant_not_a_member``.
    """
    belongs = Membership.objects.filter(
        family=family, person_id=applicant.pk, valid__contains=on, person__merged_into__isnull=True
    ).exists()
    if not belongs or (applicant.died_on is not None and applicant.died_on <= on):
        raise Refused(
            "applicant_not_a_member", _("A living member of the family applies. Choose one of them."), "applicant"
        )


def _language_of(applicant: Person) -> str:
    return applicant.language if applicant.language in LANGUAGES else LANGUAGES[0]


def _case(application: Application, programme: str, now: datetime) -> Case:
    return Case(
        application=application,
        family_id=application.family_id,
        applicant_id=application.applicant_id,
        territory=application.territory,
        confidential=application.confidential,
        programme=programme,
        applied_on=application.received_on,
        state_since=now,
        turn=Turn.REGISTRAR,
        turn_since=now,
    )


def lock_application(application: Application) -> Application:
    """The application as it stands now, locked until the transaction ends.

    Raises
    ------
    NotSeen
        If the viewer may not see it.
    """
    found = (
        Application.objects.select_for_update(of=("self",))
        .select_related("family", "applicant")
        .filter(pk=application.pk)
        .first()
    )
    if found is None:
        raise NotSeen("application")
    return found


def lock_draft(application: Application) -> tuple[Application, list[Case]]:
    """A draft with its cases, locked until the transaction ends.

    Raises
    ------
    Refused
        ``registered_already``, or ``draft_closed`` for one that was abandoned.
    """
    current = lock_application(application)
    if current.registered_at is not None:
        raise Refused("registered_already", _("This application is registered already."))
    cases = list(
        Case.objects.select_for_update(of=("self",)).filter(application=current, state=CaseState.DRAFT).order_by("pk")
    )
    if not cases:
        raise Refused("draft_closed", _("This draft was put aside. Begin a new application."))
    return current, cases


def save_draft(
    application: Application,
    answers: Mapping[str, str],
    *,
    acting_user: User | None,
    seen: datetime | None = None,
) -> Application:
    """Keep what was typed, as it was typed: it replaces what the draft held.

    Parameters
    ----------
    answers
        Texts by the name of their field (`questions.key_of`); faults are kept too, and named when it is registered.
    seen
        ``saved_at`` of the draft as the page showed it: where a colleague has saved since, nothing is overwritten.

    Raises
    ------
    Refused
        ``draft_saved_meanwhile``, ``registered_already``, ``draft_closed``, ``not_a_form``.

    Writes ``applications_application`` and the journal; nothing where nothing differs but the hour of saving.
    """
    kept = {key: text for key, text in answers.items() if text.strip()}
    if len(kept) > MOST_ANSWERS or any(len(text) > LONGEST or known_fact(key) is None for key, text in kept.items()):
        raise Refused("not_a_form", _("This is more, or longer, than the form asks. Open it again."))
    with transaction.atomic():
        current, _cases = lock_draft(application)
        if seen is not None and current.saved_at != seen and current.answers != kept:
            raise Refused(
                "draft_saved_meanwhile",
                _("A colleague has saved this draft meanwhile. Open it in another tab, compare, and save again."),
            )
        differs = current.answers != kept
        current.answers = kept
        current.save(update_fields=["answers", "saved_at"])
        if differs:
            note_write("save", "application", current.pk, [current.applicant_id], acting_user=acting_user)
    return current


def abandon_draft(application: Application, *, acting_user: User | None, reason: str) -> Application:
    """Put a draft aside: its answers are emptied, its cases end.

    Raises
    ------
    Refused
        ``reason_missing``, ``registered_already``, ``draft_closed``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), "reason")
    with transaction.atomic():
        current, cases = lock_draft(application)
        for case in cases:
            move_case(case, CaseState.ABANDONED, turn=Turn.NOBODY, acting_user=acting_user, reason=reason)
        current.answers = {}
        current.save(update_fields=["answers", "saved_at"])
        note_write("abandon", "application", current.pk, [current.applicant_id], acting_user=acting_user)
    return current


def expires_on(application: Application) -> date:
    """The last day of a draft that nobody saves again."""
    return local_day(application.saved_at) + timedelta(days=roads().draft_kept_days)


def is_expired(application: Application, on: date) -> bool:
    """Whether a draft is too old to be registered as it is."""
    return on > expires_on(application)


def abandon_expired_drafts(on: date, *, at_most: int = 500) -> int:
    """Put aside the drafts that nobody saved within the term; how many. For the job of the night."""
    oldest = timezone.now() - timedelta(days=roads().draft_kept_days + 1)
    rows = Application.objects.filter(
        registered_at__isnull=True, saved_at__lt=oldest, cases__state=CaseState.DRAFT
    ).distinct()
    done = 0
    for application in list(rows.order_by("pk")[:at_most]):
        if is_expired(application, on):
            abandon_draft(application, acting_user=None, reason=EXPIRED)
            done += 1
    return done
