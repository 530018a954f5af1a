"""Every fault of a reform's file is met, each under its own code, and the rest of the file is read on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.reform_files import (
    examine_reform,
    in_force_reforms,
    read_reform,
    shipped_names,
    shipped_reform,
)
from tirek.rulebook.engine.rule_files import find_rule, rules_in

TEXTS = "{kk: А, ru: А, en: A}"
HEAD = f"title: {TEXTS}\nsummary: {TEXTS}\nwarning: {TEXTS}\nstatus: draft\nknown_from: 2026-01-01\nfrom: 2026-01-01\n"
SOUND = '  - {parameter: victory_day_aid.home_front, values: [{value: 1, territory: "750000000"}]}\n'
FLOOR = "  - {floor: local_aid_2026.memorial_floor, of: %s}\n"
LEVEL = "  - {condition: local_aid_2026.welfare_level_admitted, refusal: %s, of: {scope: local}}\n"
LATER = "  - {benefit: meter_refund, status: in_force, from: 2026-06-01, %s}\n"
STEP = "  - {step: %s, text: %s}\n"
VALUES = "  - {parameter: %s, values: %s}\n"


def codes(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "idea.yaml"
    path.write_text(text, encoding="utf-8")
    reform, faults = examine_reform(path)
    assert (reform is None) is bool(faults.found)
    return [fault.code for fault in faults.found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("status: draft", "status: rumour", ["reform_status"]),
        ("status: draft", "status: draft\nmood: good", ["reform_unknown_key"]),
        ("warning: {kk: А, ru: А, en: A}", "warning: {kk: А}", ["reform_text"]),
        ("warning: {kk: А, ru: А, en: A}\n", "", ["reform_text"]),
        ("known_from: 2026-01-01\n", "", ["reform_no_known_from"]),
        ("\nfrom: 2026-01-01", "\nfrom: soon", ["reform_date"]),
        ("\nfrom: 2026-01-01", "\nfrom: 2026-01-01\ndate: soon", ["reform_date"]),
        ("\nfrom: 2026-01-01", "\nfrom: 2026-01-01 10:00:00", ["reform_date"]),
        ("\nfrom: 2026-01-01", "\nfrom: 2026-01-01\nterritory: Almaty", ["reform_territory"]),
        ("\nfrom: 2026-01-01", "\nfrom: 2026-01-01\nact: moon_law", ["reform_act"]),
        ("\nfrom: 2026-01-01", "\nfrom: 2026-01-01\nprovenance: {mark: heard}", ["reform_provenance"]),
        ("\nfrom: 2026-01-01", "\nfrom: 2026-01-01\nprovenance: heard", ["reform_provenance"]),
        ("status: draft", "status: in_force", ["reform_in_force_without"] * 3),
        (
            "status: draft",
            'status: in_force\nact: almaty_reform_2026\nnumber: "1"\ndate: 2026-01-01',
            ["reform_no_force", "reform_other_act"],
        ),
        (
            "status: draft",
            'status: in_force\nact: social_code\nnumber: "1"\ndate: 2026-01-01',
            ["reform_other_act", "reform_other_act"],
        ),
        ("status: draft", 'status: in_force\nact: social_code\nnumber: "224-VII"\ndate: 2023-04-20', []),
    ],
)
def test_the_head(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert old in HEAD
    assert codes(tmp_path, HEAD.replace(old, new, 1) + "changes:\n" + SOUND) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (SOUND, []),
        ("  - just words\n", ["reform_no_kind"]),
        ("  - {agency: moon}\n", ["reform_no_kind"]),
        ("  - {benefit: meter_refund, floor: moon, status: draft}\n", ["reform_no_kind"]),
        ("  - {benefit: meter_refund, status: repealed, since: 2026-01-01}\n", ["reform_unknown_key"]),
        ("  - {benefit: meter_refund, status: gone}\n", ["reform_status"]),
        ("  - {benefit: moon, status: repealed}\n", ["reform_benefit"]),
        ("  - {benefit: meter_refund, status: repealed, until: 2026-01-01}\n", ["reform_ends_first"]),
        ("  - {benefit: meter_refund, status: repealed, from: soon}\n", ["reform_date"]),
        ("  - {benefit: meter_refund, status: repealed, act: moon}\n", ["reform_act"]),
        ("  - {benefit: meter_refund, status: repealed, title: {kk: А}}\n", ["reform_text"]),
        ("  - {benefit: meter_refund, status: repealed, provenance: {mark: heard}}\n", ["reform_provenance"]),
        ("  - {benefit: meter_refund, status: repealed}\n" * 2, ["reform_twice"]),
        (VALUES % ("moon", "[{value: 1}]"), ["reform_parameter"]),
        ("  - {parameter: mci, unit: none, values: [{value: 5000}]}\n", ["reform_unit"]),
        (VALUES % ("mci", "5000"), ["reform_no_values"]),
        (VALUES % ("mci", "[5000]"), ["reform_no_values"]),
        (VALUES % ("mci", "[{value: 1.5}]"), ["reform_value"]),
        (VALUES % ("mci", '[{value: "3/2"}]'), ["reform_value"]),
        (VALUES % ("mci", "[{quarter: 2026Q1, value: 5}]"), ["reform_value_by"]),
        (VALUES % ("regional_subsistence_minimum", "[{value: 5}]"), ["reform_value"]),
        (VALUES % ("victory_day_aid.home_front", "[{value: 5}]"), ["reform_value_territory"]),
        (VALUES % ("mci", "[{value: 5000}, {value: 5001}]"), ["reform_twice"]),
        (VALUES % ("mci", "[{value: 5000, place: 1}]"), ["reform_unknown_key"]),
        (VALUES % ("mci", "[{value: 5000, territory: Almaty}]"), ["reform_territory"]),
        (VALUES % ("mci", "[{value: 5000, until: later}]"), ["reform_date"]),
        (VALUES % ("mci", "[{value: 5000, from: 2026-01-01 10:00:00}]"), ["reform_date"]),
        (VALUES % ("mci", "[{value: 5000, until: 2026-01-01}]"), ["reform_ends_first"]),
        (VALUES % ("mci", "[{value: 5000, act: moon}]"), ["reform_act"]),
        (VALUES % ("mci", "[{value: 5000, provenance: {mark: heard}}]"), ["reform_provenance"]),
        (f"  - {{benefit: meter_refund, status: repealed}}\n{LATER % 'until: 2027-01-01'}", ["reform_twice"]),
        (f"  - {{benefit: meter_refund, status: repealed, until: 2026-06-01}}\n{LATER % 'act: social_code'}", []),
        ("  - {benefit: meter_refund, status: repealed, territory: Almaty}\n", ["reform_territory"]),
        (VALUES % ("mci", "[{value: 5000, purpose: social}, {value: 5001, purpose: fiscal}]"), []),
        (STEP % ("national.moon", "local_aid_2026.republican_minimum"), ["reform_step"]),
        (STEP % ("local_aid_2026.memorial_floor", "local_aid_2026.republican_minimum"), ["reform_step"]),
        (STEP % ("national.income_limit_minimum", "local_aid_2026.moon"), ["reform_text_rule"]),
        (STEP % ("national.income_limit_minimum", "national.members"), ["reform_text_rule"]),
        (STEP % ("national.income_limit_minimum", "local_aid_2026.memorial_floor"), ["reform_shape"]),
        (STEP % ("national.income_limit_minimum", "local_aid_2026.republican_minimum"), []),
        (STEP % ("one_off_hardship_aid.survey_allowed", "local_aid_2026.six_hardship_grounds"), ["reform_rows"]),
        (FLOOR % "moon", ["reform_of"]),
        (FLOOR % "{except: {}}", ["reform_of"]),
        (FLOOR % "{benefits: meter_refund}", ["reform_of"]),
        (FLOOR % "{benefits: [moon]}", ["reform_benefit"]),
        (FLOOR % "{scope: city}", ["reform_scope"]),
        (FLOOR % f"{{scope: local, except: {{moon: {TEXTS}}}}}", ["reform_benefit"]),
        (FLOOR % "{scope: local, except: {meter_refund: {kk: А}}}", ["reform_text"]),
        (FLOOR % f"{{benefits: [meter_refund], except: {{meter_refund: {TEXTS}}}}}", ["reform_of"]),
        (FLOOR % "{benefits: [guaranteed_package_in_kind]}", ["reform_floor"]),
        (LEVEL % "{kk: А, ru: А}", ["reform_refusal"]),
        (LEVEL % "too_rich", ["reform_refusal"]),
        (LEVEL % "{code: too_rich, kk: А}", ["reform_text"]),
        (LEVEL % "{code: too_rich, kk: А, ru: А}", []),
        ("  - {condition: moon, refusal: {code: a, kk: А, ru: А}, of: {scope: local}}\n", ["reform_text_rule"]),
    ],
)
def test_a_change(tmp_path: Path, changes: str, expected: list[str]) -> None:
    assert codes(tmp_path, HEAD + "changes:\n" + changes) == expected


def test_faults_are_told_together_and_the_first_is_raised(tmp_path: Path) -> None:
    text = HEAD.replace("\nfrom: 2026-01-01", "") + "changes:\n" + "  - {benefit: moon, status: gone}\n" + SOUND
    assert codes(tmp_path, text) == ["reform_no_start", "reform_benefit", "reform_value"]
    with pytest.raises(Exception, match="has no first day") as raised:
        read_reform(tmp_path / "idea.yaml")
    assert raised.value.where.endswith("idea.yaml:7")  # type: ignore[attr-defined]


@pytest.mark.parametrize("changes", ["", "changes: []\n", "changes: {}\n"])
def test_a_reform_without_changes_is_none(tmp_path: Path, changes: str) -> None:
    assert codes(tmp_path, HEAD + changes) == ["reform_no_changes"]


def test_shipped_reforms_are_sound_and_drafts_do_not_decide() -> None:
    assert [shipped_reform(name).name for name in shipped_names()] == shipped_names()
    assert in_force_reforms() == tuple(shipped_reform(n) for n in shipped_names() if shipped_reform(n).decides)


def test_rules_are_found_by_folder_and_step() -> None:
    assert set(rules_in("one_off_hardship_aid")) >= {"hardship_ground", "income_within_limit", "amount"}
    assert "counted" not in rules_in("one_off_hardship_aid"), "imported, not written there"
    found = find_rule("national.per_capita_income")
    assert found is not None
    assert found.path == ROOT / "national" / "household.py"
    assert find_rule("national.moon") is find_rule("moon.step") is find_rule("../x.step") is find_rule("") is None
