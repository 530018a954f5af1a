"""Lists read in, doubtful rows settled, lists applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created
from tirek.department.lists.differences import difference_to
from tirek.department.lists.matching import match_rows
from tirek.department.lists.models import IncomingList, ListFinding, ListRow
from tirek.department.lists.schemas import ListSchema, schemas
from tirek.department.registry.actions.known_otherwise import note_met_otherwise
from tirek.department.registry.actions.rows import record_circumstance, record_status
from tirek.department.registry.importing.checking import check_rows, check_table
from tirek.department.registry.importing.problems import found, joined
from tirek.department.registry.importing.tables_of_text import digest_of, fitted, headings_of, read_file
from tirek.department.registry.models import Circumstance, Membership, Person, Status
from tirek.rulebook.engine.facts import fact_register

SOURCE = "list"
State, Match = IncomingList.State, ListRow.Match


def read_list(
    content: bytes,
    name: str,
    *,
    schema: str,
    territory: str,
    period_on: date,
    viewer: Viewer,
    acting_user: User,
    corrects: IncomingList | None = None,
    mapping: Mapping[str, str] | None = None,
) -> IncomingList:
    """Take a list in: every row read, checked and matched; nothing of it holds before it is applied.

    Raises
    ------
    ImportFault
        If the file cannot be read.
    Refused
        ``territory_other``, ``confidential_other``, ``mapping_empty``, ``list_known``, ``corrects_other``.
    """
    kind = schemas()[schema]
    if territory not in viewer.territories:
        raise Refused("territory_other", _("Choose one of your own districts."), "territory")
    if kind.confidential and kind.confidential not in viewer.confidential:
        raise Refused("confidential_other", _("Your posts do not open this kind of list."), "schema")
    if corrects and (corrects.schema, corrects.territory, corrects.period_on) != (schema, territory, period_on):
        raise Refused("corrects_other", _("A correction is for the same body, district and period."), "corrects")
    frame = read_file(content, name)
    columns = dict(mapping or kind.suggest(headings_of(frame)))
    if not {"iin", "surname_kk", "surname_ru"} & set(columns):
        raise Refused("mapping_empty", _("Say at least which column is the IIN or the name."))
    good, problems = _checked(frame, columns, kind)
    try:
        with transaction.atomic():
            incoming = IncomingList.objects.create(
                schema=schema,
                territory=territory,
                confidential=kind.confidential,
                period_on=period_on,
                digest=digest_of(content),
                file_rows=frame.height,
                corrects=corrects,
                uploaded_by=acting_user,
            )
    except IntegrityError:
        raise Refused("list_known", _("This very list has been read already."), "file") from None
    _keep_rows(incoming, good, acting_user)
    ListFinding.objects.bulk_create(
        ListFinding(incoming=incoming, row=row, column=column, kind=wrong, expected=expected[:300])
        for row, column, wrong, expected in problems.select("row", "column", "kind", "expected").iter_rows()
    )
    note_created(incoming, person_id=None, acting_user=acting_user, reason="")
    return incoming


def _checked(frame: pl.DataFrame, columns: Mapping[str, str], kind: ListSchema) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows, beyond = fitted(frame, columns, kind.table)
    clean, wrong = check_rows(
        rows, kind.table, today(), with_synthetic=settings.SYNTHETIC_IDENTIFIERS, words=dict(kind.words)
    )
    names = [pl.col(f"surname_{language}").fill_null("") == "" for language in ("kk", "ru")]
    nobody = found(clean, pl.col("iin").is_null() & (pl.all_horizontal(names) | pl.col("birth_on").is_null()), "nobody")
    problems = joined([beyond, wrong, check_table(clean, kind.table, {}), nobody])
    return clean.join(problems.select("row").unique(), on="row", how="anti", maintain_order="left"), problems


def _keep_rows(incoming: IncomingList, good: pl.DataFrame, user: User) -> None:
    rows = good.to_dicts()
    if not incoming.confidential:
        note_met_otherwise(good["iin"], acting_user=user)
    matches = match_rows(rows)
    if not incoming.confidential:
        note_met_otherwise((), persons=[key for _, key, _ in matches if key], acting_user=user)
    homes = dict(Person.objects.filter(pk__in=[key for _, key, _ in matches if key]).values_list("pk", "territory"))
    ListRow.objects.bulk_create(
        ListRow(
            incoming=incoming,
            territory=homes[person] if person else incoming.territory,
            confidential=incoming.confidential,
            row=row["row"],
            person_id=person,
            match=match,
            candidates=candidates,
            data={name: _plain(value) for name, value in row.items() if name != "row" and value is not None},
        )
        for row, (match, person, candidates) in zip(rows, matches, strict=True)
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def settle_row(row: ListRow, person: Person | None, *, acting_user: User, reason: str) -> ListRow:
    """Say whose a row is, or that it is nobody's of ours.

    Raises
    ------
    Refused
        ``reason_missing``, ``list_applied``, ``person_listed``.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say how you know whose row it is."), "reason")
    incoming = IncomingList.objects.select_for_update().get(pk=row.incoming_id)
    if incoming.state != State.READ:
        raise Refused("list_applied", _("This list has been applied; only a correcting list changes it."))
    changes: dict[str, Any] = {"match": Match.SETTLED if person else Match.REJECTED, "person": person}
    changes |= {"settled_by": acting_user, "reason": reason.strip()}
    if person:
        changes["territory"] = person.territory
        if not incoming.confidential:
            note_met_otherwise((), persons=[person.pk], acting_user=acting_user)
    try:
        with transaction.atomic():
            change_row(
                row,
                changes,
                person_id=person.pk if person else None,
                acting_user=acting_user,
                reason=reason,
                territory=person.territory if person else None,
            )
    except IntegrityError:
        raise Refused("person_listed", _("The list has another row of this person already."), "person") from None
    row.refresh_from_db()
    return row


