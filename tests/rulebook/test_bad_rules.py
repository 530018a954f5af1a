"""Small wrong rules: each is refused when it is built or bound, with the exact message of its file, in one line."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tirek.rulebook.engine.errors import LawError

FOLDER = Path(__file__).parent / "bad"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_refused_with_its_message(name: str, tmp_path: Path) -> None:
    module = import_module(f"tests.rulebook.bad.{name}")
    with pytest.raises(LawError) as refused:
        module.build(tmp_path)
    said = str(refused.value).replace(f"{tmp_path}/toy/", "")
    assert said == module.MESSAGE
    assert "\n" not in said
    assert refused.value.remedy


def test_there_are_bad_rules() -> None:
    assert len(NAMES) >= 20
