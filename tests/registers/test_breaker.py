from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.registers.asking import FakeClock
from tirek.registers.breaker import Breaker


def opened(clock: FakeClock) -> Breaker:
    breaker = Breaker(clock, failures_to_open=3, open_seconds=30)
    for _ in range(3):
        assert breaker.wait_seconds() == 0
        breaker.fail()
    return breaker


def test_it_opens_after_failures_in_a_row_and_recovers_by_one_trial() -> None:
    clock = FakeClock()
    breaker = opened(clock)
    assert breaker.wait_seconds() == 30
    clock.seconds += 30
    assert breaker.wait_seconds() == 0, "the trial"
    assert breaker.wait_seconds() == 30, "nobody else while the trial runs"
    breaker.succeed()
    assert breaker.wait_seconds() == 0


def test_a_failed_trial_opens_it_at_once() -> None:
    clock = FakeClock()
    breaker = opened(clock)
    clock.seconds += 31
    assert breaker.wait_seconds() == 0
    breaker.fail()
    assert breaker.wait_seconds() == 30


def test_a_trial_whose_thread_died_is_given_to_another() -> None:
    clock = FakeClock()
    breaker = opened(clock)
    clock.seconds += 31
    assert breaker.wait_seconds() == 0
    clock.seconds += 30
    assert breaker.wait_seconds() == 0


@given(st.lists(st.booleans(), max_size=40))
def test_it_is_open_exactly_after_three_failures_in_a_row(results: list[bool]) -> None:
    clock = FakeClock()
    breaker = Breaker(clock, failures_to_open=3, open_seconds=30)
    in_a_row = 0
    for good in results:
        if in_a_row >= 3:
            assert breaker.wait_seconds() > 0
            clock.seconds += 30
        assert breaker.wait_seconds() == 0
        if good:
            breaker.succeed()
            in_a_row = 0
        else:
            breaker.fail()
            in_a_row += 1
