"""The list of registers agrees with the facts of the law, with the adapters and with the texts."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT
from tests.registers.asking import CODES
from tirek.registers.adapters import RECORDS
from tirek.registers.catalogue import find_register, registers
from tirek.registers.failures import MESSAGES, Refused, message
from tirek.rulebook.engine.documents import read_folder


def sources_of_facts() -> dict[str, str]:
    folder = ROOT / "src/tirek/rulebook/facts"
    document: dict[str, Any] = read_folder(folder, 3)
    return {
        f"{entity}.{name}": fact["source"]
        for entity, holds in document.items()
        for name, fact in (holds.get("facts") or {}).items()
    }


@pytest.mark.parametrize("code", CODES)
def test_a_register_fills_exactly_the_facts_that_name_it(code: str) -> None:
    register = find_register(code)
    named = {fact for fact, source in sources_of_facts().items() if source in register.sources}
    assert set(register.fills) == named
    assert len(register.fills) == len(named)


def test_no_source_belongs_to_two_registers() -> None:
    sources = [source for register in registers().values() for source in register.sources]
    assert len(sources) == len(set(sources))


def test_every_kind_of_number_has_its_record() -> None:
    assert set(RECORDS) == {(code, kind) for code, register in registers().items() for kind in register.keys}


def test_confidential_facts_come_from_registers_marked_so() -> None:
    document: dict[str, Any] = read_folder(ROOT / "src/tirek/rulebook/facts", 3)
    for register in registers().values():
        marked = [
            document[entity]["facts"][name].get("confidential", False)
            for entity, name in (fact.split(".") for fact in register.fills)
        ]
        assert register.confidential or not any(marked), register.code


def test_an_unknown_register_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        find_register("tax")
    assert refusal.value.code == "unknown_register"


def test_every_failure_says_what_to_do_in_three_languages() -> None:
    codes = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    for code in codes:
        for language in ("kk", "ru", "en"):
            assert message(code, language).format(field="f", status=500).endswith(".")
