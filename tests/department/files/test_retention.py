"""Terms of retention: every table and kind of file has one; carried out by two people, once, and on after a break."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.department.database import owner_connection
from tests.department.factories import make_person, make_user, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.retention import class_of_file, class_of_table, retention_classes
from tirek.department.files import retention
from tirek.department.files.actions import store_file
from tirek.department.files.blobs import path_of
from tirek.department.files.enums import FileKind
from tirek.department.files.models import RetentionRun, StoredFile
from tirek.department.files.retention import NothingEnded, confirm_run, count_ended, execute_run, propose_run
from tirek.department.journal.faults import FourEyes, NotAllowed
from tirek.department.journal.history import change_row, changes_of

ALMALY, ALATAU = "751110000", "751210000"
TODAY = date(2026, 11, 22)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
pytestmark = pytest.mark.django_db(databases=["default", "journal"], transaction=True)
read_only = pytest.mark.django_db(databases=["default"])


@read_only
def test_every_table_has_a_class() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
    assert [name for name in tables if class_of_table(name) is None] == []


def test_every_kind_of_file_has_one_class() -> None:
    named = [name for kind in retention_classes() for name in kind.files]
    assert sorted(named) == sorted(FileKind.values)
    assert all(class_of_file(name) for name in FileKind.values)


def test_a_term_of_leap_day_ends() -> None:
    kind = class_of_file("import")
    assert kind is not None
    assert kind.ended_before(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.fixture
def ended(settings: Any, tmp_path: Path) -> dict[str, Any]:
    """In two districts each: a file kept too long, a fresh one, a person who died long ago and one who did not."""
    settings.FILES_FOLDER, settings.CLAMAV_SOCKET = tmp_path, None
    made: dict[str, Any] = {"folder": tmp_path}
    with entered(whole_city()):
        for place, territory in (("here", ALMALY), ("there", ALATAU)):
            for age in ("old", "new"):
                data = PDF + f"{place} {age}".encode()
                made[f"{age} file {place}"] = store_file(
                    data, original_name="a.pdf", kind=FileKind.IMPORT, territory=territory, acting_user=None
                )
            for name, died_on in (("dead", date(2010, 5, 5)), ("alive", None)):
                person = make_person(territory=territory, died_on=died_on)
                told = {"person_id": person.pk, "acting_user": None, "reason": "x"}
                change_row(person, {"phone": "+77010000001"}, **told)  # type: ignore[arg-type]
                made[f"{name} {place}"] = person
    old = [made["old file here"].pk, made["old file there"].pk]
    with owner_connection() as owner:
        owner.execute("UPDATE files_storedfile SET stored_at = '2024-01-01' WHERE id = ANY (%s)", [old])
    return made


def head(*territories: str) -> Viewer:
    return Viewer(user_id=None, abilities=frozenset({"retain_data"}), territories=territories, purpose="test")


def proposed(*territories: str) -> RetentionRun:
    viewer = head(*territories)
    with entered(viewer):
        return propose_run(viewer, TODAY, acting_user=make_user())


def confirm(run: RetentionRun, viewer: Viewer | None = None) -> None:
    user = make_user()
    with entered(viewer or head(*run.territories)):
        confirm_run(viewer or head(*run.territories), run, acting_user=user)


def test_counting_changes_nothing(ended: dict[str, Any]) -> None:
    with entered(whole_city()):
        assert count_ended(TODAY) == {"person_history": 2, "personal_documents": 0, "working_files": 2}
        assert count_ended(TODAY - timedelta(days=5000)) == dict.fromkeys(count_ended(TODAY), 0)
        assert StoredFile.objects.filter(removed_at__isnull=True).count() == 4


def test_a_run_takes_what_ended_in_its_territories_and_nothing_else(
    ended: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PORTION", 1)
    run = proposed(ALMALY)
    assert run.proposed == {"person_history": 1, "working_files": 1}
    confirm(run)
    assert execute_run(run.pk) == {"person_history": 1, "working_files": 1}
    gone = {name: not path_of(ended["folder"], ended[name].digest).exists() for name in ended if "file" in name}
    assert [name for name, is_gone in gone.items() if is_gone] == ["old file here"]
    with entered(whole_city()):
        people = [ended[name].pk for name in ("dead here", "alive here", "dead there", "alive there")]
        states = {change.person_id: (change.state, change.after) for change in changes_of(people)}
        assert [states[pk] for pk in people] == [("erased", None), *[("open", "+77010000001")] * 3]
    assert execute_run(run.pk) == {"person_history": 1, "working_files": 1}


def test_a_run_that_was_broken_off_goes_on(ended: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    run = proposed(ALMALY, ALATAU)
    confirm(run)
    monkeypatch.setattr(retention, "PORTION", 1)
    whole, calls = retention._do_portion, []

    def killed_at_the_third(*arguments: Any) -> int:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(retention, "_do_portion", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        execute_run(run.pk)
    run.refresh_from_db()
    assert run.finished_at is None
    assert execute_run(run.pk) == {"person_history": 2, "working_files": 2}
    with pytest.raises(NothingEnded):
        proposed(ALMALY, ALATAU)


def test_two_people_who_answer_for_the_territory(ended: dict[str, Any]) -> None:
    run = proposed(ALMALY, ALATAU)
    with pytest.raises(NotAllowed):
        execute_run(run.pk)
    with entered(head(*run.territories)), pytest.raises(FourEyes):
        confirm_run(head(*run.territories), run, acting_user=run.proposed_by)
    for viewer in (head(ALMALY), Viewer(user_id=None, territories=(ALMALY, ALATAU))):
        with pytest.raises(NotAllowed):
            confirm(run, viewer)
    with pytest.raises(IntegrityError, match="retention_four_eyes"), transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk).update(confirmed_by=run.proposed_by_id, confirmed_at="2026-11-22T00:00Z")
    with pytest.raises(IntegrityError, match="confirmed once"), transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk).update(done={"x": 1})
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk).update(proposed_by=make_user())
