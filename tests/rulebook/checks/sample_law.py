"""A small sound law to plant faults in: one benefit, one act, one parameter of each kind, in a copy of the package.

``tirek law check`` runs on the copy in a process of its own, because the folder of the law is fixed when the engine is imported.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT

PACKAGE = ROOT / "src" / "tirek"
SOUND = "sound_aid"
TITLE = '{kk: "Көмек", ru: "Помощь", en: "Aid"}'

ACTS = f"""\
sound_act:
  kind: law
  number: "1"
  date: 2015-01-01
  in_force: {{from: 2015-01-01, until: null}}
  title: {TITLE}
  replaced_by: null
  provenance: {{mark: found, source: sample}}
ended_act:
  kind: order
  number: "2"
  date: 2015-01-01
  in_force: {{from: 2015-01-01, until: 2022-01-01}}
  title: {TITLE}
  replaced_by: sound_act
  provenance: {{mark: found, source: sample}}
"""

FACTS = f"""\
family:
  rows: 1
  facts:
    territory: {{type: integer, unit: none, range: [100000000, 999999999], source: register, title: {TITLE}}}
person:
  rows: 60
  facts:
    wage: {{type: integer, unit: tenge_quarter, range: [0, 100000000000], source: incomes, title: {TITLE}}}
    sex: {{type: enum, values: [male, female], source: register, title: {TITLE}}}
    ill: {{type: boolean, source: health, correctable: true, title: {TITLE}, advice: {TITLE}}}
dwelling:
  rows: 20
  facts:
    area: {{type: integer, unit: m2, scale: 100, range: [0, 1000000], source: housing, title: {TITLE}}}
vehicle:
  rows: 20
  facts:
    age: {{type: integer, unit: years, range: [0, 100], source: vehicles, title: {TITLE}}}
claim:
  rows: 20
  facts:
    cost: {{type: integer, unit: tenge, range: [0, 1000000], source: declared, title: {TITLE}}}
employer:
  rows: 20
  facts: {{}}
"""

LABELS = f"""\
person:
  sex:
    male: {TITLE}
    female: {TITLE}
"""

ASSUMPTION = f"""\
title: {TITLE}
warning: {TITLE}
parameters:
  mci:
    - {{from: 2026-01-01, value: 5000, provenance: {{mark: memory, source: sample}}}}
take_up: {{default: "1", sound_aid: "1/2"}}
"""

PARAMETER = f"""\
title: {TITLE}
unit: tenge
type: integer
by: date
reviewed_on: 2026-01-01
values:
  - {{from: 2015-01-01, value: 2000, known_from: 2015-01-01, act: sound_act, provenance: {{mark: found, source: sample}}}}
  - {{from: 2020-01-01, value: 2500, known_from: 2020-01-01, act: sound_act, provenance: {{mark: found, source: sample}}}}
"""

QUARTERLY = f"""\
title: {TITLE}
unit: tenge
type: ratio
by: quarter
reviewed_on: 2026-01-01
values:
  - {{quarter: 2020Q4, value: "13/2", known_from: 2020-12-01, act: sound_act, provenance: {{mark: calc, source: sample}}}}
"""

MULTIPLE = f"""\
title: {TITLE}
unit: per_month
type: integer
by: date
reviewed_on: 2026-01-01
values: []
"""

TERRITORIAL = """\
parameters:
  amount_mci:
    - {from: 2015-01-01, value: 7, known_from: 2015-01-01, act: sound_act, provenance: {mark: seed, source: sample}}
"""

BENEFIT = f"""\
title: {TITLE}
short_title: {TITLE}
summary: {TITLE}
scope: local
outcome: fixed
entity: person
holder: person
period: month
valued_on: due_month
proration: none
term: {TITLE}
rounding: {{mode: half_up, source: sample, provenance: memory}}
excludes: []
receives: []
confidential: false
terms:
  - {{from: 2015-01-01, until: 2021-01-01, status: in_force, act: sound_act}}
  - {{from: 2021-01-01, until: null, status: in_force, act: sound_act}}
documents:
  - {TITLE}
