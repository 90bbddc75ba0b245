"""Metrics for Prometheus, of all processes of this machine together.

Imported only if METRICS_TOKEN is set: then the settings set the folder for the counts of the
processes, which prometheus_client reads on import.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client import Counter as PrometheusCounter
from prometheus_client import Histogram as PrometheusHistogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from byline.observing import counters

# A page without the cache takes tens of milliseconds, a search or an upload more.
REQUEST_SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

# By the name of the view, not by path: label values have to be few.
REQUEST_SECONDS = PrometheusHistogram(
    "byline_request_seconds",
    "How long requests take that reach Django",
    ["route", "method", "status"],
    buckets=REQUEST_SECONDS_BUCKETS,
)
REQUEST_QUERIES = PrometheusCounter(
    "byline_queries", "Queries to the database by requests", ["route"]
)
PAGE_CACHE_COUNTS = Gauge(
    "byline_page_cache",
    "What the page caches of all processes count, as of each one's last request to Django",
    ["what"],
    multiprocess_mode="livesum",
)
LIVE_GAUGE_FILE = re.compile(r"gauge_live\w*_(\d+)\.db")


def observe(facts: dict[str, Any]) -> None:
    """Count a request, by the facts that are logged of it."""
    route = facts["route"] or "none"
    status = f"{facts['status'] // 100}xx"
    REQUEST_SECONDS.labels(route, facts["method"], status).observe(facts["ms"] / 1000)
    REQUEST_QUERIES.labels(route).inc(facts["queries"])
    observe_page_cache()


def observe_page_cache() -> None:
    """Export the counters of this process's page cache."""
    for count in counters.page_cache:
        for what, number in count().items():
            PAGE_CACHE_COUNTS.labels(what).set(number)


def view(request: HttpRequest) -> HttpResponse:
    """Respond with the metrics; 401 without the token."""
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    observe_page_cache()
    remove_dead_processes()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(NewsroomCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def metrics_folder() -> Path:
    """Return the folder with the counts of the processes."""
    return Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])


def remove_dead_processes() -> None:
    """Remove the live gauges of dead processes. Their counters stay."""
    for path in metrics_folder().glob("gauge_live*.db"):
        found = LIVE_GAUGE_FILE.fullmatch(path.name)
        if found and not Path(f"/proc/{found[1]}").exists():
            mark_process_dead(int(found[1]))  # type: ignore[no-untyped-call]


class NewsroomCollector:
    """Gauges that are queried from the database at each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; while the database is away, only `byline_database_up`."""
        try:
            numbers = dict(newsroom_gauges())
        except (DatabaseError, InterfaceError):
            numbers = {}
        yield GaugeMetricFamily("byline_database_up", "Whether it answers", bool(numbers))
        for name, (meaning, number) in numbers.items():
            yield GaugeMetricFamily(f"byline_{name}", meaning, number)


def newsroom_gauges() -> Iterator[tuple[str, tuple[str, float]]]:
    """Yield names, each with its description and value."""
    now = timezone.now()
    tasks = apps.get_model("django_tasks_database.DBTaskResult")._default_manager
    ready = tasks.ready()
    yield "tasks_waiting", ("Tasks that could be done now", ready.count())
    oldest = ready.aggregate(at=Min("enqueued_at"))["at"]
    age = (now - oldest).total_seconds() if oldest else 0
    yield "tasks_oldest_seconds", ("How long the oldest of them has waited", age)
    yield "tasks_failed", ("Tasks that failed in the last two weeks", tasks.failed().count())
    comments = apps.get_model("comments.ReaderComment")._default_manager
    held = comments.filter(state="pending").count()
    yield "comments_waiting", ("Comments that wait for a moderator", held)
    revisions = apps.get_model("wagtailcore.Revision")._default_manager
    overdue = revisions.filter(approved_go_live_at__lt=now).count()
    yield "stories_overdue", ("Scheduled stories that should be public by now", overdue)
