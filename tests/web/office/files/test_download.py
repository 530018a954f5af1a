"""A file is sent as an attachment with a neutral name, to who may see it, when its line is written."""

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
from tirek.department.files.blobs import path_of
from tirek.department.files.enums import FileKind
from tirek.department.files.models import StoredFile

ALMALY, ALATAU = "751110000", "751210000"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> StoredFile:
    settings.FILES_FOLDER, settings.CLAMAV_SOCKET = tmp_path, None
    with entered(whole_city()):
        return store_file(PDF, original_name="a.pdf", kind=FileKind.OTHER, territory=ALMALY, acting_user=None)


def test_a_download(client: Client, file: StoredFile) -> None:
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    response = client.get(reverse("office:file-download", args=[file.pk]))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == f'attachment; filename="document-{file.pk}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    with owner_connection() as owner:
        assert owner.execute(
            "SELECT count(*) FROM journal_line WHERE kind = 'file' AND action = 'view'"
        ).fetchone() == (1,)


def test_not_yours_is_not_here_and_a_lost_content_is_told(client: Client, file: StoredFile, tmp_path: Path) -> None:
    address = reverse("office:file-download", args=[file.pk])
    sign_in(client, make_user(Role.SPECIALIST, ALATAU))
    assert client.get(address).status_code == 404
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    path_of(tmp_path, file.digest).unlink()
    assert client.get(address).status_code == 410
