"""A running SMS sandbox for tests, and a message to be sent through it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Thread
from typing import Any

import httpx
from django.test import override_settings

from tests.department.factories import make_person
from tirek.department.messages.actions import queue_message
from tirek.department.messages.models import Message
from tirek.department.messages.sandbox import SmsSandbox

_keys = count(1)


@contextmanager
def running_sandbox() -> Iterator[SmsSandbox]:
    """The sandbox, with the settings that lead to it."""
    server = SmsSandbox(("127.0.0.1", 0))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        with override_settings(SMS_URL=server.url, SMS_TOKEN="t"):
            yield server
    finally:
        server.shutdown()
        server.server_close()


def misbehave(server: SmsSandbox, kind: str, times: int = 1, **more: Any) -> None:
    told = httpx.put(f"{server.url}/control/faults", json={"kind": kind, "times": times, **more}, trust_env=False)
    assert told.status_code == 200


def sms(**fields: Any) -> Message:
    """An SMS to a person with a telephone."""
    told = {"key": f"test:{next(_keys)}", "channel": "sms"} | fields
    person = told.pop("person", None) or make_person(phone="+77010000001")
    message = queue_message("decision_made", person, {"number": "T-2026-1"}, **told)
    assert message is not None
    return message
