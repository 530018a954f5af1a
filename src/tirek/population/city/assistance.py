"""Facts of the programmes of assistance: journeys, sanatorium, school, lists, the family card and health insurance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT, pension_age
from tirek.population.city.claims import claim_rows, join_claims
from tirek.population.city.draft import Draft
from tirek.population.city.draws import choose, draw_places, lognormal, whole
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.typing import NDArray

INSURED_BY_STATE = ("registered_unemployed",)
INSURED_BY_EMPLOYER = ("permanent_job",)


def make_assistance(draft: Draft) -> None:
    """Set the facts of `facts/assistance.yaml` (but those of mothers), and add claims for journeys and treatment."""
    _make_travel(draft)
    _make_sanatorium(draft)
    _make_specialists(draft)
    _make_school(draft)
    _make_lists(draft)
    _make_family_card(draft)
    _make_insurance(draft)


def _at_home(draft: Draft) -> NDArray[np.bool_]:
    """Whom the law counts as a member: registered here, not away, citizen or permanent resident."""
    away, stays = draft.enum("absence"), draft.enum("residence")
    home: NDArray[np.bool_] = draft.person["registered_at_address"] & (draft.person["absence"] == away["none"])
    home &= draft.person["residence"] != stays["other"]
    return home


def _make_travel(draft: Draft) -> None:
    """Holders stand among those equated to participants of the war; a claim is of a family with a holder."""
    rng = draft.stream("blockade")
    numbers = tunables("assistance")
    codes = draft.enum("blockade_award")
    old = (draft.age >= numbers.whole("blockade_least_age")) & draft.person["equated_to_participant"]
    holders = choose(rng, old & _at_home(draft), draft.wanted("blockade_holders"))
    medal = rng.random(holders.size) < numbers.number("blockade_medal_share")
    award = np.zeros(draft.persons, dtype=np.int8)
    award[holders] = np.where(medal, codes["leningrad_defence_medal"], codes["blockade_resident_badge"])
    draft.person["blockade_award"] = award
    families = choose(rng, draft.in_family(award > 0) > 0, draft.wanted("blockade_journeys"))
    _add_claims(draft, "blockade_travel", families, "blockade_fare")


def _make_sanatorium(draft: Draft) -> None:
    """A physician recommends treatment to as many as had a voucher; as many families as had a refund claim one."""
    rng = draft.stream("sanatorium")
    pensioner = draft.person["pension_kind"] == draft.enum("pension_kind")["age_pension"]
    pensioner &= (draft.age > pension_age(draft.sex)) & _at_home(draft)
    recommended = choose(rng, pensioner, draft.wanted("sanatorium_vouchers"))
    draft.person["sanatorium_recommended"] = draft.flags(recommended)
    # The city is drawn on 1 January: nobody has had this year's treatment yet.
    draft.person["sanatorium_this_year"] = np.zeros(draft.persons, dtype=bool)
    without = pensioner & ~draft.person["sanatorium_recommended"]
    families = choose(rng, draft.in_family(without) > 0, draft.wanted("sanatorium_refunds"))
    _add_claims(draft, "sanatorium_treatment", families, "sanatorium_cost")


def _add_claims(draft: Draft, kind: str, families: NDArray[np.int64], cost: str) -> None:
    rows = claim_rows(draft, draft.stream(f"claims {kind}"), kind, families, tunables("assistance").table(cost))
    # What is claimed here stands for what was paid in 2020, so all of it is documented.
    rows["documented"] = np.ones(families.size, dtype=bool)
    draft.claim = join_claims([draft.claim, rows])


def _make_specialists(draft: Draft) -> None:
    rng = draft.stream("specialists")
    numbers = tunables("assistance")
    shares, codes = numbers.table("state_specialists"), draft.enum("rural_specialist")
    employed = draft.person["employment"] == draft.enum("employment")["permanent_job"]
    rest = 1 - sum(shares.values())
    drawn = np.array([*(codes[name] for name in shares), codes["none"]], dtype=np.int8)
    field = drawn[draw_places(rng, [*shares.values(), rest], draft.persons)]
    draft.person["rural_specialist"] = np.where(employed, field, codes["none"]).astype(np.int8)
    draft.person["works_in_village"] = employed & (rng.random(draft.persons) < numbers.number("works_in_village"))
    draft.family["lives_in_village"] = np.zeros(draft.families, dtype=bool)


def _make_school(draft: Draft) -> None:
    rng = draft.stream("school")
    numbers = tunables("assistance")
    pupil = draft.person["study"] == draft.enum("study")["school"]
    spread = numbers.table("school_distance")
    distance = whole(lognormal(rng, spread["median"], spread["deviation"], draft.persons))
    far = pupil & (distance >= numbers.whole("school_ride_from"))
    rides = far & (rng.random(draft.persons) < numbers.number("school_ride_share"))
    fare = numbers.table("school_ride_cost")
    cost = whole(lognormal(rng, fare["median"], fare["deviation"], draft.persons))
    draft.person["school_distance"] = np.where(pupil, distance, 0)
    draft.person["school_travel_cost"] = np.where(rides, cost, 0)
    draft.person["on_education_list"] = pupil & (rng.random(draft.persons) < numbers.number("on_education_list"))


def _make_lists(draft: Draft) -> None:
    rng = draft.stream("closed lists")
    numbers = tunables("assistance")
    may = draft.age >= numbers.whole("semey_least_age")
    victims = choose(rng, may, round(may.sum() * numbers.number("semey_polygon_victims")))
    listed = np.zeros(draft.persons, dtype=np.int8)
    listed[victims] = draft.enum("closed_list")["semey_polygon_victims"]
    draft.person["closed_list"] = listed
    given = rng.random(draft.families) < numbers.number("box_given_below_line")
    draft.family["television_box_given"] = draft.below_line & given


def _make_family_card(draft: Draft) -> None:
    """Categories follow income, loosely: the card looks at housing, vehicles and loans too."""
    rng = draft.stream("family card")
    numbers = tunables("assistance")
    shares, codes = numbers.table("family_card_shares"), draft.enum("family_card_category", "family")
    noisy = draft.income_rank + numbers.number("family_card_noise") * rng.standard_normal(draft.families)
    rank = np.empty(draft.families)
    rank[np.argsort(noisy, kind="stable")] = (np.arange(draft.families) + 0.5) / draft.families
    place = np.searchsorted(np.cumsum(list(shares.values()))[:-1], rank, side="right")
    draft.family["family_card_category"] = np.array([codes[name] for name in shares], dtype=np.int8)[place]


def _make_insurance(draft: Draft) -> None:
    """The state insures children, students, pensioners, persons with disabilities, carers and the registered unemployed."""
    rng = draft.stream("insurance")
    employment, jobs = draft.person["employment"], draft.enum("employment")
    by_state = (draft.age < ADULT) | draft.person["full_time_student"] | draft.person["provides_care"]
    by_state |= (draft.person["disability"] > 0) | (draft.person["pension_kind"] > 0)
    by_state |= np.isin(employment, [jobs[name] for name in INSURED_BY_STATE])
    by_employer = np.isin(employment, [jobs[name] for name in INSURED_BY_EMPLOYER])
    codes = draft.enum("family_card_category", "family")
    poor = np.isin(draft.family["family_card_category"], [codes["category_d"], codes["category_e"]])[draft.of_family]
    open_to_gaps = ~by_state & ~by_employer
    elsewhere = rng.random(draft.persons) < tunables("assistance").number("uninsured_elsewhere")
    uninsured = open_to_gaps & ~poor & elsewhere
    uninsured[choose(rng, open_to_gaps & poor, draft.wanted("uninsured_d_and_e"))] = True
    draft.person["health_insured"] = ~uninsured
