"""Storing, scanning, removing files. Reading is in ``access``."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.files.blobs import digests_in, read_blob, remove_blob, write_blob
from tirek.department.files.contents import Content, read_content, read_exchanged
from tirek.department.files.enums import FileKind, ScanState
from tirek.department.files.faults import ContentLost, ScannerUnreachable
from tirek.department.files.models import StoredFile
from tirek.department.files.scanner import scan
from tirek.department.journal.notes import note_write

LOCK = 7_435_033
ORPHAN_SECONDS = 24 * 3600
"""A content without a row this long after it was written was left by a transaction that failed."""
EXCHANGES = (FileKind.BANK, FileKind.TREASURY)
log = structlog.get_logger(__name__)


def files_folder() -> Path:
    """Where the contents lie."""
    return Path(settings.FILES_FOLDER)


@transaction.atomic
def store_file(
    data: bytes | Content,
    *,
    original_name: str = "",
    kind: FileKind,
    territory: str,
    acting_user: User | None,
    person_id: int | None = None,
    confidential: str = "",
) -> StoredFile:
    """Check a content, keep it encrypted, and write its row, inside ``entered(viewer)``. What was made here is given as such.

    Raises
    ------
    FileRefused
        If the content is not acceptable; nothing was written.
    """
    read = read_exchanged if kind in EXCHANGES else read_content
    content = read(data, original_name) if isinstance(data, bytes) else data
    _lock_digests()
    digest = write_blob(files_folder(), content.data)
    file = StoredFile.objects.create(
        digest=digest,
        size_bytes=len(content.data),
        media_type=content.media_type,
        kind=kind,
        confidential=confidential,
        territory=territory,
        person_id=person_id,
        scan_state=ScanState.PENDING if settings.CLAMAV_SOCKET else ScanState.NOT_SCANNED,
        uploaded_by=acting_user,
    )
    people = [] if person_id is None else [person_id]
    note_write("store", "file", file.pk, people, acting_user=acting_user)
    return file


def scan_pending(*, at_most: int = 50) -> int:
    """Let the scanner see the files that wait for it; how many it saw. One that does not answer leaves them waiting."""
    scanned = 0
    for file in StoredFile.objects.filter(scan_state=ScanState.PENDING, removed_at__isnull=True).order_by("pk")[
        :at_most
    ]:
        try:
            state = scan(settings.CLAMAV_SOCKET or "", read_blob(files_folder(), file.digest))
        except ScannerUnreachable:
            log.warning("scanner_unreachable", file=file.pk)
            return scanned
        except ContentLost:
            log.error("content_lost", file=file.pk)
            continue
        StoredFile.objects.filter(pk=file.pk, scan_state=ScanState.PENDING).update(scan_state=state)
        if state == ScanState.INFECTED:
            log.warning("file_infected", file=file.pk)
            note_write("infected", "file", file.pk, [file.person_id] if file.person_id else [], acting_user=None)
        scanned += 1
    return scanned


def remove_content(file: StoredFile, *, acting_user: User | None) -> None:
    """Take the content of a file away for ever; its row stays and says when. The content of an equal file stays."""
    with transaction.atomic():
        if not StoredFile.objects.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=timezone.now()):
            return
        people = [file.person_id] if file.person_id else []
        note_write("remove", "file", file.pk, people, acting_user=acting_user)
    transaction.on_commit(partial(remove_unused, file.digest))


def remove_unused(digest: str) -> bool:
    """Remove a content that no row in any territory refers to; whether it was. Nobody stores while it is being asked."""
    with transaction.atomic():
        _lock_digests(alone=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT files_digest_in_use(%s)", [digest])
            if cursor.fetchone()[0]:
                return False
        return remove_blob(files_folder(), digest)


def sweep_orphans() -> int:
    """Remove the contents that failed transactions left; how many."""
    before = time.time() - ORPHAN_SECONDS
    return sum(remove_unused(digest) for digest, written in list(digests_in(files_folder())) if written < before)


def _lock_digests(*, alone: bool = False) -> None:
    """Many may store at the same time; who removes does it alone, or a content could go just as its next row comes."""
    name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [LOCK])
