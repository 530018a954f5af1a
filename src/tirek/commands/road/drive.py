"""A drive: families taken along the road stage by stage, as an office works, by officers of two districts and of the city."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ParamSpec

from django.db.models import Q

from tirek.commands.progress import Report
from tirek.commands.road import checking, contracts, counter, deciding, happenings
from tirek.commands.road.families import Arrival, register_family
from tirek.commands.road.promises import Promises
from tirek.commands.road.script import (
    ABANDONED,
    CHECKING,
    DRAFT,
    READY,
    REASONS,
    REGISTERED,
    TO_SIGN,
    WITHDRAWN,
    Script,
)
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.appeals.enums import AppealOutcome
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.applications.programmes import road_of
from tirek.department.contracts.models import SocialContract
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.reactions import acts_from
from tirek.department.registry.models import LifeEvent, Person, RegisterAnswer

WAIT_SECONDS = 60.0
LOOK_SECONDS = 0.5
PORTION = 25
Told = ParamSpec("Told")


@dataclass
class Walk:
    """One family on the road, and how far it has come."""

    script: Script
    arrival: Arrival
    case: Case | None = None
    decision: Decision | None = None

    @property
    def place(self) -> str:
        """Where its officers sit."""
        return self.arrival.officers_place


@dataclass
class Drive:
    """What was done, how long each stage took, and which steps the house refused: by code, with how many."""

    walks: list[Walk]
    promises: Promises
    report: Report
    seconds: dict[str, float] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Take everybody along the road."""
        self._each("register", self.walks, self._register)
        checked = [walk for walk in self.walks if walk.case and walk.script.ends not in (REGISTERED, WITHDRAWN)]
        # Before the registers are asked: what they say of a day does not give way to a contract of that very day.
        self._each("contracts", [walk for walk in checked if walk.arrival.concludes_contract], self._conclude)
        self._each("open_checks", checked, self._open)
        with self._stage("registers"):
            self._ask_until_answered(checked)
        self._each("compare", [walk for walk in checked if walk.script.ends == CHECKING], self._compare)
        settled = [walk for walk in checked if walk.script.ends != CHECKING]
        self._each("settle", settled, self._settle)
        self._decide([walk for walk in settled if walk.script.ends != READY])
        self._later()

    def _decide(self, walks: Sequence[Walk]) -> None:
        ready = [walk for walk in walks if walk.case and walk.case.state == CaseState.READY]
        waiting: dict[str, list[Case]] = {}

        def evaluate(walk: Walk) -> None:
            assert walk.case is not None
            if deciding.waits_for_commission(deciding.evaluate(walk.arrival, walk.case)):
                waiting.setdefault(walk.place, []).append(walk.case)

        self._each("evaluate", ready, evaluate)
        with self._stage("session"):
            for place, cases in waiting.items():
                self._try(deciding.hold_session, place, cases)
        self._each("propose", ready, self._propose)
        self._sign([walk for walk in ready if walk.decision and walk.script.ends != TO_SIGN])

    def _sign(self, walks: Sequence[Walk]) -> None:
        with self._stage("sign"):
            for place in sorted({walk.place for walk in walks}):
                own = [walk.decision for walk in walks if walk.place == place and walk.decision]
                plain = [each for each in own if deciding.is_unmarked(each)]
                alone = [each for each in own if each not in plain]
                for first in range(0, len(plain), PORTION):
                    portion = plain[first : first + PORTION]
                    if not self._try(deciding.sign_round, place, portion):
                        alone += portion  # one of them cannot be carried out: then each by itself
                for decision in alone:
                    self._try(deciding.sign_one, deciding.signer_of(place), decision)

    def _register(self, walk: Walk) -> None:
        arrival, ends = walk.arrival, walk.script.ends
        register_family(arrival)
        draft = counter.draft_application(arrival, forgets=walk.script.forgets)
        if ends == ABANDONED:
            counter.put_aside(arrival, draft)
        elif ends != DRAFT:
            walk.case = counter.register(arrival, draft)
            if ends == WITHDRAWN:
                counter.take_back(arrival, walk.case)

    def _conclude(self, walk: Walk) -> None:
        assert walk.case is not None
        contracts.conclude(walk.arrival, walk.case)

    def _open(self, walk: Walk) -> None:
        assert walk.case is not None
        checking.open_case(walk.arrival, walk.case)

    def _compare(self, walk: Walk) -> None:
        assert walk.case is not None
        checking.compare_facts(walk.arrival, walk.case)

    def _settle(self, walk: Walk) -> None:
        assert walk.case is not None
        checking.visit_home(walk.arrival, walk.case)
        walk.case = checking.settle_facts(walk.arrival, walk.case)

    def _propose(self, walk: Walk) -> None:
        assert walk.case is not None
        ground = walk.script.ground
        walk.decision = deciding.propose(walk.arrival, walk.case, ground=ground, reason=REASONS.get(ground, ""))

    def _ask_until_answered(self, walks: Sequence[Walk]) -> None:
        """Wait for the worker; ask again what failed; then the office goes on, for a dead register blocks nobody."""
        self._wait_for_answers()
        for walk in walks:
            self._try(checking.ask_open_ones_again, walk.arrival)
        self._wait_for_answers()

    def _wait_for_answers(self) -> None:
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            with entered(system_viewer("demo"), read_only=True):
                fresh = RegisterAnswer.objects.filter(state="asked", attempts=0, document="").count()
            if not fresh:
                return
            time.sleep(LOOK_SECONDS)

    def _later(self) -> None:
        """Appeals, breaches, deaths, moves and double records, as many as are promised."""
        promised = self.promises
        with self._stage("appeals"):
            refused = [walk for walk in self._ended(CaseState.REFUSED) if not walk.arrival.household.confidential]
            for number, walk in enumerate(refused[: promised.appeals]):
                granted = number < promised.appeals_granted
                self._try(self._appeal, walk, granted)
        with self._stage("breaches"):
            broken = 0
            for walk in self._ended(CaseState.GRANTED):
                if broken < promised.breaches and road_of(walk.arrival.household.programme).social_contract:
                    broken += self._try(self._break, walk)
        with self._stage("duplicates"):
            self._duplicates()
        with self._stage("events"):
            self._events()

    def _appeal(self, walk: Walk, granted: bool) -> None:
        assert walk.decision is not None
        assert walk.case is not None
        outcome = AppealOutcome.GRANTED if granted else AppealOutcome.REJECTED
        happenings.appeal(walk.arrival, walk.decision, outcome)
        if granted:  # the case is open again: looked at anew, and decided by the rule
            walk.case = checking.settle_facts(walk.arrival, walk.case)
            evaluation = deciding.evaluate(walk.arrival, walk.case)
            if deciding.waits_for_commission(evaluation):
                deciding.hold_session(walk.place, [walk.case])
            walk.decision = deciding.propose(walk.arrival, walk.case)
            deciding.sign_one(deciding.signer_of(walk.place), walk.decision)

    def _break(self, walk: Walk) -> None:
        with self._house():
            contract = SocialContract.objects.filter(case=walk.case, state="in_force").get()
        contracts.break_contract(walk.arrival, contract)

    def _events(self) -> None:
        """Deaths and moves among those who receive, each followed; every second one ends what it asks to end."""
        receiving = [walk for walk in self._receiving() if not walk.arrival.household.confidential]
        happened: list[tuple[Walk, LifeEvent, str]] = []

        def dies(walk: Walk) -> None:
            event = happenings.die(walk.arrival)
            if event is not None:
                happened.append((walk, event, happenings.DEATH))

        def moves(walk: Walk) -> None:
            happened.append((walk, happenings.move(walk.arrival), happenings.MOVE))

        for walk in receiving:
            if len(happened) < self.promises.deaths:
                self._try(dies, walk)
        touched = {id(walk) for walk, _, _ in happened}
        for walk in [walk for walk in receiving if id(walk) not in touched]:
            if len(happened) < self.promises.deaths + self.promises.moves:
                self._try(moves, walk)
        happenings.follow_events()
        for walk, event, reason in happened[::2]:
            self._try(happenings.end_after, walk.arrival, event, reason)

    def _duplicates(self) -> None:
        open_ones = [walk for walk in self.walks if not walk.arrival.household.confidential and walk.arrival.persons]
        chosen = open_ones[-self.promises.duplicates :]
        pairs: list[tuple[Arrival, Person]] = []
        for walk in chosen:
            self._try(lambda arrival: pairs.append((arrival, happenings.register_twice(arrival))), walk.arrival)
        happenings.look_for_duplicates()
        self._try(happenings.decide_duplicates, pairs, self.promises.merged, self.promises.unmerged)

    def _ended(self, state: CaseState) -> list[Walk]:
        with self._house():
            ids = [walk.case.pk for walk in self.walks if walk.case]
            found = {case.pk: case for case in Case.objects.filter(pk__in=ids, state=state)}
        walks = [walk for walk in self.walks if walk.case and walk.case.pk in found]
        for walk in walks:
            assert walk.case is not None
            walk.case = found[walk.case.pk]
        return walks

    def _receiving(self) -> list[Walk]:
        """Whose aid runs on when an event of today begins to count; the last who came first: those of a contract came early."""
        since = acts_from(today())
        with self._house():
            active = Entitlement.objects.filter(state="active", held_from=None)
            later = active.filter(Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=since))
            runs = set(later.values_list("case_id", flat=True))
        return [walk for walk in reversed(self.walks) if walk.case and walk.case.pk in runs]

    @contextmanager
    def _house(self) -> Iterator[None]:
        with entered(system_viewer("demo", confidential=happenings.EVERY_KIND), read_only=True):
            yield

    def _each(self, name: str, walks: Iterable[Walk], step: Callable[[Walk], object]) -> None:
        listed = list(walks)
        with self._stage(name):
            for number, walk in enumerate(listed, 1):
                self._try(step, walk)
                self.report(name, number, len(listed))

    def _try(self, step: Callable[Told, object], *told: Told.args, **named: Told.kwargs) -> bool:
        """Do a step; one that the house refuses is counted by its code, and the family waits where it is."""
        try:
            step(*told, **named)
        except Refused as refusal:
            self.refused[refusal.code] += 1
            return False
        return True

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - begun
