"""Files under the policies: stored once, opened through the door alone, scanned, removed, lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.department.database import owner_connection
from tests.department.factories import make_person, make_user, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.files import actions
from tirek.department.files.access import open_file
from tirek.department.files.actions import remove_content, scan_pending, store_file, sweep_orphans
from tirek.department.files.blobs import is_whole, path_of
from tirek.department.files.enums import FileKind, ScanState
from tirek.department.files.faults import ContentLost, FileClosed, FileRefused, FileUnchecked, ScannerUnreachable
from tirek.department.files.models import StoredFile
from tirek.department.files.scanner import scan
from tirek.department.journal.faults import JournalUnreachable
from tirek.department.journal.history import change_row

ALMALY, ALATAU = "751110000", "751210000"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path / "files"  # type: ignore[attr-defined]
    settings.CLAMAV_SOCKET = None  # type: ignore[attr-defined]
    return tmp_path / "files"


def officer(*territories: str, confidential: frozenset[str] = frozenset()) -> Viewer:
    return Viewer(
        user_id=None,
        abilities=frozenset({"view_person"}),
        territories=territories,
        confidential=confidential,
        purpose="test",
    )


def stored(territory: str = ALMALY, **fields: object) -> StoredFile:
    told = {"original_name": "Сынақов 900101300123.pdf", "kind": FileKind.IDENTITY, "acting_user": make_user()}
    with entered(whole_city(frozenset({"hiv"}))):
        return store_file(PDF, territory=territory, **(told | fields))  # type: ignore[arg-type]


def test_a_file_is_opened_by_who_may_see_it_and_bears_a_neutral_name() -> None:
    file = stored()
    opened = open_file(officer(ALMALY), file.pk)
    assert b"".join(opened.pieces()) == PDF
    assert (opened.name, opened.media_type) == (f"document-{file.pk}.pdf", "application/pdf")
    for viewer in (officer(ALATAU), Viewer(user_id=None, territories=(ALMALY,))):
        with pytest.raises(FileClosed):
            open_file(viewer, file.pk)
    with pytest.raises(FileClosed):
        open_file(officer(ALMALY), file.pk + 1)


def test_a_confidential_file_is_seen_by_posts_that_name_its_programme() -> None:
    file = stored(confidential="hiv")
    with pytest.raises(FileClosed):
        open_file(officer(ALMALY), file.pk)
    assert open_file(officer(ALMALY, confidential=frozenset({"hiv"})), file.pk).size_bytes == len(PDF)


def test_nothing_of_the_name_is_kept(folder: Path) -> None:
    stored()
    with connection.cursor() as cursor, entered(whole_city()):
        cursor.execute("SELECT to_jsonb(f)::text FROM files_storedfile f")
        row = cursor.fetchone()[0]
    everything = row + "".join(str(path) for path in folder.rglob("*"))
    assert "900101300123" not in everything
    assert "Сынақов" not in everything


def test_a_file_moves_with_its_person_and_says_nothing_new_of_itself() -> None:
    with entered(whole_city()):
        person = make_person(territory=ALMALY)
    file = stored(person_id=person.pk)
    with entered(whole_city()):
        change_row(person, {"territory": ALATAU}, person_id=person.pk, acting_user=None, reason="moved")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(confidential="hiv")
    assert open_file(officer(ALATAU), file.pk)
    with pytest.raises(FileClosed):
        open_file(officer(ALMALY), file.pk)


def test_a_refused_content_leaves_no_row_and_no_blob(folder: Path) -> None:
    with pytest.raises(FileRefused):
        stored(original_name="a.png")
    with entered(whole_city()):
        assert not StoredFile.objects.exists()
    assert not folder.exists()


def test_a_lost_or_damaged_content_is_told_before_the_first_byte(folder: Path) -> None:
    file = stored()
    path = path_of(folder, file.digest)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ContentLost):
        open_file(officer(ALMALY), file.pk)
    path.unlink()
    with pytest.raises(ContentLost):
        open_file(officer(ALMALY), file.pk)


def test_no_line_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = stored()

    def unreachable(_facts: object) -> None:
        raise JournalUnreachable

    monkeypatch.setattr("tirek.department.journal.views.write_lines", unreachable)
    with pytest.raises(JournalUnreachable):
        open_file(officer(ALMALY), file.pk)


def test_an_equal_content_stays_until_its_last_file_goes(folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    here, there = stored(ALMALY), stored(ALATAU)
    assert here.digest == there.digest
    with django_capture_on_commit_callbacks(execute=True), entered(officer(ALMALY)):
        remove_content(here, acting_user=None)
    assert is_whole(folder, here.digest), "a file of another district, out of sight, still needs it"
    with pytest.raises(FileClosed):
        open_file(officer(ALMALY), here.pk)
    assert open_file(officer(ALATAU), there.pk)
    with django_capture_on_commit_callbacks(execute=True), entered(whole_city()):
        remove_content(there, acting_user=None)
        remove_content(there, acting_user=None)
    assert not path_of(folder, here.digest).exists()


def test_contents_of_failed_transactions_are_swept_later(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = stored()
    with entered(whole_city()):
        lost = store_file(PDF + b"\n", original_name="a.pdf", kind=FileKind.OTHER, territory=ALMALY, acting_user=None)
        transaction.set_rollback(True)
    assert sweep_orphans() == 0, "it may be a transaction still at work"
    monkeypatch.setattr(actions, "ORPHAN_SECONDS", -1)
    assert sweep_orphans() == 1
    assert not path_of(folder, lost.digest).exists()
    assert is_whole(folder, kept.digest)


@pytest.fixture
def fake_scanner(tmp_path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A clamd that finds every content with the letters VIRUS in it, and speaks of nothing else."""
    server, received = socket.socket(socket.AF_UNIX), list[bytes]()
    address = str(tmp_path / "clamd")
    server.bind(address)
    server.listen()

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client, client.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                data = b""
                while size := int.from_bytes(stream.read(4), "big"):
                    data += stream.read(size)
                received.append(data)
                limit = b"INSTREAM size limit exceeded. ERROR\0" if b"LIMIT" in data else b"stream: OK\0"
                client.sendall(b"stream: Eicar FOUND\0" if b"VIRUS" in data else limit)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield address, received
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


