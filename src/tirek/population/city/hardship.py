"""Difficult life situations, and what the commission, the department and the lenders know of a family."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT
from tirek.population.city.draft import Draft
from tirek.population.city.draws import choose, share_out
from tirek.population.city.employment import days_before, jobless_able
from tirek.population.city.incomes import income_a_person_month
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.typing import NDArray


def make_hardship(draft: Draft) -> None:
    """Set `hardship_ground`: fire and disaster with the claims, the other grounds where their cause is."""
    rng = draft.stream("hardship")
    numbers = tunables("statuses")
    codes, weights = draft.enum("hardship_ground"), numbers.table("hardship_grounds")
    ground = np.zeros(draft.persons, dtype=np.int8)
    _mark_struck(draft, ground)
    limit = numbers.number("hardship_income_minima") * tunables("incomes").number("regional_minimum")
    poor = (income_a_person_month(draft) <= limit)[draft.of_family]
    at_home = draft.person["absence"] == draft.enum("absence")["none"]
    ill = draft.person["tuberculosis_outpatient"] | draft.person["hiv_registered"] | draft.person["long_illness"]
    may = {
        "significant_disease": ill,
        "orphanhood": draft.person["orphan"],
        "low_income": draft.below_line[draft.of_family] & (draft.age >= ADULT),
        "incapable_elderly": (draft.age >= 75) & draft.person["needs_outside_care"],
        "released_or_probation": (draft.age >= ADULT) & (draft.age < 60),
    }
    left = max(draft.wanted("hardship") - int((ground > 0).sum()), 0)
    for name, count in zip(weights, share_out(left, list(weights.values())), strict=True):
        free = may[name] & poor & at_home & (ground == codes["none"])
        ground[choose(rng, free, int(count))] = codes[name]
    # Where there are too few of a cause (a small city has few orphans), the rest are simply poor.
    rest = max(draft.wanted("hardship") - int((ground > 0).sum()), 0)
    poorest = may["low_income"] & at_home & (ground == codes["none"])
    ground[choose(rng, poorest, rest)] = codes["low_income"]
    draft.person["hardship_ground"] = ground


def _mark_struck(draft: Draft, ground: NDArray[np.int8]) -> None:
    """The head of a family with a claim for fire or disaster."""
    codes, kinds = draft.enum("hardship_ground"), draft.enum("kind", "claim")
    for claim, name in (("fire_damage", "fire"), ("disaster_damage", "natural_disaster")):
        families = draft.claim["family_id"][draft.claim["kind"] == kinds[claim]]
        ground[draft.first[families]] = codes[name]


def make_department_facts(draft: Draft) -> None:
    """Set the family's facts of the commission, the department and the credit bureau."""
    rng = draft.stream("department")
    numbers = tunables("statuses")
    luck = rng.random((5, draft.families))
    below = draft.below_line
    hard = draft.in_family(draft.person["hardship_ground"] > 0) > 0
    refused = luck[0] < numbers.number("survey_refused")
    found = (below & (luck[1] < numbers.number("need_found_below_line"))) | (
        hard & (luck[1] < numbers.number("need_found_hardship"))
    )
    draft.family["survey_refused"] = below & refused
    draft.family["commission_found_need"] = found & ~(below & refused)
    _make_contracts(draft, luck[2])
    for name, share in (("contract_broken_on", "contract_broken"), ("false_data_on", "false_data")):
        rows = choose(rng, below, round(below.sum() * numbers.number(share)))
        dates = np.zeros(draft.families, dtype=np.int32)
        dates[rows] = days_before(draft.as_of, rng, numbers.whole("events_within_days"), rows.size)
        draft.family[name] = dates
    poorest, richest = numbers.number("overdue_debt_poorest"), numbers.number("overdue_debt_richest")
    overdue = luck[3] < poorest + (richest - poorest) * draft.income_rank
    draft.family["overdue_debt"] = overdue
    draft.family["loan_obligations"] = overdue | (luck[4] < numbers.number("loan_obligations"))
    draft.family["gas_connection_reimbursed"] = rng.random(draft.families) < numbers.number("gas_reimbursed_before")


def _make_contracts(draft: Draft, luck: NDArray[np.float64]) -> None:
    """A poor family with someone able to work signs a contract, and its jobless take part in measures."""
    numbers = tunables("statuses")
    rng = draft.stream("contracts")
    jobless = jobless_able(draft)
    able = (draft.age >= ADULT) & (draft.person["pension"] == 0)
    signed = draft.below_line & (draft.in_family(able) > 0)
    signed &= luck < numbers.number("contract_signed_below_line")
    draft.family["social_contract_signed"] = signed
    taking = jobless & signed[draft.of_family]
    taking &= rng.random(draft.persons) < numbers.number("takes_part_below_line")
    taking &= draft.person["measures_refused_on"] == 0
    draft.person["takes_part_in_measures"] |= taking
