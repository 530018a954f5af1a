"""``tirek retain`` counts; it erases nothing that two people did not confirm."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.department.factories import whole_city
from tirek.commands import run
from tirek.department.accounts.viewer import entered
from tirek.department.files.models import RetentionRun


@pytest.fixture(autouse=True)
def open_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tirek.config.startup.open_department", lambda **_: None)


@pytest.mark.django_db
def test_counts_by_class_in_each_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["retain", "--dry-run", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"person_history": 0, "personal_documents": 0, "working_files": 0}
    for lang, word in (("kk", "ештеңе өзгертілген жоқ"), ("ru", "ничего не изменено"), ("en", "nothing was changed")):
        assert run(["retain", "--dry-run", "--on", "2030-01-01", "--lang", lang]) == 0
        assert word in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [[], ["--dry-run", "--resume", "1"], ["--resume", "999"], ["--dry-run", "--on", "x"]]
)
def test_refusals_are_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(["retain", *arguments, "--lang", "en"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    with entered(whole_city()):
        assert not RetentionRun.objects.exists()


@pytest.mark.django_db
def test_a_confirmed_run_goes_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    done: list[Any] = []
    monkeypatch.setattr(
        "tirek.department.files.retention.execute_run", lambda pk: done.append(pk) or {"working_files": 3}
    )
    assert run(["retain", "--resume", "7", "--lang", "en"]) == 0
    assert done == [7]
    assert "Files of imports and lists (years: 1): 3" in capsys.readouterr().out