def apply_list(incoming: IncomingList, *, acting_user: User) -> IncomingList:
    """Let a list hold: what its rows give is opened or goes on, what the last one gave and it does not is ended.

    Raises
    ------
    Refused
        ``list_applied``, ``rows_unsettled``, ``four_eyes``, ``out_of_sight``, ``period_applied``.
    """
    with transaction.atomic():
        current = IncomingList.objects.select_for_update().get(pk=incoming.pk)
        if current.state != State.READ:
            raise Refused("list_applied", _("This list has been applied; only a correcting list changes it."))
        if current.rows.filter(match=Match.UNSURE).exists():
            raise Refused("rows_unsettled", _("Settle the doubtful rows first."))
        if current.confidential and current.uploaded_by_id == acting_user.pk:
            raise Refused("four_eyes", _("Somebody else than who brought a confidential list applies it."))
        difference = difference_to(current)
        _demand_sight(current, difference.left)
        _close_corrected(current, acting_user)
        for row in current.rows.filter(person__isnull=False).select_related("person"):
            _give(current, row, acting_user)
        for row in difference.left:
            _end_given(current, row, acting_user)
        changes = {"state": State.APPLIED, "applied_by": acting_user, "applied_at": timezone.now()}
        try:
            with transaction.atomic():
                change_row(current, changes, person_id=None, acting_user=acting_user, reason="apply")
        except IntegrityError:
            raise Refused(
                "period_applied", _("The list of this period is applied; bring a correction of it.")
            ) from None
    return current


def _demand_sight(current: IncomingList, left: Iterable[ListRow]) -> None:
    """A row of somebody whom this officer may not see would be passed over without a word: the own family, or who moved."""
    ids = set(current.rows.filter(person_id__isnull=False).values_list("person_id", flat=True))
    ids |= {row.person_id for row in left if row.person_id is not None}
    if Person.objects.filter(pk__in=ids).count() != len(ids):
        raise Refused(
            "out_of_sight",
            _(
                "The list has people whom you may not see: of your own family, or moved to another district. "
                "A colleague applies it."
            ),
        )


def _close_corrected(current: IncomingList, user: User) -> None:
    if current.corrects_id:
        corrected = IncomingList.objects.select_for_update().get(pk=current.corrects_id)
        change_row(corrected, {"state": State.CORRECTED}, person_id=None, acting_user=user, reason=f"list {current.pk}")


def _given(current: IncomingList, row: ListRow) -> Iterable[tuple[str, str, object]]:
    for give in schemas()[current.schema].gives:
        told = give.told_by(row.data)
        if told is not None:
            yield told


def _bearer(row: ListRow, fact: str) -> Person:
    """Whose row a fact is: a family's stands with its head."""
    assert row.person is not None
    if fact not in fact_register()["family"]:
        return row.person
    home = Membership.objects.filter(person=row.person, valid__contains=row.incoming.period_on).first()
    head = (
        home
        and Membership.objects.filter(family=home.family_id, role="head", valid__contains=row.incoming.period_on)
        .select_related("person")
        .first()
    )
    return head.person if head else row.person


def _give(current: IncomingList, row: ListRow, user: User) -> None:
    since, evidence = current.period_on, f"list {current.pk} row {row.row}"
    for kind, name, value in _given(current, row):
        if kind == "status":
            assert row.person is not None
            if not Status.objects.filter(person=row.person, kind=name, valid__contains=since).exists():
                before = Status.objects.filter(person=row.person, kind=name, valid__startswith__gt=since)
                until = before.order_by("valid__startswith").values_list("valid__startswith", flat=True).first()
                record_status(
                    row.person,
                    kind=name,
                    since=since,
                    until=until,
                    source=SOURCE,
                    acting_user=user,
                    document=evidence,
                    issuer=schemas()[current.schema].title["kk"],
                )
        else:
            _tell(_bearer(row, name), name, value, since, evidence, user)


def _tell(person: Person, fact: str, value: object, since: date, evidence: str, user: User) -> None:
    """The fact has this value from the period on; the same value goes on, another ends on the day before."""
    held = Circumstance.objects.filter(person=person, fact=fact, valid__contains=since).first()
    stored = int(value) if isinstance(value, bool) else value
    if held is not None:
        if stored in (held.value, held.choice):
            return
        if held.valid.lower == since:
            changes = {"choice": stored} if isinstance(stored, str) else {"value": stored}
            change_row(held, changes, person_id=person.pk, acting_user=user, reason=evidence)
            return
        change_row(held, {"valid": (held.valid.lower, since)}, person_id=person.pk, acting_user=user, reason=evidence)
    until = held.valid.upper if held is not None else None
    record_circumstance(person, fact=fact, value=value, since=since, until=until, source=SOURCE, acting_user=user)


def _end_given(current: IncomingList, row: ListRow, user: User) -> None:
    """What an earlier list gave and this one does not ends with the period before; other sources' rows stay."""
    since = current.period_on
    evidence = f"list {current.pk}"
    for kind, name, _value in _given(current, row):
        bearer = row.person if kind == "status" else _bearer(row, name)
        model, field = (Status, "kind") if kind == "status" else (Circumstance, "fact")
        held = model.objects.filter(Q(**{field: name}), person=bearer, source=SOURCE, valid__contains=since).first()
        if held is not None and bearer is not None:
            upper = max(held.valid.lower, since)
            change_row(
                held, {"valid": (held.valid.lower, upper)}, person_id=bearer.pk, acting_user=user, reason=evidence
            )
