"""The roads as data: whole, and refused with file, line and remedy where they are written wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tirek.department.applications.programmes import askable_programmes, confidential_kind, road_of
from tirek.department.applications.roads import FILE, RoadFault, read_roads, roads
from tirek.department.core.clocks.register import clock_register
from tirek.rulebook.catalogue import find_benefit

ON = date(2026, 11, 23)


def test_every_programme_of_the_department_has_its_road() -> None:
    for benefit in askable_programmes(ON):
        road = road_of(benefit)
        assert road == road_of(benefit.id)
        assert road.decision_clock in clock_register()
        assert road.survey == (road.survey_clock in clock_register())
        assert road.special_commission == (benefit.outcome == "ceiling")
        assert set(road.title) == set(road.granted_for_title) == {"kk", "ru", "en"}


def test_what_is_asked_for_is_paid_by_the_department_and_in_force() -> None:
    names = [benefit.id for benefit in askable_programmes(ON)]
    assert {"targeted_assistance_conditional", "housing_aid", "home_care"} <= set(names)
    assert not {"birth_grant", "disability_job_quota", "guaranteed_package_in_kind", "six_levels"} & set(names)
    assert "guaranteed_package_in_kind" in [benefit.id for benefit in askable_programmes(date(2022, 1, 1))]


def test_a_programme_that_the_law_calls_confidential_has_a_kind_and_no_other_has() -> None:
    kinds = {name: confidential_kind(name) for name in roads().of}
    assert all(bool(kind) == find_benefit(name).confidential for name, kind in kinds.items())
    assert (kinds["hiv_children_aid"], kinds["tuberculosis_aid"], kinds["temporary_stay"]) == (
        "hiv",
        "tuberculosis",
        "violence",
    )


def test_what_excludes_each_other_by_law_shares_a_group() -> None:
    for name, road in roads().of.items():
        for other in find_benefit(name).document["excludes"]:
            assert road.kind_group == road_of(other).kind_group


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    at = document
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("programmes", "housing_aid", "road"), "highway", "'highway' is unknown. Write one of targeted_assistance"),
        (("programmes", "housing_aid", "granted_for"), "ever", "'ever' is unknown"),
        (("programmes", "housing_aid", "mark"), None, "missing or unknown: mark"),
        (("programmes", "housing_aid", "colour"), "red", "missing or unknown: colour"),
        (("programmes", "housing_aid", "confidential"), "hiv", "the law says this already"),
        (("programmes", "home_care", "confidential"), None, "the law calls it confidential"),
        (("programmes", "housing_aid"), None, "no road for housing_aid"),
        (("programmes", "birth_grant"), {}, "the department decides no 'birth_grant'"),
        (("roads", "housing_aid", "decision"), "soon", "'soon' is unknown"),
        (("roads", "housing_aid", "survey"), "soon", "'soon' is unknown"),
        (("roads", "housing_aid", "social_contract"), "maybe", "'maybe' is neither true nor false"),
        (("roads", "housing_aid", "title", "kk"), " ", "the title in kk is empty"),
        (("roads", "housing_aid", "provenance", "mark"), "hearsay", "'hearsay' is unknown"),
        (("roads", "housing_aid", "provenance", "source"), "", "the source is empty"),
        (("granted_for", "quarter"), "квартал", "this is no mapping"),
        (("drafts", "kept_days"), 0, "0 is no number of days"),
    ],
)
def test_a_fault_names_its_line_and_what_to_write(tmp_path: Path, path: tuple[str, ...], value: Any, said: str) -> None:
    file = tmp_path / "roads.yaml"
    file.write_text(yaml.safe_dump(changed(path, value), allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(RoadFault) as fault:
        read_roads(file)
    place, _, rest = str(fault.value).partition(": ")
    assert said in rest
    name, line = place.split(":")
    assert name == "roads.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert any(key in lines[int(line) - 1] for key in path)
