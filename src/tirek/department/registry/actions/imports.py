"""Files of people: brought, mapped and checked, taken over batch by batch, given up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.calendar.today import today
from tirek.department.core.models import Territory
from tirek.department.core.refusals import Refused
from tirek.department.registry.importing.batches import BATCH, take_over
from tirek.department.registry.importing.people import check_people
from tirek.department.registry.importing.tables_of_text import digest_of, pack, read_file, unpack
from tirek.department.registry.models import ImportFinding, PeopleImport

State = PeopleImport.State


def bring_people(
    content: bytes, name: str, *, territory: str, known: str, reason: str, viewer: Viewer, acting_user: User
) -> PeopleImport:
    """Take a file in: read, not yet checked.

    Parameters
    ----------
    content, name
        The file; of its name only the kind counts, and it is not kept.
    territory
        District of rows that name none; one of the viewer's.
    known
        ``skip`` or ``update`` people whom the registry knows.

    Raises
    ------
    ImportFault
        If the file cannot be read.
    Refused
        ``territory_other``, ``reason_missing``, ``file_known``.
    """
    if territory not in viewer.territories:
        raise Refused("territory_other", _("Choose one of your own districts."), "territory")
    if not reason.strip():
        raise Refused("reason_missing", _("Say from where the file comes and why it is imported."), "reason")
    frame = read_file(content, name)
    try:
        with transaction.atomic():
            return PeopleImport.objects.create(
                territory=territory,
                known=known,
                reason=reason.strip(),
                digest=digest_of(content),
                rows=pack(frame),
                file_rows=frame.height,
                uploaded_by=acting_user,
            )
    except IntegrityError:
        raise Refused("file_known", _("You have brought this very file already: open that import."), "file") from None


def check_import(people_import: PeopleImport, mapping: Mapping[str, str], *, acting_user: User) -> PeopleImport:
    """Check every row of the file by a mapping (column -> heading), and write down what is wrong.

    Raises
    ------
    Refused
        ``mapping_empty``, ``import_running``: it is being taken over already, or has ended.
    """
    if not {"iin", "surname_kk", "surname_ru", "given_name_kk", "given_name_ru"} & set(mapping):
        raise Refused("mapping_empty", _("Say at least which column is the IIN or the name."))
    with transaction.atomic():
        current = _locked(people_import.pk, State.UPLOADED, State.CHECKED)
        good, problems = _checked(current, mapping, acting_user)
        current.findings.all().delete()
        ImportFinding.objects.bulk_create(
            [
                ImportFinding(people_import=current, row=row, column=column, kind=kind, expected=expected[:300])
                for row, column, kind, expected in problems.select("row", "column", "kind", "expected").iter_rows()
            ],
            batch_size=5000,
        )
        current.mapping, current.good_rows, current.state = dict(mapping), good.height, State.CHECKED
        current.save(update_fields=["mapping", "good_rows", "state"])
    return current


def _checked(people_import: PeopleImport, mapping: Mapping[str, str], user: User) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that may be taken over, households together, and what is wrong with the others."""
    assert people_import.rows is not None
    day = today()
    good, problems = check_people(
        unpack(people_import.rows),
        mapping,
        today=day,
        with_synthetic=settings.SYNTHETIC_IDENTIFIERS,
        home=people_import.territory,
        territories=(_known_codes(), viewer_for(user, day, purpose="import people").territories),
        known_iins=None,
    )
    return good.sort("household", "row", nulls_last=True), problems


def _known_codes() -> list[str]:
    return list(Territory.objects.values_list("code", flat=True))


def start_import(people_import: PeopleImport, *, acting_user: User) -> PeopleImport:
    """Let the rows without findings be taken over; ``run_import`` does it, as a job.

    Raises
    ------
    Refused
        ``import_running``, ``nothing_to_import``.
    """
    with transaction.atomic():
        current = _locked(people_import.pk, State.CHECKED)
        if not current.good_rows:
            raise Refused("nothing_to_import", _("Not one row is right. Correct the file and bring it again."))
        current.state = State.RUNNING
        current.save(update_fields=["state"])
    return current


def run_import(import_id: int, user: User) -> int:
    """Take over what is left, a batch a transaction, as the user who brought it; rows done in this run.

    To be run again after a kill: a batch is written whole or not at all, together with how far the import has come.
    """
    done = 0
    day = today()
    viewer = viewer_for(user, day, purpose="import people")
    with entered(viewer):
        started = PeopleImport.objects.filter(pk=import_id, state=State.RUNNING).first()
        if started is None:
            return 0
        good = _ready(started, user)
    while True:
        with entered(viewer):
            taken = _run_batch(import_id, good, day, user)
        done += taken
        if not taken:
            return done


def _ready(people_import: PeopleImport, user: User) -> pl.DataFrame:
    """The rows that had no finding when the file was checked, in their order."""
    good, _problems = _checked(people_import, people_import.mapping, user)
    wrong = list(people_import.findings.values_list("row", flat=True))
    return good.filter(~pl.col("row").is_in(wrong))


def _run_batch(import_id: int, good: pl.DataFrame, on: date, user: User) -> int:
    current = PeopleImport.objects.select_for_update().get(pk=import_id)
    if current.state != State.RUNNING:
        return 0
    rows = _next_batch(good, current.done_rows)
    if rows.height:
        take_over(current, rows, on, acting_user=user)
        current.done_rows += rows.height
        current.save(update_fields=["done_rows"])
        return rows.height
    current.state, current.rows, current.finished_at = State.DONE, None, timezone.now()
    current.good_rows = current.done_rows
    current.save(update_fields=["state", "rows", "finished_at", "good_rows"])
    return 0


def _next_batch(good: pl.DataFrame, done: int) -> pl.DataFrame:
    """So many rows, and the rest of a household that they would cut in two."""
    rows = good.slice(done, BATCH)
    rest = good.slice(done + BATCH)
    last = rows["household"].item(-1) if rows.height else None
    if last is None or not rest.height:
        return rows
    return pl.concat([rows, rest.filter(pl.col("household") == last)])


def cancel_import(people_import: PeopleImport, *, acting_user: User) -> PeopleImport:
    """Give up an import that has not begun; its rows are forgotten.

    Raises
    ------
    Refused
        ``import_running``.
    """
    with transaction.atomic():
        current = _locked(people_import.pk, State.UPLOADED, State.CHECKED)
        current.state, current.rows, current.finished_at = State.CANCELLED, None, timezone.now()
        current.save(update_fields=["state", "rows", "finished_at"])
    return current


def _locked(pk: int, *states: Any) -> PeopleImport:
    current = PeopleImport.objects.select_for_update().get(pk=pk)
    if current.state not in states:
        raise Refused("import_running", _("This import has gone on: open it again."))
    return current
