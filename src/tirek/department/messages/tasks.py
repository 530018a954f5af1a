"""Jobs of the outbox."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from tirek.department.messages.delivery import ask_about_sent, deliver, enqueue_due


@app.task(name="messages.deliver", queue="messages")
def deliver_message(message_id: int) -> None:
    """Hand one message over; to be run as often as one likes."""
    try:
        deliver(message_id)
    finally:
        _give_connection_back()


@app.periodic(cron="* * * * *")
@app.task(name="messages.deliver_due", queueing_lock="messages.deliver_due")
def deliver_due(timestamp: int) -> None:
    """Enqueue every message whose time has come, whatever became of its job."""
    try:
        enqueue_due(timezone.now())
    finally:
        _give_connection_back()


@app.periodic(cron="*/10 * * * *")
@app.task(name="messages.ask_about_sent", queueing_lock="messages.ask_about_sent")
def ask_how_it_went(timestamp: int) -> None:
    """Ask the gateway which SMS came through."""
    try:
        ask_about_sent(timezone.now())
    finally:
        _give_connection_back()


def _give_connection_back() -> None:
    """A thread of the worker that kept its connection would take it from the pool for ever."""
    if not connection.in_atomic_block:
        connection.close()
