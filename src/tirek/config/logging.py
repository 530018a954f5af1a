"""Records of what happened, without anybody's personal data: for a machine one JSON object a line, for a developer plain lines.

Every logger ends here: ours, Django's, gunicorn's, procrastinate's. What a library would say about people is not asked for: of an
exception its type and place are kept and its message is not, of a job its name and number and not its arguments, of an unknown
object its type. What looks like an IIN, a phone or an account in the words that remain is masked.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from datetime import date
from logging import LogRecord
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog

from tirek.config.env import EnvironmentFault
from tirek.config.postgres.faults import DatabaseFault

FRAMES = 12
DEEPEST = 6
"""How far into lists and mappings a value is followed."""
# Whatever stands between two digits of a number that people write in groups.
_GAP = r"[\s\-\u2010-\u2015.()]{0,2}"
MASKS = (
    (re.compile(rf"(?<![0-9A-Z])KZ{_GAP}\d{_GAP}\d(?:{_GAP}[0-9A-Z]){{16}}(?![0-9A-Z])", re.IGNORECASE), "[account]"),
    (re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{11}}(?!\d)"), "[iin]"),
    (re.compile(rf"(?<!\d)(?:\+?{_GAP}7|8){_GAP}\d(?:{_GAP}\d){{9}}(?!\d)"), "[phone]"),
    (re.compile(rf"(?<!\d)7\d{{2}}{_GAP}\d(?:{_GAP}\d){{6}}(?!\d)"), "[phone]"),
)
_Event = MutableMapping[str, Any]
_Exception = tuple[type[BaseException], BaseException, TracebackType | None]


def masked_text(text: str) -> str:
    """A text in which numbers of people, phones and accounts are masked."""
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def masked(value: object, depth: int = 0) -> Any:
    """A value fit for a record: plain types, their texts masked; of any other object only the name of its type."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        whole = str(int(value)) if isfinite(value) else ""
        shown = masked_text(whole)
        return value if shown == whole else shown
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, UUID):
        return str(value)  # random: some have twelve digits in a row
    if isinstance(value, date | Path):
        return masked_text(str(value))
    if depth < DEEPEST and isinstance(value, Mapping):
        return {masked_text(str(name)): masked(inner, depth + 1) for name, inner in value.items()}
    if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [masked(inner, depth + 1) for inner in value]
    return f"<{type(value).__qualname__}>"


def mask_event(_logger: object, _method: str, event: _Event) -> _Event:
    """The step of structlog that masks all of an event."""
    for name in list(event):
        if not name.startswith("_"):  # structlog's own, dropped before the event is written
            event[masked_text(name)] = masked(event.pop(name))
    return event


def tell_exception(_logger: object, _method: str, event: _Event) -> _Event:
    """What failed and where; not the message, in which a database quotes the row and a library the value."""
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if found is True:
        raised = structlog.processors._figure_out_exc_info(found)  # noqa: SLF001 - the library's own reading of `True`
    else:
        raised = (type(found), found, found.__traceback__) if isinstance(found, BaseException) else found
    if isinstance(raised, tuple) and raised[1] is not None:
        event["exception"] = _told(raised)
    return event


def tell_library(_logger: object, _method: str, event: _Event) -> _Event:
    """Records of libraries: the few fields that are known to be about no person."""
    record = event.get("_record")
    if record is None:
        return event
    event["event"] = _words_of(record, event.pop("positional_args", None))
    if record.name.startswith("procrastinate"):
        job = getattr(record, "job", None) or {}
        event["event"] = getattr(record, "action", None) or "procrastinate"
        event.update({name: job[key] for name, key in (("job", "id"), ("task", "task_name")) if key in job})
    if isinstance(status := getattr(record, "status_code", None), int):
        event["status"] = status
    if record.exc_info and "exc_info" not in event:
        event["exc_info"] = record.exc_info
    return event


SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    tell_library,
    tell_exception,
    mask_event,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def settings_for_logging(form: str) -> dict[str, Any]:
    """Django's ``LOGGING``; ``form`` is ``json`` or ``console``. Sets structlog up beside it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "record": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": list(SHARED),
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)],
                "pass_foreign_args": True,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "record"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # These write SQL with its values, and addresses with their queries, as soon as they are let.
            **dict.fromkeys(("django.db.backends", "httpx", "httpcore"), quiet),
            **dict.fromkeys(("procrastinate.blueprints", "procrastinate.periodic"), quiet),
            # The pool warns at each of its attempts; who wanted the connection says it once.
            "psycopg.pool": {"level": "ERROR"},
        },
    }


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    written = structlog.dev.ConsoleRenderer(colors=False)

    def render(logger: Any, method: str, event: _Event) -> Any:
        """The renderer writes an exception as text below the line."""
        if (failed := event.get("exception")) is not None:
            event["exception"] = "\n".join(f"  {name}: {failed[name]}" for name in failed)
        return written(logger, method, event)

    return render


def _words_of(record: LogRecord, arguments: Any) -> str:
    """The first line of what a library said, with the types of errors and objects in place of their texts."""
    if isinstance(record.msg, BaseException):
        return f"<{type(record.msg).__qualname__}>"
    words = str(record.msg)
    if arguments:
        fit = (
            {k: _plain(v) for k, v in arguments.items()}
            if isinstance(arguments, Mapping)
            else tuple(map(_plain, arguments))
        )
        with suppress(TypeError, ValueError, KeyError):  # the words without their values say enough
            words = words % fit
    return words.partition("\n")[0]


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else masked(value)


def _told(raised: _Exception) -> dict[str, Any]:
    kind, error, trace = raised
    frames = traceback.extract_tb(trace)[-FRAMES:]
    told: dict[str, Any] = {
        "type": f"{kind.__module__}.{kind.__qualname__}",
        "at": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }
    for name in ("sqlstate", "constraint_name"):
        diagnosis = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
        if value := getattr(diagnosis, name, None):
            told[name] = value
    if isinstance(error, DatabaseFault | EnvironmentFault):
        told["said"] = str(error)  # ours, about the installation and never about a person
    if error.__cause__ is not None:
        told["because"] = f"{type(error.__cause__).__module__}.{type(error.__cause__).__qualname__}"
    return told
