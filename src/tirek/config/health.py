"""``/health/live``, ``/health/ready`` and ``/metrics``: answered before anything else, to any host name, about nobody.

Live: the process answers. Ready: the database lets the app in and its tables are of this version. Whether a worker gives signs
of life is told beside it; pages work without one, so its absence does not take them away. Metrics go to this machine
itself, or to whoever has the token of ``TIREK_METRICS_TOKEN``.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from tirek.config.env import environment
from tirek.config.measures import exposition
from tirek.config.postgres.addresses import Address
from tirek.config.startup import pending_migrations

PATIENCE_SECONDS = 2
LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
"""What a proxy on this machine adds: the request then came from elsewhere."""
JOBS = """
select (select extract(epoch from now() - max(last_heartbeat))::float from procrastinate_workers),
       (select coalesce(extract(epoch from now() - min(coalesce(job.scheduled_at, event.at))), 0)::float
        from procrastinate_jobs job join procrastinate_events event on event.job_id = job.id and event.type = 'deferred'
        where job.status = 'todo' and coalesce(job.scheduled_at, event.at) <= now()),
       (select jsonb_object_agg(status, many) from (
           select status::text, count(*) as many from procrastinate_jobs group by status) counted)
"""


class Health:
    """The middleware that answers these three addresses and lets all others pass. Open to anybody but the metrics."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of one of the three, or of the site."""
        answer = {"/health/live": self.live, "/health/ready": self.ready, "/metrics": self.metrics}.get(
            request.path_info
        )
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = answer(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    def live(self, _request: HttpRequest) -> HttpResponse:
        """The process answers."""
        return JsonResponse({"live": True})

    def ready(self, _request: HttpRequest) -> HttpResponse:
        """Whether pages can be served; the worker's last sign of life beside it."""
        seen = look_at_database()
        if seen and not self.migrated:
            try:
                self.migrated = not pending_migrations()
            except (DatabaseError, psycopg.Error):
                seen = None
        age = seen["heartbeat_seconds"] if seen else None
        told = {
            "database": seen is not None,
            "migrations": self.migrated if seen else None,
            "worker": age is not None and age <= settings.RESCUE_SECONDS,
            "worker_seconds": None if age is None else round(age, 1),
        }
        return JsonResponse(told, status=200 if told["database"] and told["migrations"] else 503)

    def metrics(self, request: HttpRequest) -> HttpResponse:
        """Counts and times for Prometheus."""
        if not _may_measure(request):
            return HttpResponse(status=403)
        text, kind = exposition(look_at_database())
        return HttpResponse(text, content_type=kind)


def look_at_database() -> dict[str, Any] | None:
    """Jobs and workers as the app sees them, by a connection of its own; None where the database does not answer soon."""
    told = connections["default"].settings_dict
    others = {name: value for name, value in told["OPTIONS"].items() if isinstance(value, str) and name != "options"}
    address = Address(told["HOST"], told["PORT"], told["NAME"], told["USER"], told["PASSWORD"], others)
    limit = f"-c statement_timeout={PATIENCE_SECONDS}s"
    try:
        with psycopg.connect(address.conninfo(), connect_timeout=PATIENCE_SECONDS, options=limit) as connection:
            row = connection.execute(JOBS).fetchone()
    except psycopg.errors.UndefinedTable:
        return {"heartbeat_seconds": None, "waiting_seconds": 0.0, "jobs": {}}  # not migrated yet
    except psycopg.Error:
        return None
    assert row is not None
    return {"heartbeat_seconds": row[0], "waiting_seconds": row[1], "jobs": row[2] or {}}


def _may_measure(request: HttpRequest) -> bool:
    token = environment().metrics_token
    given = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not any(name in request.META for name in FORWARDED)
