"""Rehabilitation: individual programmes and what they name, invataxi, and the aids asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT
from tirek.population.city.draft import Draft
from tirek.population.city.draws import choose, lognormal, whole
from tirek.population.city.employment import days_before
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from tirek.population.snapshot.reading import Columns

AIDS = ("hygiene", "wheelchair", "walking_aid", "hearing_aid", "sight_aid", "prosthesis", "speech_processor")


def make_rehabilitation(draft: Draft) -> None:
    """Set what hinders a person, the programme and what it names, the carer's benefit, invataxi's certificate."""
    rng = draft.stream("rehabilitation")
    numbers = tunables("rehabilitation")
    codes, disability = draft.enum("disability"), draft.person["disability"]
    disabled = disability != codes["none"]
    chance = np.zeros(draft.persons)
    for name, share in numbers.table("mobility_difficulty").items():
        chance[disability == codes[name]] = share
    luck = rng.random((5, draft.persons))
    moving = luck[0] < chance
    programme = disabled & (luck[1] < numbers.number("programme_share"))
    draft.person["mobility_difficulty"] = moving
    draft.person["hearing_impairment"] = disabled & (luck[2] < numbers.number("hearing_impairment"))
    draft.person["rehabilitation_programme"] = programme
    draft.person["wheelchair_prescribed"] = programme & moving & (luck[3] < numbers.number("wheelchair_of_difficulty"))
    cared = draft.in_family(draft.person["provides_care"])[draft.of_family] > 0
    group_1 = disability == codes["group_1"]
    draft.person["carer_benefit_paid"] = group_1 & cared & (luck[4] < numbers.number("carer_benefit_of_group_1"))
    _make_prescriptions(draft, rng, programme)
    may_ride = disabled & (group_1 | moving | draft.person["assistant_prescribed"])
    draft.person["invataxi_certificate"] = draft.flags(choose(rng, may_ride, draft.wanted("invataxi_users")))


def _make_prescriptions(draft: Draft, rng: Generator, programme: NDArray[np.bool_]) -> None:
    group_1 = draft.person["disability"] == draft.enum("disability")["group_1"]
    helped = programme & group_1 & draft.person["mobility_difficulty"]
    alone = helped & ~draft.person["carer_benefit_paid"]
    # A programme names an assistant also for those who took the carer's benefit instead.
    draft.person["assistant_prescribed"] = draft.flags(choose(rng, alone, draft.wanted("assistants"))) | (
        helped & draft.person["carer_benefit_paid"]
    )
    deaf = choose(rng, programme & draft.person["hearing_impairment"], draft.wanted("sign_language_users"))
    draft.person["sign_language_prescribed"] = draft.flags(deaf)
    rest = draft.flags(choose(rng, programme, draft.wanted("sanatorium_users")))
    given = (
        programme
        & ~rest
        & (rng.random(draft.persons) < tunables("rehabilitation").number("sanatorium_given_this_year"))
    )
    draft.person["sanatorium_prescribed"] = rest | given
    draft.person["programme_voucher_this_year"] = given


def make_aids(draft: Draft) -> None:
    """Add the claims for technical aids to those there are, each with the kind of aid."""
    rng = draft.stream("aids")
    person, age = draft.person, draft.age
    programme = person["rehabilitation_programme"]
    who = {
        "hygiene": programme & (person["needs_outside_care"] | person["mobility_difficulty"]),
        "wheelchair": programme & person["wheelchair_prescribed"],
        "walking_aid": programme & (age >= tunables("rehabilitation").whole("walking_aid_from_age")),
        "hearing_aid": programme & person["hearing_impairment"],
        "sight_aid": programme,
        "prosthesis": programme,
        "speech_processor": programme & person["hearing_impairment"] & (age < ADULT),
    }
    # Where a small city has too few with the cause (a child who hears with an implant), any with a programme stand in.
    parts = []
    for aid in AIDS:
        wanted = draft.wanted(aid)
        enough = who[aid] if int(who[aid].sum()) >= wanted else programme
        parts.append(_aid_rows(draft, rng, aid, draft.of_family[choose(rng, enough, wanted)]))
    plain = {name: np.zeros(draft.claim["family_id"].size, dtype=np.int64) for name in _OF_AIDS}
    draft.claim = _with_numbers([{**draft.claim, **plain}, *parts])


_OF_AIDS = ("aid", "prescribed", "previous_on", "bought_on_portal")


def _aid_rows(draft: Draft, rng: Generator, aid: str, families: NDArray[np.int32]) -> Columns:
    numbers = tunables("rehabilitation")
    count = families.size
    cost = lognormal(rng, numbers.table("aid_cost")[aid], numbers.number("aid_cost_deviation"), count)
    before = days_before(draft.as_of, rng, numbers.whole("given_within_days"), count)
    return {
        "family_id": families,
        "kind": np.full(count, draft.enum("kind", "claim")["technical_aid"]),
        "cost": whole(cost),
        "documented": rng.random(count) < numbers.number("documented"),
        "reimbursed_before": np.zeros(count, dtype=bool),
        "number": np.ones(count, dtype=np.int64),
        "aid": np.full(count, draft.enum("aid", "claim")[aid]),
        "prescribed": np.ones(count, dtype=bool),
        "previous_on": np.where(rng.random(count) < numbers.number("given_before"), before, 0),
        "bought_on_portal": rng.random(count) < numbers.number("bought_on_portal"),
    }


def _with_numbers(parts: list[Columns]) -> Columns:
    """The claims together, by family; the aids of a family are numbered anew."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[-1]}
    order = np.argsort(columns["family_id"], kind="stable")
    claims = {name: column[order] for name, column in columns.items()}
    aids = np.flatnonzero(claims["aid"] > 0)
    families = claims["family_id"][aids]
    claims["number"][aids] = np.arange(aids.size) - np.searchsorted(families, families) + 1
    return claims