refusals:
  not_ill: {TITLE}
steps:
  is_ill: {TITLE}
  amount: {TITLE}
"""

RULE = '''\
"""A sample of a rule.

Law: sound act.
"""

from tirek.rulebook.engine import *

benefit = Benefit.beside(__file__)


@benefit.condition("not_ill", act="sound_act", article="1")
def is_ill() -> Boolean:
    return person.ill


@benefit.amount(act="sound_act", article="2")
def amount() -> Number:
    return parameter("mci") * benefit.parameter("amount_mci")
'''

CASES = """\
defaults:
  person: {ill: true}
cases:
  - name: ill
    act: sound_act
    article: "2"
    on: 2020-10-05
    because: "7 x 2,500 = 17,500"
    facts: {persons: [{}]}
    expect: {outcome: granted, total: 17500}
  - name: well
    act: sound_act
    article: "1"
    on: 2020-10-05
    because: "not ill"
    facts: {persons: [{ill: false}]}
    expect: {outcome: refused, reasons: [not_ill]}
"""


REFORM = f"""\
title: {TITLE}
summary: {TITLE}
warning: {TITLE}
status: draft
act: sound_act
number: null
date: null
known_from: 2019-01-01
from: 2020-01-01
provenance: {{mark: found, source: sample}}
changes:
  - parameter: sound_aid.amount_mci
    article: "1"
    unit: per_month
    values:
      - {{value: 8, territory: "750000000"}}
      - {{from: 2022-01-01, value: 9, territory: "750000000"}}
  - step: sound_aid.is_ill
    text: NAME.ill_or_male
    article: "1"
  - condition: NAME.poor
    article: "1"
    refusal: {{code: too_rich, kk: "Бай", ru: "Богат", en: "Rich"}}
    of: {{benefits: [sound_aid], scope: national, except: {{other_aid: {TITLE}}}}}
  - floor: NAME.least
    article: "2"
    of: {{benefits: [sound_aid]}}
  - benefit: other_aid
    article: "2"
    status: repealed
    from: 2021-01-01
steps:
  ill_or_male: {TITLE}
  poor: {TITLE}
  least: {TITLE}
"""

REFORM_RULE = '''\
"""New texts of a sample.

Law: sound act.
"""

from tirek.rulebook.engine import *


@rule(act="sound_act", article="1")
def ill_or_male() -> Boolean:
    return person.ill | (person.sex == "male")


@rule(act="sound_act", article="1 (2)")
def poor() -> Boolean:
    return total(person.wage) < quantity(100000, "tenge_quarter")


@rule(act="sound_act", article="2")
def least() -> Number:
    return parameter("mci") * quantity(5, "per_month")
'''

REFORM_CASES = """\
cases:
  - {name: a, benefit: sound_aid, under: base, article: "1", on: 2020-10-05, because: "7 x 2,500", expect: {total: 17500}}
  - {name: b, benefit: sound_aid, article: "1", on: 2020-10-05, because: "too rich", expect: {reasons: [too_rich]}}
  - {name: c, benefit: sound_aid, under: base, article: "2", on: 2020-10-05, because: "7 x 2,500", expect: {total: 17500}}
  - {name: d, benefit: sound_aid, article: "2", on: 2020-10-05, because: "8 x 2,500 = 20,000", expect: {total: 20000}}
"""


@dataclass(frozen=True)
class Fault:
    """One fault planted in the small law, and what must be said about it; ``faults_in_registers.yaml`` explains the fields."""

    name: str
    file: str
    said: str
    old: str = ""
    new: str = ""
    add: str = ""
    line: str = ""
    where: str = ""
    also: Sequence[str] = ()

    @property
    def path(self) -> str:
        """The file it is planted in, from the rulebook's folder."""
        return _PATHS.get(self.file, self.file).format(name=self.name)


_PATHS = {
    "act": "acts/sample.yaml",
    "parameter": "national/{name}.yaml",
    "benefit": "law/{name}/benefit.yaml",
    "rule": "law/{name}/rule.py",
    "cases": "law/{name}/cases.yaml",
    "reform": "reforms/{name}/reform.yaml",
    "reform_rule": "reforms/{name}/rule.py",
    "reform_cases": "reforms/{name}/cases.yaml",
}


