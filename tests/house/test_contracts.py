"""The import contracts name every layer of the design, hold, and each catches a planted violation.

A contract over a package that does not exist yet is written with a wildcard (`*.department`):
import-linter refuses a container that is missing, but lets an expression match nothing. The
planted trees below have every package, so they prove that the expressions match when it exists.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tests.house.tree import ROOT

PYPROJECT: Final = ROOT / "pyproject.toml"
TOP: Final = (
    *("commands", "config", "web", "department"),
    *("population", "figures", "routing", "registers", "settlement", "rulebook"),
)
STAGES: Final = (
    *("core", "accounts", "journal", "files", "messages", "parameters", "registry", "lists", "providers"),
    *("applications", "verification", "evaluations", "decisions", "contracts", "entitlements", "budgets"),
    *("payments", "control", "appeals", "employment", "disability", "care", "centres", "transport"),
    *("accessibility", "labour", "migration", "reports", "flows"),
)
PACKAGES: Final = (
    *TOP,
    *(f"department.{name}" for name in STAGES),
    *(f"web.{name}" for name in ("ui", "office", "portal", "api")),
    *(f"rulebook.{name}" for name in ("engine", "national", "law", "welfare", "reforms", "catalogue")),
    *(f"rulebook.law.{name}" for name in ("meters", "tuberculosis")),
    *(f"rulebook.reforms.{name}" for name in ("levels", "grounds")),
)


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract for contract in settings["contracts"]}


def layers_of(contract: dict[str, Any]) -> list[list[str]]:
    """The names of each layer, from the highest to the lowest."""
    return [[name.strip(" ()") for name in layer.split("|")] for layer in contract["layers"]]


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*command, "--no-logo", "--no-cache", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tree with every package of the design and our own settings."""
    folder = tmp_path_factory.mktemp("planted")
    for package in ("", *PACKAGES):
        path = folder / "tirek" / package.replace(".", "/")
        path.mkdir(parents=True, exist_ok=True)
        (path / "__init__.py").touch()
    (folder / "pyproject.toml").write_text(PYPROJECT.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_all_names_of_the_design_are_listed() -> None:
    found = contracts()
    strata = layers_of(found["strata"])
    assert [name for layer in strata for name in layer] == list(TOP)
    assert strata[4] == ["population", "figures", "routing", "registers", "settlement"]
    stages = [name for layer in reversed(layers_of(found["stages"])) for name in layer]
    assert stages == list(STAGES)
    assert all(found[name]["exhaustive"] for name in ("strata", "stages", "pages"))
    assert layers_of(found["rulebook-inside"]) == [
        *(["catalogue"], ["reforms"], ["law", "welfare"], ["national"], ["engine"])
    ]
    pure = set(found["pure"]["forbidden_modules"])
    assert pure >= {"django", "psycopg", "requests", "httpx", "sqlalchemy", "socket", "urllib"}


def test_the_contracts_hold() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"Contracts: {len(contracts())} kept, 0 broken." in answer.stdout


def test_the_contracts_hold_when_every_package_exists(planted: Path) -> None:
    answer = lint(planted)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("contract", "importer", "statement"),
    [
        ("strata", "rulebook.engine", "import tirek.population"),
        ("strata", "population", "import tirek.department.core"),
        ("strata", "population", "import tirek.routing"),
        ("strata", "figures", "import tirek.population"),
        ("strata", "rulebook.catalogue", "import tirek.figures"),
        ("strata", "department.flows", "import tirek.web.ui"),
        ("strata", "config", "import tirek.commands"),
        ("strata", "registers", "import tirek.department.registry"),
        ("beside", "routing", "import tirek.rulebook.engine"),
        ("beside", "registers", "import tirek.rulebook"),
        ("beside", "routing", "import tirek.registers"),
        ("rulebook-inside", "rulebook.engine", "import tirek.rulebook.national"),
        ("rulebook-inside", "rulebook.national", "import tirek.rulebook.law.meters"),
        ("rulebook-inside", "rulebook.law.meters", "import tirek.rulebook.catalogue"),
        ("rulebook-inside", "rulebook.law.meters", "import tirek.rulebook.welfare"),
        ("rulebook-inside", "rulebook.law.meters", "import tirek.rulebook.reforms.levels"),
        ("rulebook-inside", "rulebook.engine", "import tirek.rulebook.reforms"),
        ("rulebook-inside", "rulebook.reforms.levels", "import tirek.rulebook.catalogue"),
        ("reforms", "rulebook.reforms.levels", "from tirek.rulebook.reforms import grounds"),
        ("law", "rulebook.law.meters", "from tirek.rulebook.law import tuberculosis"),
        ("pure", "rulebook.engine", "import psycopg"),
        ("pure", "rulebook.catalogue", "from urllib.request import urlopen"),
        ("pure", "figures", "import requests"),
        ("pure", "routing", "from django.db import models"),
        ("stages", "department.decisions", "import tirek.department.payments"),
        ("stages", "department.payments", "import tirek.department.flows"),
        ("stages", "department.care", "import tirek.department.transport"),
        ("stages", "department.core", "import tirek.department.accounts"),
        ("pages", "web.office", "import tirek.web.portal"),
        ("pages", "web.ui", "import tirek.web.office"),
    ],
)
def test_a_planted_violation_is_caught(planted: Path, contract: str, importer: str, statement: str) -> None:
    module = planted / "tirek" / importer.replace(".", "/") / "planted.py"
    module.write_text(statement + "\n", encoding="utf-8")
    try:
        answer = lint(planted, "--contract", contract)
    finally:
        module.unlink()
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"tirek.{importer}.planted -> " in answer.stdout


@pytest.mark.parametrize(
    ("contract", "package"),
    [("strata", "statistics"), ("stages", "department.lottery"), ("pages", "web.kiosk")],
)
def test_a_package_without_a_floor_is_caught(planted: Path, contract: str, package: str) -> None:
    path = planted / "tirek" / package.replace(".", "/") / "__init__.py"
    path.parent.mkdir()
    path.touch()
    try:
        answer = lint(planted, "--contract", contract)
    finally:
        path.unlink()
        path.parent.rmdir()
    assert answer.returncode == 1
    assert f"tirek.{package}" in answer.stdout
