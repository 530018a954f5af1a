"""The door to a file: the row under the viewer's policies, a line in the journal, a content that is whole; then its pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import is_whole, read_blob
from tirek.department.files.contents import ENDINGS, EXCHANGED
from tirek.department.files.enums import FileKind, ScanState
from tirek.department.files.faults import ContentLost, FileClosed, FileUnchecked
from tirek.department.files.models import StoredFile
from tirek.department.journal.views import note_view

NEEDED = {FileKind.BANK: "view_payments", FileKind.TREASURY: "view_payments"}
"""Kinds of files that hold many people at once are not for everybody who may see one of them."""
OPEN_STATES = (ScanState.CLEAN, ScanState.NOT_SCANNED)


@dataclass(frozen=True)
class OpenedFile:
    """A file that may be handed out. ``name`` says nothing of whom or what it is about."""

    name: str
    media_type: str
    size_bytes: int
    digest: str

    def pieces(self) -> Iterator[bytes]:
        """The content, piece by piece, without the database: it may be sent when the transaction is long over."""
        return read_blob(files_folder(), self.digest)


def access_file(viewer: Viewer, pk: int) -> StoredFile:
    """The row, inside ``entered(viewer)``; its opening is noted.

    Raises
    ------
    FileClosed
        The same for a file that is not there, not yours, or removed.
    FileUnchecked
        While the scanner has not passed it.
    """
    file = StoredFile.objects.filter(pk=pk, removed_at__isnull=True).first() if viewer.may("view_person") else None
    if file is None or not viewer.may(NEEDED.get(FileKind(file.kind), "view_person")):
        raise FileClosed
    if file.scan_state not in OPEN_STATES:
        raise FileUnchecked
    note_view("file", file.pk, [file.person_id] if file.person_id else [])
    return file


def open_file(viewer: Viewer, pk: int) -> OpenedFile:
    """A file ready to be sent: asked for in a transaction of its own, its line written, its content proven whole.

    Raises
    ------
    FileFault
        Closed, unchecked, or lost: before the first byte was sent.
    JournalUnreachable
        If the line cannot be written.
    """
    with entered(viewer, read_only=True):
        file = access_file(viewer, pk)
    if not is_whole(files_folder(), file.digest):
        raise ContentLost
    ending = (ENDINGS | EXCHANGED).get(file.media_type, (".bin",))[0]
    return OpenedFile(f"document-{file.pk}{ending}", file.media_type, file.size_bytes, file.digest)