def test_the_scanner_is_asked_in_its_own_words(fake_scanner: tuple[str, list[bytes]]) -> None:
    address, received = fake_scanner
    assert scan(address, [b"a", b"", b"b"]) == ScanState.CLEAN
    assert scan(address, [b"VIR", b"US"]) == ScanState.INFECTED
    assert received == [b"ab", b"VIRUS"]
    for pieces, where in (([b"LIMIT"], address), ([b"a"], address + "-none"), ([b"a"], "127.0.0.1:1")):
        with pytest.raises(ScannerUnreachable):
            scan(where, pieces)


def test_a_file_stays_closed_until_the_scanner_passed_it(
    settings: object, fake_scanner: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody")  # type: ignore[attr-defined]
    with entered(whole_city()):
        told = {"original_name": "a.pdf", "kind": FileKind.OTHER, "territory": ALMALY, "acting_user": None}
        clean = store_file(PDF, **told)  # type: ignore[arg-type]
        bad = store_file(PDF + b"VIRUS", **told)  # type: ignore[arg-type]
        assert scan_pending() == 0, "a scanner that does not answer leaves them waiting"
    for file in (clean, bad):
        with pytest.raises(FileUnchecked):
            open_file(officer(ALMALY), file.pk)
    settings.CLAMAV_SOCKET = fake_scanner[0]  # type: ignore[attr-defined]
    with entered(whole_city()):
        assert scan_pending() == 2
    assert open_file(officer(ALMALY), clean.pk)
    with pytest.raises(FileUnchecked):
        open_file(officer(ALMALY), bad.pk)


def test_files_of_another_district_are_out_of_sight_of_raw_sql() -> None:
    stored(ALATAU)
    with entered(officer(ALMALY)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM files_storedfile")
        assert cursor.fetchone() == (0,)
    with owner_connection() as owner:
        row = owner.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'files_storedfile'").fetchone()
        assert row == (True,)
