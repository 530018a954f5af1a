"""Reading is strict: a reply is the truth, a part of it, or a failure that names the field and no value."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.asking import AS_OF, CODES, OF_THINGS, SEED, FakeClock, iins, question, question_of, truth
from tirek.registers.catalogue import find_register
from tirek.registers.comparison import find_contradictions
from tirek.registers.contract import Answer, Key, Question, Status
from tirek.registers.failures import Malformed
from tirek.registers.fields import MISSING, write_record
from tirek.registers.replies import read_reply, settle_answers
from tirek.registers.sandbox.citizens import DerivedCity
from tirek.registers.sandbox.draws import Draws
from tirek.registers.sandbox.faults import read_faults
from tirek.registers.sandbox.mistakes import SPOILS
from tirek.registers.sandbox.server import Sandbox

CLOCK = FakeClock()


def told(asked: Question, faults: str = "") -> bytes:
    """A reply, as the sandbox gives it, without the wire."""
    sandbox = Sandbox(DerivedCity(SEED), SEED, read_faults(faults))
    body = json.dumps(asked.as_json()).encode()
    reply = sandbox.reply_to(asked.register, str(asked.request_id), body)
    assert reply.status == 200
    return reply.body


def read(asked: Question, body: bytes) -> Answer:
    return read_reply(body, asked, find_register(asked.register), CLOCK.now(), CLOCK.now())


@given(iins)
def test_all_registers_agree_about_anybody(iin: str) -> None:
    asked = [question(code, iin) for code in CODES]
    answers = [read(one, told(one)) for one in asked]
    assert {answer.status for answer in answers} == {Status.COMPLETE}
    assert [answer.record for answer in answers] == [truth(one) for one in asked]
    assert find_contradictions(answers) == ()


@pytest.mark.parametrize(("code", "kind", "number"), OF_THINGS)
def test_things_are_answered_by_their_own_number(code: str, kind: Any, number: str) -> None:
    asked = question_of(code, Key(kind, number))
    answer = read(asked, told(asked))
    assert (answer.status, answer.record) == (Status.COMPLETE, truth(asked))


@given(iins, st.sampled_from(CODES))
def test_a_contradiction_never_passes_for_a_fact(iin: str, code: str) -> None:
    asked = question(code, iin)
    answer = read(asked, told(asked, f"{code}:contradict"))
    others = [question(other, iin) for other in CODES if other != code]
    found = find_contradictions([answer, *(read(one, told(one)) for one in others)])
    assert answer.status is Status.CONTRADICTS or any(code in one.registers for one in found)
    if answer.status is Status.CONTRADICTS:
        assert not answer.usable
        assert answer.disagreements


@given(iins, st.sampled_from(CODES))
def test_of_a_partial_answer_what_is_there_is_true_and_the_rest_is_unknown(iin: str, code: str) -> None:
    asked = question(code, iin)
    answer = read(asked, told(asked, "*:partial"))
    right: Any = truth(asked)
    assert answer.status is Status.PARTIAL
    for name in right.__dataclass_fields__:
        value = getattr(answer.record, name)
        assert value is MISSING if name in answer.missing else value == getattr(right, name)
    assert not answer.missing & set(answer.payload)
    assert find_contradictions([answer, read(*_card(iin))]) == ()


def _card(iin: str) -> tuple[Question, bytes]:
    asked = question("family_card", iin)
    return asked, told(asked)


@pytest.mark.parametrize("way", [way for way in SPOILS if way != "far too long"])
@pytest.mark.parametrize("code", CODES)
def test_a_spoilt_reply_is_malformed(way: str, code: str) -> None:
    asked = question(code)
    with pytest.raises(Malformed) as failure:
        read(asked, SPOILS[way](json.loads(told(asked))))
    assert failure.value.register == code
    assert asked.key.value not in str(failure.value)


def leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*at, key)
        yield from leaves(inner, (*at, key))


SECRET = "тайна-4417"
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(SECRET),
    st.just([]),
    st.just({}),
    st.just("2026-02-31"),
    st.just(-1),
)


@given(st.data(), iins, st.sampled_from(CODES), anything)
def test_a_reply_changed_anywhere_is_read_or_refused_without_its_value(
    data: st.DataObject, iin: str, code: str, value: Any
) -> None:
    asked = question(code, iin)
    reply = copy.deepcopy(json.loads(told(asked)))
    *way, last = data.draw(st.sampled_from(list(leaves(reply))))
    inner = reply
    for step in way:
        inner = inner[step]
    inner[last] = value
    answer, failure = read_or_refuse(asked, json.dumps(reply).encode())
    if failure is not None:
        assert failure.code in {"no_field", "bad_field", "other_question"}
        assert failure.field
        assert SECRET not in str(failure)
        assert iin not in str(failure)
    if answer is not None:
        assert write_record(answer.record) == answer.payload or answer.status is Status.NOT_FOUND


def read_or_refuse(asked: Question, body: bytes) -> tuple[Answer | None, Malformed | None]:
    """Either of the two; anything else that is raised fails the test."""
    try:
        return read(asked, body), None
    except Malformed as failure:
        return None, failure


WAGE = {"month": "2026-10", "kind": "wage", "payer": None, "gross_tenge": 5, "net_tenge": 5}
CAR = {"plate": "123ABC02", "kind": "car", "model": "M", "year": 2020, "since": "2020-01-01"}


@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        ("incomes", {"incomes": [WAGE | {"net_tenge": 6}]}, "data.incomes[0].net_tenge"),
        ("incomes", {"incomes": [WAGE | {"month": "2026-11"}]}, "data.incomes"),
        ("incomes", {"from_month": "2025-10"}, "data.from_month"),
        ("population", {"birth_date": "2026-11-02"}, "data.birth_date"),
        ("population", {"sex": "m"}, "data.sex"),
        ("population", {"birth_order": True}, "data.birth_order"),
        ("vehicles", {"vehicles": [CAR | {"plate": "ABC"}]}, "data.vehicles[0].plate"),
        ("penitentiary", {"state": "held", "since": None}, "data.since"),
        ("family_card", {"members": []}, "data.members"),
        ("civil_acts", {"died_on": "20261-01-1"}, "data.died_on"),
    ],
)  # fmt: skip
def test_the_first_wrong_field_is_named(code: str, change: dict[str, Any], field: str) -> None:
    asked = question(code)
    reply = json.loads(told(asked))
    reply["data"] |= change
    with pytest.raises(Malformed) as failure:
        read(asked, json.dumps(reply).encode())
    assert failure.value.field == field


@pytest.mark.parametrize(("change", "name"), [({"birth_date": "1985-01-02"}, "birth_date"), ({"sex": "female"}, "sex")])
def test_an_answer_that_disagrees_with_the_number_itself_is_no_fact(change: dict[str, str], name: str) -> None:
    asked = question("population")
    reply = json.loads(told(asked))
    reply["data"] |= change
    answer = read(asked, json.dumps(reply).encode())
    assert (answer.status, answer.disagreements, answer.usable) == (Status.CONTRADICTS, (name,), False)


def test_what_nobody_asked_for_is_not_kept() -> None:
    asked = question("population")
    reply = json.loads(told(asked))
    reply["data"]["religion"] = SECRET
    answer = read(asked, json.dumps(reply).encode())
    assert SECRET not in json.dumps(answer.payload, ensure_ascii=False)
    assert SECRET not in repr(answer)
    assert asked.key.value not in repr(answer)


def test_an_answer_holds_as_long_as_the_register_says() -> None:
    asked = question("labour_market")
    answer = read(asked, told(asked))
    assert answer.valid_until == answer.answered_at.date() + timedelta(days=find_register("labour_market").valid_days)
    assert answer.valid_on(answer.valid_until)
    assert not answer.valid_on(answer.valid_until + timedelta(days=1))


def test_an_answer_that_comes_twice_is_one_and_another_one_is_no_answer() -> None:
    asked = question("incomes")
    sandbox = Sandbox(DerivedCity(SEED), SEED, read_faults("*:twice"))
    body = json.dumps(asked.as_json()).encode()
    bodies = [sandbox.reply_to("incomes", str(asked.request_id), body).body for _ in range(2)]
    first, second = (read(asked, one) for one in bodies)
    assert bodies[0] != bodies[1]
    assert settle_answers(first, second) is first
    other = read(asked, told(asked, "*:contradict"))
    with pytest.raises(Malformed) as failure:
        settle_answers(first, other)
    assert failure.value.code == "answered_otherwise"


@given(iins)
def test_somebody_not_born_yet_is_not_found(iin: str) -> None:
    asked = question("population", iin, as_of=AS_OF.replace(year=1900))
    answer = read(asked, told(asked))
    assert (answer.status, answer.record, answer.payload) == (Status.NOT_FOUND, None, {})


def test_spoiling_is_drawn_by_the_seed() -> None:
    assert Draws(1, "a").below("x", 10**9) == Draws(1, "a").below("x", 10**9) != Draws(2, "a").below("x", 10**9)
