"""Jobs of the registry."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.registry.actions.answers import apply_answer
from tirek.department.registry.actions.evidence import enqueue_due, fetch_answer
from tirek.department.registry.actions.imports import run_import
from tirek.department.registry.linkage import link_registry
from tirek.registers.client import RegisterClient
from tirek.registers.contract import Answer, Question
from tirek.registers.failures import Unavailable


@app.task(name="registry.fetch_register_answer", queue="registers")
def fetch_register_answer(request_id: str) -> None:
    """Fetch the answer to one question and write it into the registry; to be run as often as one likes."""
    try:
        fetch_answer(UUID(request_id), ask)
        apply_answer(UUID(request_id))
    finally:
        _give_connection_back()


@app.periodic(cron="* * * * *")
@app.task(name="registry.ask_open_questions_again", queueing_lock="registry.ask_open_questions_again")
def ask_open_questions_again(timestamp: int) -> None:
    """Enqueue every question, and every answer not yet applied, whose time has come, whatever became of its job."""
    try:
        enqueue_due(timezone.now())
    finally:
        _give_connection_back()


@app.periodic(cron="40 2 * * 0")
@app.task(name="registry.link_registry", queueing_lock="registry.link_registry")
def look_for_duplicates(timestamp: int) -> int:
    """Compare the whole registry with itself and write the pairs that may be one person; how many are new."""
    try:
        with entered(system_viewer("linkage", confidential=frozenset(Confidential.values))):
            return link_registry()
    finally:
        _give_connection_back()


@app.periodic(cron="20 4 * * 0")
@app.task(name="registry.forget_namewords", queueing_lock="registry.forget_namewords")
def forget_namewords(timestamp: int) -> int:
    """Forget the names by which near spellings are found and that nobody bears any more; how many."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT registry_forget_namewords()")
            return int(cursor.fetchone()[0])
    finally:
        _give_connection_back()


def ask(question: Question) -> Answer:
    """Ask through the client of this process; its breakers know how each register does."""
    url = settings.REGISTERS_URL
    if not url:
        raise Unavailable(question.register, "no_address")
    return _client(url).ask(question)


def _give_connection_back() -> None:
    """A thread of the worker that kept its connection would take it from the pool for ever."""
    if not connection.in_atomic_block:
        connection.close()


@cache
def _client(url: str) -> RegisterClient:
    return RegisterClient(url)


@app.task(name="registry.run_people_import", queue="imports")
def run_people_import(import_id: int, user_id: int) -> None:
    """Take over a file of people as the user who brought it; what a killed worker left is gone on with."""
    try:
        run_import(import_id, User.objects.get(pk=user_id))
    finally:
        _give_connection_back()
