from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.registers.sandbox.faults import Fault, FaultKind, SandboxError, choose_faults, faults_from, read_faults


def test_rules_are_read_from_a_line_and_from_a_file(tmp_path: Path) -> None:
    expected = (Fault("incomes", FaultKind.SLOW, 3.0, 0.5), Fault("*", FaultKind.FAIL, 503.0, 0.1))
    path = tmp_path / "faults.yaml"
    path.write_text("faults:\n- {register: incomes, kind: slow, value: 3, share: 0.5}\n- {kind: fail, share: 0.1}\n")
    assert read_faults("incomes:slow=3@0.5, *:fail@0.1") == expected
    assert read_faults(str(path)) == expected
    assert faults_from({"faults": [rule.as_json() for rule in expected]}) == expected


@pytest.mark.parametrize(
    ("given_rules", "code"),
    [
        ("tax:slow", "unknown_register"),
        ("incomes:explode", "unknown_fault"),
        ("incomes", "bad_rule"),
        ("incomes:slow@2", "bad_share"),
        ("incomes:slow@nan", "bad_share"),
        ("incomes:slow=x", "not_a_number"),
        ("incomes:fail=200", "bad_status"),
        ("incomes:slow=-1", "bad_seconds"),
        ("nowhere.yaml", "no_file"),
    ],
)
def test_a_wrong_rule_is_told(given_rules: str, code: str) -> None:
    with pytest.raises(SandboxError) as error:
        read_faults(given_rules)
    assert error.value.code == code
    assert all(error.value.text(language) for language in ("kk", "ru", "en"))


@pytest.mark.parametrize("document", [None, [], {"faults": {}}, {"faults": [1]}, {"faults": [{"register": "incomes"}]}])
def test_a_wrong_document_is_told(document: object) -> None:
    with pytest.raises(SandboxError):
        faults_from(document)


@given(st.uuids(), st.integers(1, 9), st.integers(0, 9))
def test_the_same_seed_hits_the_same_requests(request_id: object, attempt: int, seed: int) -> None:
    rules = read_faults("*:fail@0.5,*:partial@0.5")
    hits = [choose_faults(rules, "incomes", str(request_id), attempt, seed) for _ in range(2)]
    first_attempt = choose_faults(rules, "incomes", str(request_id), 1, seed)
    assert hits[0] == hits[1]
    assert (rules[1] in hits[0]) is (rules[1] in first_attempt), "what is said is said again"


def test_a_share_is_a_share() -> None:
    rules = read_faults("*:fail@0.3")
    hit = sum(bool(choose_faults(rules, "incomes", str(number), 1, 1)) for number in range(5000))
    assert 1350 < hit < 1650
