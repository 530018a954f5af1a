"""What is measured: requests by page and answer, jobs by state. No label says anything about a person, a user or an address."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

METHODS = frozenset({"GET", "HEAD", "POST"})
REQUESTS = Counter("tirek_requests", "Requests answered.", ["method", "page", "status"])
SECONDS = Histogram(
    "tirek_request_seconds",
    "Time from a request to its answer.",
    ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Measures:
    """The middleware that counts requests and their time, by the name of the page and never by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the site, counted."""
        started = time.perf_counter()
        response = self.get_response(request)
        page = (request.resolver_match.view_name if request.resolver_match else "") or "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, page, response.status_code).inc()
        SECONDS.labels(page).observe(time.perf_counter() - started)
        return response


class _Seen(Collector):
    """Jobs and workers at the moment of the question."""

    def __init__(self, seen: dict[str, Any] | None) -> None:
        self.seen = seen

    def collect(self) -> Iterator[Metric]:
        """The families of metrics."""
        yield GaugeMetricFamily(
            "tirek_database_up", "Whether the database lets the app in.", float(self.seen is not None)
        )
        if self.seen is None:
            return
        jobs = GaugeMetricFamily("tirek_jobs", "Jobs by state.", labels=["state"])
        for state, many in sorted(self.seen["jobs"].items()):
            jobs.add_metric([state], many)
        yield jobs
        waiting = self.seen["waiting_seconds"]
        yield GaugeMetricFamily("tirek_job_waiting_seconds", "How long the oldest due job waits.", waiting)
        if (age := self.seen["heartbeat_seconds"]) is not None:
            yield GaugeMetricFamily("tirek_worker_heartbeat_seconds", "Since a worker's last sign of life.", age)


def exposition(seen: dict[str, Any] | None) -> tuple[bytes, str]:
    """The text for Prometheus and its content type; of all processes of a server where it has several."""
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(_Seen(seen))
    return generate_latest(registry) + generate_latest(now), CONTENT_TYPE_LATEST
