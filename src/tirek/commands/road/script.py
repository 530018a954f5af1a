"""What is to happen to each family of a drive: who is granted, who is refused and why, who never comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from tirek.commands.road.counter import may_forget
from tirek.commands.road.households import Household
from tirek.commands.road.promises import Promises
from tirek.department.applications.programmes import road_of
from tirek.department.decisions.grounds import road_grounds
from tirek.rulebook.engine.outcomes import NOTHING_CLAIMED

DECIDED, ABANDONED, WITHDRAWN = "decided", "abandoned", "withdrawn"
DRAFT, REGISTERED, CHECKING, READY, TO_SIGN = "draft", "registered", "checking", "ready", "to_sign"
LEFT_OPEN = (DRAFT, REGISTERED, CHECKING, READY, TO_SIGN)
"""Where cases stand that wait for somebody: a sample leaves each kind, by turns in the districts, for who opens the office."""
OPEN_SHARE = 4
FORGETFUL = 4
"""Every so many applicants tells less of an income than the registers know, and all whose checks are left open."""
REASONS = {
    "facts_withdrawn": "өтініш беруші отбасы туралы деректерді тексеруге берген келісімін қайтарып алды",
    "documents_missing": "сұралған құжаттар мерзімінде әкелінбеді",
    NOTHING_CLAIMED: "сұралған зат бұл көмек берілетіндердің қатарына жатпайды",
    "measures_refused": "еңбекке қабілетті отбасы мүшесі мансап орталығы ұсынған шарадан бас тартты",
}
"""Grounds of the road that no rule finds: what the officer writes who refuses on them."""
MOST_PEOPLE = 6
CONTRACTS_KEPT = 3


@dataclass(frozen=True)
class Script:
    """A household and what becomes of it; ``ground`` is one that an officer establishes against the rule."""

    household: Household
    ends: str = DECIDED
    ground: str = ""
    forgets: bool = False

    @property
    def is_granted(self) -> bool:
        """Whether the case is to be granted in the end."""
        return self.ends == DECIDED and not self.ground and self.household.grants


def scripts_of(households: Sequence[Household], promises: Promises, *, leave_open: bool) -> list[Script]:
    """The scripts of a drive, as many as applications are promised.

    ``leave_open``: some cases stay where somebody has to do something, for a sample that is to be opened.
    """
    size = promises.applications
    small = [each for each in households if len(each.persons) <= MOST_PEOPLE]
    granted = [each for each in small if each.grants and not each.confidential]
    pool = _by_turns(granted)
    scripts = [Script(each) for each in _take(_confidential(small), promises.confidential)]
    with_contract = [each for each in granted if road_of(each.programme).social_contract]
    scripts += [Script(each) for each in _take(cycle(with_contract), promises.breaches + CONTRACTS_KEPT)]
    scripts += [Script(next(pool), ABANDONED) for _ in range(promises.abandoned)]
    scripts += [Script(next(pool), WITHDRAWN) for _ in range(promises.withdrawn)]
    refused = [Script(each) for each in covering(small)]
    refused += [Script(next(pool), ground=ground) for ground in REASONS]
    scripts += refused if promises.whole else refused[-len(REASONS) :] + refused[: max(3, size // 4)]
    if leave_open:
        # Five kinds by turns in two districts: ten of them leave each kind in each.
        forgetful = _by_turns([each for each in granted if may_forget(each)])
        for _, ends in zip(range(size // OPEN_SHARE), cycle(LEFT_OPEN), strict=False):
            scripts.append(Script(next(forgetful if ends == CHECKING else pool), ends))
    scripts += [Script(next(pool)) for _ in range(size - len(scripts))]
    return [
        Script(each.household, each.ends, each.ground, forgets=number % FORGETFUL == 0 or each.ends == CHECKING)
        for number, each in enumerate(scripts[:size])
    ]


def covering(households: Iterable[Household]) -> list[Household]:
    """Refused households that show every reason the law can give: for each, one who is refused for it and little else.

    Who is refused for one reason is refused for certain, and other facts need not be established then: of many reasons
    some might not be written down. Who claims nothing is not registered at all.
    """
    refused = sorted(
        (each for each in households if each.reasons and NOTHING_CLAIMED not in each.reasons),
        key=lambda each: (len(each.reasons), bool(each.confidential), len(each.persons)),
    )
    chosen: list[Household] = []
    met: set[str] = set()
    for each in refused:
        if not met.issuperset(each.reasons):
            chosen.append(each)
            met |= set(each.reasons)
    return chosen


def reasons_to_meet(households: Iterable[Household]) -> set[str]:
    """Every reason of refusal that a drive can meet: the rules' own, and those that an officer establishes."""
    return {code for each in households for code in each.reasons} | set(REASONS) & set(road_grounds())


def _confidential(households: Sequence[Household]) -> Iterator[Household]:
    return _by_turns([each for each in households if each.grants and each.confidential])


def _by_turns(households: Sequence[Household]) -> Iterator[Household]:
    """Without an end: one of each programme, then the next of each."""
    by_programme: dict[str, list[Household]] = {}
    for each in households:
        by_programme.setdefault(each.programme, []).append(each)
    place = 0
    while by_programme:
        for cases in by_programme.values():
            yield cases[place % len(cases)]
        place += 1


def _take(found: Iterator[Household], count: int) -> list[Household]:
    return [each for each, _ in zip(found, range(count), strict=False)]
