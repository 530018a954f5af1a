"""The commands of the database, as processes, from nothing to a prepared database and back to rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.department.database import owner_address
from tests.launched import folder_for_data
from tests.recorded import shape_of
from tirek.config.postgres.addresses import own_addresses
from tirek.config.postgres.launcher import answers
from tirek.config.postgres.places import home_of

TIREK = Path(sys.executable).with_name("tirek")


def tirek(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_")}
    return subprocess.run(
        [TIREK, "database", *arguments],
        env=kept | {"TIREK_DATA": str(data)} | variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.usefixtures("django_db_setup")
def test_from_nothing_to_a_prepared_database_and_to_rest() -> None:
    with folder_for_data() as data:
        home = home_of(data)
        assert tirek(data, "status").returncode == 1
        started = tirek(data, "start", "--lang", "en")
        assert started.returncode == 0, started.stderr
        assert str(home.folder) in started.stdout
        assert home.user.name in started.stdout
        early = tirek(data, "check", "--lang", "en")
        assert (early.returncode, early.stderr.count("\n")) == (2, 1)
        assert "Run: tirek database migrate" in early.stderr
        assert tirek(data, "prepare").returncode == 0
        assert tirek(data, "check", "--lang", "kk").stdout == "tirek: сервер, рөл және кестелер жарамды.\n"
        status = json.loads(tirek(data, "status", "--format", "json").stdout)
        assert (status["ours"], status["running"], status["folder"]) == (True, True, str(home.folder))
        assert status["version"].startswith("18.")
        who = "select current_user, count(*) from registry_person"
        assert tirek(data, "shell", "-c", who).stdout.splitlines()[2].split() == ["tirek_app", "|", "0"]
        assert tirek(data, "shell", "--owner", "-c", who).stdout.splitlines()[2].split() == ["tirek_owner", "|", "0"]
        made = shape_of(own_addresses(data).owner)
        assert len(made) > 1000
        assert made == shape_of(owner_address()), "tests run on the tables that the command makes"
        assert tirek(data, "stop").returncode == 0
        assert not answers(home)
        assert tirek(data, "stop").returncode == 1


def test_a_server_that_is_not_ours_is_neither_started_nor_stopped(tmp_path: Path) -> None:
    urls = {
        "TIREK_DATABASE_URL": "postgresql://tirek_app:of-a-test@nowhere.invalid/tirek",
        "TIREK_DATABASE_JOURNAL_URL": "postgresql://tirek_journal:of-a-test@nowhere.invalid/tirek",
    }
    for command in ("start", "stop"):
        refused = tirek(tmp_path, command, "--lang", "en", **urls)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "nowhere.invalid: this server is named by TIREK_DATABASE_URL" in refused.stderr
    refused = tirek(tmp_path, "prepare", "--lang", "en", **urls)
    assert "--admin: give the address" in refused.stderr
    refused = tirek(tmp_path, "check", "--lang", "en", **urls)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "of-a-test" not in refused.stderr
