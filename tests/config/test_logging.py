"""Whatever is logged, no IIN, phone or account can be read in what comes out; an error tells its type, not its words."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import structlog
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from tirek.config.logging import masked, settings_for_logging

GAPS = st.sampled_from(["", "", " ", "-", "\u00a0", "‑", ") ", "."])
WORDS = st.text(st.characters(categories=["L", "Zs", "Po"]), max_size=12)
DIGITS = st.text("0123456789", min_size=12, max_size=12)


@st.composite
def spaced(draw: st.DrawFn, digits: st.SearchStrategy[str]) -> str:
    return "".join(letter + draw(GAPS) for letter in draw(digits)).strip(" -\u00a0‑).")


IINS = spaced(DIGITS)
PHONES = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(["+7", "8", "+7 (", "8(", "7", "+7-"]),
    spaced(DIGITS.map(lambda d: "7" + d[:9])),
)
ACCOUNTS = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(["KZ", "kz"]),
    spaced(st.text("0123456789ABCDXYZ", min_size=16, max_size=16).map(lambda t: "12" + t)),
)
SECRETS = IINS | PHONES | ACCOUNTS


def hidden(secret: str, shown: str) -> bool:
    """Neither as it was written nor with its gaps taken out can it be read."""
    bare = re.sub(r"\W", "", secret)
    return secret not in shown and bare not in re.sub(r"\W", "", shown)


@pytest.fixture
def records() -> Iterator[io.StringIO]:
    """What comes out of the whole chain as JSON lines; the loggers are put back afterwards."""
    root, level, handlers = logging.getLogger(), logging.getLogger().level, logging.getLogger().handlers[:]
    logging.config.dictConfig(settings_for_logging("json"))
    out = io.StringIO()
    root.handlers[0].setStream(out)  # type: ignore[attr-defined]
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(records: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in records.getvalue().splitlines()]


@given(WORDS, SECRETS, WORDS)
def test_a_number_of_a_person_is_masked_wherever_it_stands(before: str, secret: str, after: str) -> None:
    text = f"{before} {secret} {after}"
    event = {"a": text, text: 1, "deep": {"list": [text, (text, {text})], text: text}}
    assert hidden(secret, json.dumps(masked(event), ensure_ascii=False))


@given(DIGITS.filter(lambda d: d[0] != "0"))
def test_a_number_as_a_number_is_masked_too(digits: str) -> None:
    shown = str(masked([int(digits), float(digits), {"x": int(digits)}, int("7" + "7" + digits[:9])]))
    assert digits not in shown
    assert "77" + digits[:9] not in shown


@given(st.integers(0, 999_999_999) | st.booleans() | st.none() | st.floats(0, 1e6, width=32))
def test_what_is_no_secret_stays(value: object) -> None:
    assert masked({"value": value}) == {"value": value}


def test_ordinary_words_stay() -> None:
    for text in ("751110000", "2026-11-22T12:51:36", "15 families, 240000 tenge", "registry.0002_policies", "KZ-75"):
        assert masked(text) == text


def test_an_unknown_object_gives_only_its_type() -> None:
    class Person:
        def __repr__(self) -> str:
            return "Айгүл Серікқызы"

    assert masked({"who": Person(), "whose": [Person()]}) == {
        "who": f"<{Person.__qualname__}>",
        "whose": [f"<{Person.__qualname__}>"],
    }


def test_every_logger_ends_in_one_line_of_json(records: io.StringIO) -> None:
    structlog.get_logger("tirek.a").info("found", count=3, iin="900101300123")
    logging.getLogger("django.request").warning(
        "Not Found: %s", "/people/5", extra={"status_code": 404, "request": object()}
    )
    logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 77)
    job = {"id": 5, "task_name": "registry.link", "task_kwargs": {"name": "Айгүл"}, "call_string": "link(name='Айгүл')"}
    logging.getLogger("procrastinate.worker").info(
        "Starting job link(name='Айгүл')", extra={"action": "start_job", "job": job}
    )
    ours, django, gunicorn, procrastinate = lines(records)
    assert (ours["event"], ours["count"], ours["iin"], ours["logger"]) == ("found", 3, "[iin]", "tirek.a")
    assert (django["event"], django["status"]) == ("Not Found: /people/5", 404)
    assert gunicorn["event"] == "Booting worker with pid: 77"
    assert (procrastinate["event"], procrastinate["job"], procrastinate["task"]) == ("start_job", 5, "registry.link")
    assert "Айгүл" not in records.getvalue()
    assert all(line["timestamp"].endswith("Z") for line in lines(records))


def test_an_error_tells_its_type_and_place_and_not_its_words(records: io.StringIO) -> None:
    try:
        try:
            raise psycopg.errors.UniqueViolation("Key (surname)=(Серікқызы) already exists")
        except psycopg.Error as error:
            raise IntegrityError("Key (surname)=(Серікқызы) already exists") from error
    except IntegrityError as error:
        structlog.get_logger("tirek.a").exception("not_saved")
        logging.getLogger("tirek.b").exception("not saved: %s", error)
        logging.getLogger("tirek.c").error(error)
        logging.getLogger("asyncio").error("Task exception was never retrieved\nexception=%r", error)
    assert "Серікқызы" not in records.getvalue()
    first, second, third, fourth = lines(records)
    assert first["exception"]["type"] == second["exception"]["type"] == "django.db.utils.IntegrityError"
    assert first["exception"]["because"] == "psycopg.errors.UniqueViolation"
    assert first["exception"]["at"][-1].startswith("test_logging.py:")
    assert second["event"] == "not saved: <IntegrityError>"
    assert third["event"] == "<IntegrityError>"
    assert fourth["event"] == "Task exception was never retrieved"


def test_a_developer_reads_where_an_error_happened() -> None:
    form = settings_for_logging("console")["formatters"]["record"]
    formatter = form.pop("()")(**form)
    try:
        raise ValueError("Серікқызы")
    except ValueError:
        record = logging.LogRecord("tirek.a", logging.ERROR, __file__, 1, "not saved", None, sys.exc_info())
    said = formatter.format(record)
    assert "type: builtins.ValueError" in said
    assert "test_logging.py:" in said
    assert "Серікқызы" not in said
