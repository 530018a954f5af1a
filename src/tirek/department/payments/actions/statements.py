"""Statements: looked at under the eyes of who looks, issued on paper with a number, a digest and the department's seal."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import local_day, today
from tirek.department.core.models import Territory
from tirek.department.core.numbers import take_number
from tirek.department.core.refusals import Refused
from tirek.department.decisions.documents.seal import seal_pdf
from tirek.department.files.actions import files_folder, store_file
from tirek.department.files.blobs import is_whole
from tirek.department.files.enums import FileKind
from tirek.department.journal.notes import note_write
from tirek.department.payments.models import Statement
from tirek.department.payments.statement.lines import Account, lay_out
from tirek.department.payments.statement.paper import digest_of, page_of_statement, typeset
from tirek.department.payments.statement.reading import happened_to
from tirek.department.payments.statement.words import LANGUAGES
from tirek.department.registry.models import Family, Membership, Person


def account_of(family: Family, first: date, last: date) -> Account:
    """The account of a family for some days, as far as the viewer sees.

    Raises
    ------
    Refused
        ``days_out_of_order``.
    """
    if last < first:
        raise Refused("days_out_of_order", _("The last day comes before the first one."), "last")
    return lay_out(happened_to(family.pk), first, last)


def issue_statement(
    family: Family, person: Person, *, first: date, last: date, language: str, acting_user: User
) -> Statement:
    """Make the paper and keep it. Programmes that are confidential stand in it under their neutral titles.

    Raises
    ------
    Refused
        ``days_out_of_order``; ``days_ahead``; ``not_a_member`` where the person does not belong to the family today;
        ``language_unknown``.
    SealMissing
        In production without the key of the seal: a paper that proves nothing is not made.
    """
    if language not in LANGUAGES:
        raise Refused("language_unknown", _("A statement is written in Kazakh or in Russian."), "language")
    if last > today():
        raise Refused("days_ahead", _("A statement on paper ends today or earlier."), "last")
    on = today()
    if not Membership.objects.filter(family=family, person=person, valid__contains=on).exists():
        raise Refused("not_a_member", _("A statement is issued to a member of the family."), "person")
    with transaction.atomic():
        made_at, account = timezone.now(), account_of(family, first, last)
        number = take_number("statement", family.territory, local_day(made_at).year)
        place = Territory.objects.get(pk=family.territory)
        page = page_of_statement(
            account,
            language,
            number=number,
            place=place.title_kk if language == "kk" else place.title_ru,
            to=person.full_name(language),
            made_on=local_day(made_at),
        )
        file = store_file(
            seal_pdf(typeset(page, made_at=made_at)),
            original_name="statement.pdf",
            kind=FileKind.STATEMENT,
            territory=family.territory,
            acting_user=acting_user,
            person_id=person.pk,
            confidential=min(
                (line.happened.confidential for line in account.lines if line.happened.confidential), default=""
            ),
        )
        made = Statement.objects.create(
            number=number,
            family=family,
            person=person,
            territory=family.territory,
            language=language,
            first_on=first,
            last_on=last,
            digest=digest_of(account, number),
            file=file,
            made_by=acting_user,
        )
        note_write("issue", "statement", made.pk, [person.pk], acting_user=acting_user)
    return made


def statement_holds(statement: Statement) -> bool:
    """Whether the kept file is the one that was issued: its content has the digest under which it was stored."""
    return is_whole(files_folder(), statement.file.digest)
