"""Jobs of payments. Each may begin anew: what it did is found done."""

from __future__ import annotations

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tirek.department.payments.actions.carrying import ask_bank, bring_and_send, take_yesterday
from tirek.department.payments.actions.underpayments import settle_uncovered
from tirek.department.payments.actions.withheld_money import balance_withheld
from tirek.department.payments.actions.working import WORK, work_on
from tirek.department.payments.enums import Step


@app.task(name=WORK)
def work_on_closing(closing_id: int, step: str, user_id: int | None) -> bool:
    """Gather or check a large closing."""
    return work_on(closing_id, Step(step), user_id)


@app.task(name="payments.send_list", retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def send_list(list_id: int, user_id: int | None) -> str:
    """Bring a confirmed list to the treasury and its files to the bank; begun anew it goes on where it was cut off."""
    try:
        return bring_and_send(list_id, user_id)
    finally:
        _give_connection_back()


@app.periodic(cron="*/10 * * * *")
@app.task(name="payments.fetch_replies", queueing_lock="payments.fetch_replies")
def fetch_bank_replies(timestamp: int) -> int:
    """Take what waits at the bank; how many messages."""
    try:
        return ask_bank()
    finally:
        _give_connection_back()


@app.periodic(cron="30 0 * * *")
@app.task(name="payments.take_extract", queueing_lock="payments.take_extract")
def take_extract_of_yesterday(timestamp: int) -> int:
    """Take the treasury's extract of yesterday; how many orders it shows carried out."""
    try:
        return take_yesterday()
    finally:
        _give_connection_back()


@app.periodic(cron="15 3 * * *")
@app.task(name="payments.settle_uncovered", queueing_lock="payments.settle_uncovered")
def settle_uncovered_months(timestamp: int) -> int:
    """Make up for months that a change granted and no payment covers any more; how many adjustments."""
    try:
        return settle_uncovered()
    finally:
        _give_connection_back()


@app.periodic(cron="*/30 * * * *")
@app.task(name="payments.balance_withheld", queueing_lock="payments.balance_withheld")
def balance_withheld_money(timestamp: int) -> int:
    """Let the ledger follow what was withheld of payments; how many of them."""
    try:
        return balance_withheld()
    finally:
        _give_connection_back()


def _give_connection_back() -> None:
    """A thread of the worker that kept its connection would take it from the pool for ever."""
    if not connection.in_atomic_block:
        connection.close()
