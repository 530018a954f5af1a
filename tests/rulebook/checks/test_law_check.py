"""``tirek law check`` finds every kind of fault, at its file and line, with what to do; a sound law is in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.rulebook.checks.sample_law import Fault, expected, law_check, plant, registers, write_law

FAULTS = [
    Fault(**entry)
    for path in sorted(Path(__file__).parent.glob("faults_in_*.yaml"))
    for entries in yaml.safe_load(path.read_text(encoding="utf-8")).values()
    for entry in entries
]
NOT_YAML = "this is not YAML: did not find expected ',' or '}'. Correct the line."


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The small law with every fault in it, each in a benefit, parameter or entry of its own."""
    planted = registers()
    for fault in FAULTS:
        plant(planted, fault)
    return planted


@pytest.fixture(scope="module")
def folder(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_law(tmp_path_factory.mktemp("faulty"), files)


@pytest.fixture(scope="module")
def found(folder: Path) -> list[str]:
    answer = law_check(folder)
    assert (answer.returncode, answer.stderr) == (1, "")
    return answer.stdout.splitlines()


def test_a_sound_law_is_in_order(tmp_path: Path) -> None:
    answer = law_check(write_law(tmp_path, registers()))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "law check: no findings\n", "")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_at_its_line(fault: Fault, files: dict[str, str], found: list[str]) -> None:
    wanted = expected(files, fault)
    assert [line for line in wanted if line not in found] == []
    assert all(found.count(line) == 1 for line in wanted)


def test_nothing_else_is_found(files: dict[str, str], found: list[str]) -> None:
    assert set(found) - {line for fault in FAULTS for line in expected(files, fault)} == set()
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_findings_stand_in_order_of_file_and_line(found: list[str]) -> None:
    places = [line.split(": ")[0].rsplit(":", 1) for line in found]
    assert all(number.isdigit() for _, number in places)
    assert places == sorted(places, key=lambda place: (place[0], int(place[1])))


def test_findings_as_json_are_the_same(folder: Path, found: list[str]) -> None:
    listed = json.loads(law_check(folder, "--format", "json").stdout)
    assert [f"{entry['where']}: {entry['what']} {entry['remedy']}" for entry in listed] == found


REGISTERS = ("acts/sample.yaml", "facts/sample.yaml", "units.yaml", "labels/sample.yaml", "national/mci.yaml")


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_that_is_not_yaml_is_one_finding(tmp_path: Path, register: str) -> None:
    files = registers()
    files[register] += "broken: {kk: 1\nlast: 1\n"
    line = files[register].count("\n")
    answer = law_check(write_law(tmp_path, files))
    assert (answer.returncode, answer.stderr) == (1, "")
    assert answer.stdout.splitlines() == [f"{register}:{line}: {NOT_YAML}"]


def test_benefits_that_ask_about_each_other_are_found(tmp_path: Path) -> None:
    files = registers()
    for name, other in (("one_aid", "two_aid"), ("two_aid", "one_aid")):
        asks = Fault(name, "rule", "", "return person.ill", f'return receives("{other}") & person.ill')
        plant(files, asks)
        path = f"law/{name}/benefit.yaml"
        files[path] = files[path].replace("receives: []", f"receives: [{other}]")
    answer = law_check(write_law(tmp_path, files))
    assert answer.stdout.splitlines() == [
        "law/one_aid/benefit.yaml:14: one_aid asks, through others, about itself. Break the circle.",
        "law/two_aid/benefit.yaml:14: two_aid asks, through others, about itself. Break the circle.",
    ]


IN_FORCE = ("status: draft", "status: in_force"), ("number: null", 'number: "1"'), ("date: null", "date: 2015-01-01")


@pytest.mark.parametrize(
    ("edits", "line", "said"),
    [
        (IN_FORCE, 0, ""),
        (
            IN_FORCE[:1] + IN_FORCE[2:],
            6,
            "it is in force without number. Give the act, its number and its date, or write status: draft.",
        ),
        (
            IN_FORCE[:2],
            7,
            "it is in force without date. Give the act, its number and its date, or write status: draft.",
        ),
        (
            (*IN_FORCE[:1], ("number: null", 'number: "2"'), *IN_FORCE[2:]),
            6,
            "number is 2, but sound_act has 1 in acts/. Correct one of them.",
        ),
        (
            (*IN_FORCE[:2], ("date: null", "date: 2015-01-02")),
            7,
            "date is 2015-01-02, but sound_act has 2015-01-01 in acts/. Correct one of them.",
        ),
        (
            (*IN_FORCE, ("act: sound_act", "act: a_report")),
            5,
            "a_report puts nothing in force: it is a report or a publication. Name the act that adopted the reform.",
        ),
        (
            (*IN_FORCE, ("act: sound_act\n", "")),
            1,
            "it is in force without act. Give the act, its number and its date, or write status: draft.",
        ),
    ],
)
def test_only_an_act_puts_a_reform_in_force(
    tmp_path: Path, edits: tuple[tuple[str, str], ...], line: int, said: str
) -> None:
    files = registers()
    files["acts/sample.yaml"] += (
        files["acts/sample.yaml"]
        .partition("ended_act:")[0]
        .replace("sound_act:", "a_report:")
        .replace("kind: law", "kind: report")
    )
    for old, new in edits:
        files["reforms/sound_reform/reform.yaml"] = files["reforms/sound_reform/reform.yaml"].replace(old, new, 1)
    answer = law_check(write_law(tmp_path, files))
    assert answer.stderr == ""
    told = answer.stdout.splitlines()
    if not said:
        assert told == ["law check: no findings"]
    else:
        assert f"reforms/sound_reform/reform.yaml:{line}: {said}" in told
        assert all(finding.startswith("reforms/sound_reform/reform.yaml:") for finding in told)
