"""Toy law for tests: benefits and parameters written into a temporary folder and loaded as the real ones are."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
import yaml

from tirek.rulebook.cases import read_cases
from tirek.rulebook.engine import Benefit, Boolean, Number, parameters
from tirek.rulebook.engine.case import Case, read_case
from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.interpreter import Interpreter, settled
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.outcomes import Outcome, decide
from tirek.rulebook.engine.program import Program, bind_node, bind_program
from tirek.rulebook.engine.ranges import Ranges

ACT = "almaty_maslikhat_347_2015"
ON = date(2020, 11, 2)
HERE = Moment(ON)

_DOCUMENT: Mapping[str, Any] = {
    "title": {"kk": "Ойыншық", "ru": "Игрушка", "en": "Toy"},
    "summary": {"kk": "Сынақ", "ru": "Проба", "en": "A trial"},
    "scope": "national",
    "outcome": "fixed",
    "entity": "family",
    "holder": "family",
    "period": "month",
    "valued_on": "decision",
    "rounding": {"mode": "half_up", "source": "test", "provenance": "memory"},
    "terms": [{"from": date(2015, 1, 1), "until": None, "status": "in_force", "act": ACT}],
    "refusals": {},
    "steps": {},
}
_HEAD = "from fractions import Fraction\nfrom tirek.rulebook.engine import *\nbenefit = Benefit.beside(__file__)\n"


def texts(word: str) -> dict[str, str]:
    """A text in three languages."""
    return {"kk": f"{word} (kk)", "ru": f"{word} (ru)", "en": f"{word} (en)"}


class ToyLaw:
    """A rulebook of one test: its own parameters and benefits, the real facts, units and acts."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "national").mkdir()

    def benefit(self, name: str, rule: str, **document: Any) -> Benefit:
        """A benefit from the text of its rules; ``document`` changes its ``benefit.yaml``."""
        folder = self.root / "law" / name
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "benefit.yaml", {**_DOCUMENT, **document})
        path = folder / "rule.py"
        path.write_text(_HEAD + rule, encoding="utf-8")
        spec = spec_from_file_location(f"toy_{name}", path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        made: Benefit = module.benefit
        return made

    def parameter(self, name: str, *values: Mapping[str, Any], unit: str = "tenge", **document: Any) -> Path:
        """A parameter, national or of a benefit, from its values."""
        folder, _, stem = name.rpartition(".")
        path = self.root / (f"law/{folder}/parameters/{stem}.yaml" if folder else f"national/{stem}.yaml")
        title = texts(name)
        return write(path, {"title": title, "unit": unit, "type": "integer", **document, "values": list(values)})

    def territory(self, code: str, benefit: str, values: Mapping[str, Any]) -> Path:
        """A maslikhat's values."""
        return write(self.root / "law" / "territories" / code / f"{benefit}.yaml", {"parameters": values})

    def real(self, stem: str) -> None:
        """A national parameter of the real rulebook."""
        shutil.copy(ROOT / "national" / f"{stem}.yaml", self.root / "national")


def write(path: Path, document: Any) -> Path:
    """Write YAML where the toy law will look for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    parameters.find_parameter.cache_clear()
    return path


def plain_benefit(folder: Path, **document: Any) -> Benefit:
    """A benefit without rules, for a test that writes them itself."""
    write(folder / "benefit.yaml", {**_DOCUMENT, **document})
    return Benefit(folder)


def toy_law(root: Path, monkeypatch: pytest.MonkeyPatch) -> ToyLaw:
    """A toy rulebook whose parameters the engine finds."""
    monkeypatch.setattr(parameters, "ROOT", root)
    parameters.find_parameter.cache_clear()
    return ToyLaw(root)


def decided(benefit: Benefit, facts: Mapping[str, Any], moment: Moment = HERE) -> Outcome:
    """Outcome of one benefit."""
    return answer(benefit, facts, moment)[1]


def answer(
    benefit: Benefit, facts: Mapping[str, Any], moment: Moment = HERE
) -> tuple[Program, Outcome, Interpreter, Case]:
    """Program, outcome, interpreter and case of one decision."""
    program, case = bind_program([benefit], moment), read_case(facts)
    outcome, interpreter = decide(program, benefit.id, case)
    return program, outcome, interpreter, case


@cache
def kinds_of_cases(benefit: Benefit) -> list[tuple[Program, Outcome, Case]]:
    """One decided case of a real benefit for each result its cases expect."""
    chosen = {repr((case.expect.get("outcome"), case.expect.get("reasons"))): case for case in read_cases(benefit)}
    decisions = []
    for each in chosen.values():
        program = bind_program([benefit], each.moment, drafts=True)
        decisions.append((program, decide(program, benefit.id, each.case)[0], each.case))
    return decisions


def bounds_of(value: Number | Boolean, case: Case, moment: Moment = HERE) -> tuple[Any, Any]:
    """Bounds of a family's whole number or condition."""
    return Interpreter(case, Ranges()).value(bind_node(Program(moment), value.node))


def exact(value: Number, moment: Moment = HERE, /, **family: int) -> Fraction:
    """A number of the family, exactly, from stored facts."""
    program, interpreter = Program(moment), Interpreter(Case(family, {}), Ranges())
    top, bottom = (interpreter.value(bind_node(program, node)) for node in (value.node, value.divisor()))
    assert settled(top)
    assert settled(bottom)
    return Fraction(top[0], bottom[0])


def holds(value: Boolean, moment: Moment = HERE, /, **family: int | bool) -> bool:
    """A condition of the family, from stored facts."""
    low, high = bounds_of(value, Case(family, {}), moment)
    assert low == high
    return bool(low)
