"""Batches of printed letters: one file with the list of deliveries and every letter, kept encrypted like every document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.reader import PdfFileReader

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import local_day
from tirek.department.core.models import Territory
from tirek.department.core.refusals import Refused
from tirek.department.files.actions import files_folder, store_file
from tirek.department.files.blobs import read_blob
from tirek.department.files.enums import FileKind
from tirek.department.files.models import StoredFile
from tirek.department.files.typesetting import typeset_document
from tirek.department.journal.notes import note_write
from tirek.department.messages.addresses import Reach, reach
from tirek.department.messages.delivery import office_line
from tirek.department.messages.enums import MessageChannel, MessageState
from tirek.department.messages.models import Attempt, Message, PrintBatch
from tirek.department.messages.templates import find_template
from tirek.rulebook.engine.wording import date_text

FOLDER = Path(__file__).parent
LETTERS_AT_MOST = 50
"""Letters of one batch: what one carries to the post, and what is set within seconds."""


@transaction.atomic
def make_print_batch(territory: str, *, acting_user: User, confidential: str = "") -> PrintBatch:
    """Print the letters of a district that wait, the oldest first; those of a confidential programme apart from the others.

    Two who print at once take different letters.

    Raises
    ------
    Refused
        ``nothing_to_print``.
    """
    waiting = Message.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=MessageState.QUEUED, channel=MessageChannel.PRINT, territory=territory, confidential=confidential,
        due_at__lte=timezone.now(),
    )  # fmt: skip
    letters = list(waiting.order_by("due_at", "pk")[:LETTERS_AT_MOST])
    if not letters:
        raise Refused("nothing_to_print", _("No letter of this district waits to be printed."))
    batch = PrintBatch.objects.create(territory=territory, made_by=acting_user)
    pdf = typeset_document(FOLDER / "batch.typ", _values(letters, territory), made_at=batch.made_at, for_printer=True)
    file = store_file(
        pdf,
        original_name="letters.pdf",
        kind=FileKind.OTHER,
        territory=territory,
        acting_user=acting_user,
        confidential=confidential,
    )
    batch.file_id = file.pk
    batch.save(update_fields=["file_id"])
    Message.objects.filter(pk__in=[letter.pk for letter in letters]).update(state=MessageState.PRINTED, batch=batch)
    Attempt.objects.bulk_create(Attempt(message=letter, succeeded=True, said="printed") for letter in letters)
    note_write("print", "print-batch", batch.pk, [letter.person_id for letter in letters], acting_user=acting_user)
    return batch


def _values(letters: list[Message], territory: str) -> dict[str, Any]:
    """What the file shows; the list itself is for the office, so it is in Kazakh with the addresses as they are."""
    language = "kk"
    found = {code: reach([each.person_id for each in letters if each.language == code], code) for code in ("kk", "ru")}
    office, today = office_line(territory), local_day(timezone.now())
    told = [_letter(each, found[each.language].get(each.person_id) or Reach(name=""), office) for each in letters]
    words = {name: text[language] for name, text in _words().items()} | {
        "count": _words()["count"][language].format(count=len(letters))
    }
    return {
        "language": language,
        "words": words,
        "place": Territory.objects.get(pk=territory).title_kk,
        "day": date_text(today, language),
        "letters": told,
    }


def _letter(message: Message, to: Reach, office: str) -> dict[str, Any]:
    words, language, template = _words(), message.language, find_template(message.template)
    pdf = _content(message.file_id)

    def text(part: str) -> str:
        return template.fill(part, language, message.values, office)

    return {
        "language": language,
        "department": words["department"][language],
        "to": to.name,
        "where": list(to.post),
        "what": text("subject"),
        "subject": text("subject"),
        "text": text("text"),
        "contact": words["contact"][language].format(office=office) if office else "",
        "pdf": list(pdf),
        "pages": _pages(pdf) if pdf else 0,
        "alt": words["letter"][language].format(name=to.name),
    }


def _content(file_id: int | None) -> bytes:
    """The letter that is kept; empty where the message has none and is set from its template."""
    if file_id is None:
        return b""
    file = StoredFile.objects.get(pk=file_id)
    return b"".join(read_blob(files_folder(), file.digest))


def _pages(pdf: bytes) -> int:
    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    document: Mapping[str, Mapping[str, str]] = yaml.safe_load((FOLDER / "batch.yaml").read_text(encoding="utf-8"))
    return document