def sample_files(name: str) -> dict[str, str]:
    """Files of the sound benefit, under a name."""
    folder = f"law/{name}"
    return {
        f"{folder}/__init__.py": "",
        f"{folder}/benefit.yaml": BENEFIT,
        f"{folder}/rule.py": RULE,
        f"{folder}/cases.yaml": CASES,
        f"{folder}/parameters/amount_mci.yaml": MULTIPLE,
        f"law/territories/750000000/{name}.yaml": TERRITORIAL,
    }


def reform_files(name: str) -> dict[str, str]:
    """Files of the sound reform, under a name."""
    return {
        f"reforms/{name}/__init__.py": "",
        f"reforms/{name}/reform.yaml": REFORM.replace("NAME", name),
        f"reforms/{name}/rule.py": REFORM_RULE,
        f"reforms/{name}/cases.yaml": REFORM_CASES,
    }


def registers() -> dict[str, str]:
    """Files that all benefits of the small law share."""
    return {
        "acts/sample.yaml": ACTS,
        "facts/sample.yaml": FACTS,
        "units.yaml": (PACKAGE / "rulebook" / "units.yaml").read_text(encoding="utf-8"),
        "labels/sample.yaml": LABELS,
        "assumptions/sample.yaml": ASSUMPTION,
        "national/mci.yaml": PARAMETER,
        "national/quarterly.yaml": QUARTERLY,
        "national/steps.yaml": "{}\n",
        "national/__init__.py": "",
        "law/__init__.py": "",
        "welfare/__init__.py": "",
        **sample_files(SOUND),
        **sample_files("other_aid"),
        **reform_files("sound_reform"),
    }


def plant(files: dict[str, str], fault: Fault) -> None:
    """Put a fault into the files; an act, benefit or parameter of its own is made where it needs one."""
    path = fault.path
    if fault.file == "act":
        own = ACTS.partition("ended_act:")[0].replace("sound_act:", f"{fault.name}:")
        files[path] += _edited(fault, own)
        return
    if fault.file == "parameter":
        files[path] = PARAMETER
    elif path.startswith("law/") and fault.name in path:
        files.update(sample_files(fault.name))
    elif path.startswith("reforms/"):
        files.update(reform_files(fault.name))
    files[path] = _edited(fault, files.get(path, ""))


def _edited(fault: Fault, text: str) -> str:
    if fault.old not in text:
        raise ValueError(f"{fault.name}: {fault.old!r} is not in {fault.path}")
    return (text.replace(fault.old, fault.new, 1) if fault.old else text) + fault.add


def expected(files: dict[str, str], fault: Fault) -> list[str]:
    """The lines that ``law check`` must print for a fault, in the files with all faults planted."""
    path = fault.where or fault.path
    lines = files[path].splitlines()
    first = lines.index(f"{fault.name}:") if fault.file == "act" else 0
    numbers = (number for number, line in enumerate(lines, 1) if number > first and fault.line in line)
    return [f"{path}:{next(numbers) if fault.line else 1}: {fault.said}", *fault.also]


def write_law(folder: Path, files: dict[str, str]) -> Path:
    """A copy of the package with this law, to be put on PYTHONPATH."""
    copy = folder / "tirek"
    rulebook = copy / "rulebook"
    reforms = [path.parent.name for path in (PACKAGE / "rulebook" / "reforms").glob("*/reform.yaml")]
    law = ("law", "national", "welfare", "assumptions", "facts", "acts", "labels", *reforms)
    left_out = shutil.ignore_patterns("__pycache__", *law, "*.ttf")
    shutil.copytree(PACKAGE, copy, ignore=left_out)
    for name, text in files.items():
        path = rulebook / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def law_check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``tirek law check`` on the copy."""
    return subprocess.run(
        [sys.executable, "-c", "from tirek.commands import main; main()", "law", "check", *arguments],
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
