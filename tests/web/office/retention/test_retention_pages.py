"""Proposing and confirming in the office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.department.database import owner_connection
from tests.department.factories import make_user, whole_city
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.files.actions import store_file
from tirek.department.files.enums import FileKind
from tirek.department.files.models import RetentionRun, StoredFile
from tirek.department.files.retention import execute_run

ALMALY = "751110000"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


@pytest.fixture
def old_file(settings: Any, tmp_path: Path) -> StoredFile:
    settings.FILES_FOLDER, settings.CLAMAV_SOCKET = tmp_path, None
    with entered(whole_city()):
        file = store_file(PDF, original_name="a.pdf", kind=FileKind.IMPORT, territory=ALMALY, acting_user=None)
    with owner_connection() as owner:
        owner.execute("UPDATE files_storedfile SET stored_at = '2020-01-01'")
    return file


def test_one_proposes_another_confirms_a_job_erases(
    client: Client, old_file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    deferred: list[int] = []
    monkeypatch.setattr("tirek.web.office.retention.views.retain.defer", lambda run_id: deferred.append(run_id))
    first, second = make_user(Role.HEAD, ALMALY), make_user(Role.HEAD, ALMALY)
    page = reverse("office:retention-list")
    sign_in(client, first)
    assert reverse("office:retention-propose") in client.get(page).content.decode()
    assert client.post(reverse("office:retention-propose")).status_code == 302
    run = RetentionRun.objects.get()
    confirm = reverse("office:retention-confirm", args=[run.pk])
    shown = client.get(page).content.decode()
    assert confirm not in shown, "not by oneself"
    assert reverse("office:retention-propose") not in shown, "one run at a time"
    client.post(confirm)
    assert deferred == []
    sign_in(client, second)
    assert confirm in client.get(page).content.decode()
    client.post(confirm)
    assert deferred == [run.pk]
    assert execute_run(run.pk) == {"working_files": 1}
    assert "working_files" not in client.get(page).content.decode()
    client.post(reverse("office:retention-propose"))
    assert RetentionRun.objects.count() == 1, "nothing has ended any more"


def test_it_is_closed_to_others(client: Client, old_file: StoredFile) -> None:
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    assert client.get(reverse("office:retention-list")).status_code == 403
    assert client.post(reverse("office:retention-propose")).status_code == 403
