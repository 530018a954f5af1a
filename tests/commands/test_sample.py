"""``tirek registry sample`` and ``tirek road``: an office that can be opened at once, filled once, and never in production."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from tests.launched import launched_server
from tests.recorded import make_department
from tirek.config.postgres.addresses import own_addresses
from tirek.config.postgres.launcher import administrator
from tirek.config.postgres.places import home_of
from tirek.population.snapshot.reading import read_manifest

PEOPLE, APPLICATIONS = 300, 20
SHOWN: dict[str, str] = {
    "drafted": "SELECT count(*) FROM applications_application",
    "registered": "SELECT count(*) FROM applications_application WHERE number <> ''",
    "abandoned": "SELECT count(*) FROM applications_case WHERE state = 'abandoned'",
    "withdrawn": "SELECT count(*) FROM applications_case WHERE state = 'withdrawn'",
    "granted": "SELECT count(*) FROM entitlements_entitlement e WHERE EXISTS (SELECT FROM decisions_signature s "
    "WHERE s.decision_id = e.decision_id OR s.round_id = (SELECT round_id FROM decisions_decision WHERE id = e.decision_id))",
    "refused": "SELECT count(*) FROM applications_case c WHERE state = 'refused' AND (SELECT kind FROM decisions_decision d "
    "WHERE d.case_id = c.id AND d.state = 'signed' ORDER BY signed_at DESC LIMIT 1) = 'refuse'",
    "appeals": "SELECT count(*) FROM appeals_appeal WHERE decided_by_id IS NOT NULL",
    "appeals_granted": "SELECT count(*) FROM applications_casestep WHERE before = 'refused' AND after = 'checking'",
    "breaches": "SELECT count(*) FROM contracts_socialcontract WHERE state = 'broken'",
    "deaths": "SELECT count(*) FROM registry_person WHERE died_on IS NOT NULL",
    "moves": "SELECT count(*) FROM registry_lifeevent WHERE kind = 'move' AND details ? 'to'",
    "merged": "SELECT count(*) FROM registry_person WHERE merged_into_id IS NOT NULL",
    "unmerged": "SELECT count(*) FROM registry_merge WHERE undo_reason <> ''",
    "confidential": "SELECT count(*) FROM applications_case WHERE confidential <> ''",
    "programmes": "SELECT count(*) FROM (SELECT programme FROM applications_case GROUP BY programme) p",
}
"""The numbers of the funnel, each counted from other rows or columns than the command counts."""
NOBODY_HIMSELF = """
    SELECT (SELECT count(*) FROM decisions_decision WHERE state = 'signed' AND author_id = signer_id),
           (SELECT count(*) FROM decisions_decision WHERE state = 'signed' AND signer_id IS NULL),
           (SELECT count(*) FROM applications_casestep WHERE by_id IS NULL)"""


def tirek(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "TIREK_DATA": str(data), **variables}
    command = [sys.executable, "-m", "tirek", *arguments]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


def test_an_office_to_be_opened_is_filled_once_and_left_as_it_is_afterwards() -> None:
    with launched_server() as data:
        make_department(data)
        sample = ("registry", "sample", "--people", str(PEOPLE), "--format", "json")
        first = json.loads(tirek(data, *sample).stdout)
        assert first["rows"]["persons"] == PEOPLE
        assert {"specialist.almaly", "head.city", "auditor.alatau"} <= set(first["logins"])
        assert read_manifest(data / "snapshot").people == PEOPLE
        again = json.loads(tirek(data, *sample).stdout)
        assert (again["rows"], again["logins"]) == ({}, first["logins"])
        passwords = data / "demo_logins.json"
        assert passwords.stat().st_mode & 0o077 == 0, "nobody else reads the passwords"
        the_road_is_gone_and_counted(data)


def the_road_is_gone_and_counted(data: Path) -> None:
    driven = tirek(data, "road", "--applications", str(APPLICATIONS), "--format", "json")
    assert driven.returncode == 0, driven.stdout[-2000:] + driven.stderr[-2000:]
    told: dict[str, Any] = json.loads(driven.stdout)
    assert (told["unmet"], told["drafted"]) == ([], APPLICATIONS)
    address = replace(administrator(home_of(data)), dbname=own_addresses(data).app.dbname)
    with psycopg.connect(address.conninfo()) as connection:
        counted = {name: connection.execute(query).fetchone()[0] for name, query in SHOWN.items()}  # type: ignore[index]
        assert {name: told[name] for name in SHOWN} == counted
        assert connection.execute(NOBODY_HIMSELF).fetchone() == (0, 0, 0)
    again = tirek(data, "road", "--lang", "kk")
    assert again.returncode == 0
    assert "Өтініштер бар" in again.stdout
    assert str(counted["refused"]) in again.stdout


def test_production_makes_no_sample(tmp_path: Path) -> None:
    for command in (("registry", "sample"), ("road",)):
        refused = tirek(tmp_path, *command, "--lang", "kk", TIREK_ENV="production")
        assert refused.returncode == 2
        assert "production" in refused.stderr
        assert not any(tmp_path.iterdir()), "nothing was written"
