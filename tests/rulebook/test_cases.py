"""Every case written by hand beside the law gives what its author worked out."""

import pytest

from tirek.rulebook.cases import LawCase, all_cases, all_reform_cases, run_case
from tirek.rulebook.catalogue import benefit_ids, method_ids

CASES = [*all_cases([*benefit_ids(), *method_ids()]), *all_reform_cases()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.parent.name}:{case.name}")
def test_case(case: LawCase) -> None:
    assert run_case(case) == [], f"{case.where} because {case.because}"
