"""Local law on the command line: listed, exported, decided with, checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from tests.department.database import owner_connection
from tests.department.parameters.local_values import editor, head, signed
from tirek.commands import parameters
from tirek.commands.root import application
from tirek.rulebook.engine.errors import FactError

pytestmark = pytest.mark.django_db(transaction=True)
FACTS = {"persons": [{"birth_date": "1950-01-01"}]}


@pytest.fixture(autouse=True)
def _test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands take the database of the tests, which is open already."""
    monkeypatch.setattr(parameters, "_open", lambda: None)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(application, list(arguments))
    if isinstance(result.exception, FactError):
        raise result.exception
    return result.exit_code, result.stdout


def test_the_list_names_what_a_region_sets() -> None:
    code, text = run("parameters", "list", "--format", "json")
    found = {each["name"]: each for each in json.loads(text)}
    assert code == 0
    assert found["housing_aid.area_norm"]["range"] == [0, 1000]
    assert "mci" not in found


def test_an_exported_overlay_is_what_a_family_is_decided_with(tmp_path: Path) -> None:
    overlay = signed(editor(), head())
    out, facts = tmp_path / "overlay.yaml", tmp_path / "family.json"
    facts.write_text(json.dumps(FACTS), encoding="utf-8")
    code, text = run("parameters", "export", "--out", str(out), "--format", "json")
    assert (code, json.loads(text)["digest"]) == (0, overlay.digest)
    assert yaml.safe_load(out.read_text(encoding="utf-8"))["overlay"] == 1
    asked = ("law", "decide", "half_yearly_aid", "--on", "2026-02-10", "--facts", str(facts), "--overlay", str(out))
    answer = json.loads(run(*asked, "--format", "json")[1])
    assert answer["local_law"] == {
        "department": "750000000", "number": 1, "digest": overlay.digest, "origin": "file", "decides": False,
    }  # fmt: skip
    assert "№ 1" in run(*asked, "--lang", "ru")[1].splitlines()[0]
    with pytest.raises(FactError) as fault:
        run("parameters", "export", "--out", str(out))
    assert fault.value.code == "file_there"


def test_an_overlay_that_is_not_there_is_told(tmp_path: Path) -> None:
    for number in ("0", "7"):
        with pytest.raises(FactError) as fault:
            run("parameters", "export", "--out", str(tmp_path / "o.yaml"), "--number", number)
        assert fault.value.code == "no_overlay"
    assert not list(tmp_path.iterdir())


def test_the_check_finds_what_the_owner_of_the_tables_forged() -> None:
    signed(editor(), head())
    assert run("parameters", "check", "--lang", "en") == (0, "Overlays: 1. No faults.\n")
    with owner_connection() as owner:
        owner.execute("ALTER TABLE parameters_overlay DISABLE TRIGGER USER")
        owner.execute(
            'UPDATE parameters_overlay SET content = replace(content, \'"value":"8"\', \'"value":"80"\'), '
            "digest = encode(sha256(convert_to(replace(content, '\"value\":\"8\"', '\"value\":\"80\"'), 'UTF8')), 'hex')"
        )
        owner.execute("ALTER TABLE parameters_overlay ENABLE TRIGGER USER")
    code, text = run("parameters", "check", "--lang", "en")
    assert code == 1
    assert text == "Overlay No. 1: its content is not that of the values signed until then.\n"
