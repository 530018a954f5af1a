"""Care at home, work, and the registered unemployed. The numbers of employed and registered are targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT, MALE, pension_age
from tirek.population.city.draft import Draft, Role
from tirek.population.city.draws import by_step, choose
from tirek.population.city.targets import read_targets
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

WORK_FROM = 16


def make_care(draft: Draft) -> None:
    """Set `provides_care`: one grown-up at most in a family that has someone to care for."""
    rng = draft.stream("care")
    numbers = tunables("employment")
    codes, disability = draft.enum("disability"), draft.person["disability"]
    groups = (
        (draft.age < numbers.whole("care_of_infant_under"), "care_of_infant_share"),
        ((draft.age < ADULT) & (disability != codes["none"]), "care_of_disabled_child_share"),
        ((draft.age >= ADULT) & (disability == codes["group_1"]), "care_of_group_1_share"),
        ((draft.age >= numbers.whole("care_of_old_from")) & draft.person["needs_outside_care"], "care_of_old_share"),
    )
    cared = np.zeros(draft.families, dtype=bool)
    for needs, share in groups:
        cared |= (draft.in_family(needs) > 0) & (rng.random(draft.families) < numbers.number(share))
    able = (draft.age >= ADULT) & (draft.age < 75) & ~draft.person["full_time_student"]
    able &= (disability == codes["none"]) | (disability == codes["group_3"])
    able &= ~draft.person["long_illness"] & (draft.person["absence"] == 0)
    # A mother before a grandmother before anybody else.
    merit = rng.random(draft.persons) + (draft.sex != MALE) + (draft.role == Role.PARENT) - 9.0 * ~able
    best = np.maximum.reduceat(merit, draft.first)[draft.of_family]
    draft.person["provides_care"] = able & (merit == best) & cared[draft.of_family]


def needs_care(draft: Draft) -> NDArray[np.bool_]:
    """Who gives a member of the family a reason to stay at home."""
    numbers = tunables("employment")
    codes, disability = draft.enum("disability"), draft.person["disability"]
    needs: NDArray[np.bool_] = (
        (draft.age < numbers.whole("care_of_infant_under"))
        | ((draft.age < ADULT) & (disability != codes["none"]))
        | ((draft.age >= ADULT) & (disability == codes["group_1"]))
        | (draft.age >= numbers.whole("care_of_old_from"))
    )
    return needs


def make_employment(draft: Draft) -> None:
    """Set `employment`, `founder_of_active_entity`, `takes_part_in_measures`, `measures_refused_on`."""
    rng = draft.stream("employment")
    numbers = tunables("employment")
    codes = draft.enum("employment")
    employment = np.full(draft.persons, codes["none"], dtype=np.int8)
    odds = _odds_of_work(draft, rng)
    may = (draft.age >= WORK_FROM) & (draft.person["absence"] == 0)
    # The likeliest to work, after a draw of luck, up to the published number: a weighted choice without repetition.
    rows = np.flatnonzero(may)
    luck = np.log(odds[rows]) + rng.logistic(size=rows.size)
    many = min(draft.wanted("employed"), rows.size)
    at_work = rows[np.argpartition(-luck, many - 1)[:many]]
    employment[at_work] = codes["permanent_job"]
    own = choose(rng, np.sort(at_work), round(many * read_targets()["self_employed_share"].value))
    employment[own] = codes["self_employed"]
    paid = np.flatnonzero(employment == codes["permanent_job"])
    employment[choose(rng, paid, round(many * numbers.number("temporary_share")))] = codes["temporary_job"]
    draft.person["employment"] = employment
    _suspend_traders(draft, rng)
    _leave_the_unemployed(draft, rng)
    _make_registered(draft, rng)
    founders = choose(
        rng,
        np.isin(employment, (codes["permanent_job"], codes["self_employed"])) & (draft.age >= 21),
        round(many * numbers.number("founders_share_of_employed")),
    )
    draft.person["founder_of_active_entity"] = draft.flags(founders)


def _odds_of_work(draft: Draft, rng: Generator) -> NDArray[np.float64]:
    numbers = tunables("employment")
    codes, disability = draft.enum("disability"), draft.person["disability"]
    odds = np.where(
        draft.sex == MALE,
        by_step(numbers.table("odds_men"), draft.age, 1e-9),
        by_step(numbers.table("odds_women"), draft.age, 1e-9),
    )
    factors = {
        "factor_full_time_student": draft.person["full_time_student"],
        "factor_breadwinner": _breadwinners(draft),
        "factor_care": draft.person["provides_care"],
        "factor_long_illness": draft.person["long_illness"],
        "factor_group_1": disability == codes["group_1"],
        "factor_group_2": disability == codes["group_2"],
        "factor_group_3": disability == codes["group_3"],
    }
    for name, rows in factors.items():
        odds[rows] *= numbers.number(name)
    family = np.exp(numbers.number("family_deviation") * rng.standard_normal(draft.families))
    shifted: NDArray[np.float64] = odds * family[draft.of_family]
    return shifted


def _breadwinners(draft: Draft) -> NDArray[np.bool_]:
    """The first parent of a family with children of any age: somebody mostly keeps them."""
    children = draft.counts[:, Role.MINOR] + draft.counts[:, Role.ADULT_CHILD] > 0
    flags: NDArray[np.bool_] = (draft.role == Role.PARENT) & (draft.place == 0) & children[draft.of_family]
    return flags


def jobless_able(draft: Draft, *, caring: bool = False) -> NDArray[np.bool_]:
    """Of working age, able, at home, without work and not studying; not caring for anybody, or just that."""
    disability, codes = draft.person["disability"], draft.enum("disability")
    able = (disability == codes["none"]) | (disability == codes["group_3"])
    of_age = (draft.age >= WORK_FROM) & (draft.age < pension_age(draft.sex))
    busy = draft.person["full_time_student"] | draft.person["long_illness"]
    busy |= draft.person["provides_care"] != caring
    employment = draft.enum("employment")
    idle = np.isin(draft.person["employment"], (employment["none"], employment["registered_unemployed"]))
    jobless: NDArray[np.bool_] = able & of_age & ~busy & idle & (draft.person["absence"] == 0)
    return jobless


def _suspend_traders(draft: Draft, rng: Generator) -> None:
    numbers = tunables("employment")
    codes, employment = draft.enum("employment"), draft.person["employment"]
    jobless = jobless_able(draft)
    traders = choose(
        rng,
        jobless & (draft.age >= 21),
        round(jobless.sum() * numbers.number("suspended_trader_share_of_jobless")),
    )
    employment[traders] = codes["suspended_trader"]


def _leave_the_unemployed(draft: Draft, rng: Generator) -> None:
    """Make the jobless as many as the published unemployed.

    The jobless beyond them stay at home because of someone who needs them; if there are too few, some who do so look
    for work instead.
    """
    cares = draft.person["provides_care"]
    jobless = jobless_able(draft)
    spare = int(jobless.sum()) - draft.wanted("unemployed")
    needed = (draft.in_family(needs_care(draft)) > 0) & (draft.in_family(cares) == 0)
    rows = rng.permutation(np.flatnonzero(jobless & (draft.age >= ADULT) & needed[draft.of_family]))
    _, one_a_family = np.unique(draft.of_family[rows], return_index=True)
    cares[rows[np.sort(one_a_family)][: max(spare, 0)]] = True
    cares[choose(rng, jobless_able(draft, caring=True), max(-spare, 0))] = False


def _make_registered(draft: Draft, rng: Generator) -> None:
    numbers = tunables("employment")
    codes, employment = draft.enum("employment"), draft.person["employment"]
    registered = choose(rng, jobless_able(draft), draft.wanted("registered_unemployed"))
    employment[registered] = codes["registered_unemployed"]
    luck = rng.random(registered.size)
    taking = registered[luck < numbers.number("takes_part_share_of_registered")]
    refused = registered[luck > 1 - numbers.number("refused_share_of_registered")]
    draft.person["takes_part_in_measures"] = draft.flags(taking)
    dates = np.zeros(draft.persons, dtype=np.int32)
    dates[refused] = days_before(draft.as_of, rng, numbers.whole("refused_within_days"), refused.size)
    draft.person["measures_refused_on"] = dates


def days_before(as_of: int, rng: Generator, most: int, count: int) -> NDArray[np.int32]:
    """Dates YYYYMMDD, from one to `most` days before a day."""
    text = f"{as_of // 10_000:04}-{as_of // 100 % 100:02}-{as_of % 100:02}"
    days = np.datetime64(text) - rng.integers(1, most + 1, count).astype("timedelta64[D]")
    months = days.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (days - months).astype(np.int64) + 1
    return np.asarray(year * 10_000 + month * 100 + day, dtype=np.int32)
