"""What a load balancer or a container's health check asks: is it alive, and is it ready.

Both are answered before anything else of the stack runs: no session, no redirect to HTTPS, no
look at the host, which a health check asks by its address.
"""

import logging
import os
import time
from collections.abc import Callable
from copy import deepcopy
from errno import ENOSPC
from functools import cache, partial
from pathlib import Path
from shutil import disk_usage
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from byline.supervisor import WORKER_VARIABLE
from byline.worker import liveness

logger = logging.getLogger(__name__)

OK, FAILED = "ok", "failed"
DEGRADED = "away"  # and the site does without
REQUIRED_CHECKS = ("database", "cache", "migrations", "disk")
ALL_FAILED = dict.fromkeys(REQUIRED_CHECKS, FAILED)

CHECK_TIMEOUT_SECONDS = 2.0  # what hangs longer has failed
RESULT_TTL_SECONDS = 0.9  # who asks each second gets a new answer; a crowd gets the same


class Readiness:
    """Looks whether what the site needs is there; in one thread at a time, which may hang."""

    def __init__(
        self,
        run_checks: Callable[[dict[str, str]], None],
        *,
        patience: float = CHECK_TIMEOUT_SECONDS,
        remembered: float = RESULT_TTL_SECONDS,
    ) -> None:
        self.look = run_checks
        self.patience, self.remembered = patience, remembered
        self.lock = Lock()
        self.thread: Thread | None = None
        self.found = dict(ALL_FAILED)
        self.begun = float("-inf")

    def ask(self) -> dict[str, str]:
        """Return what works and what does not, after `patience` seconds at the latest."""
        with self.lock:
            now = time.monotonic()
            is_running = self.thread is not None and self.thread.is_alive()
            if not is_running and now - self.begun > self.remembered:
                self.begun, self.found = now, dict(ALL_FAILED)
                run_checks = partial(self.look, self.found)
                self.thread = Thread(name="readiness", daemon=True, target=run_checks)
                self.thread.start()
            thread, found = self.thread, self.found
        if thread:
            thread.join(max(0, self.begun + self.patience - time.monotonic()))
        return dict(found)


def run_checks(found: dict[str, str]) -> None:
    """Put down what works, as soon as it is known."""
    if WORKER_VARIABLE in os.environ:
        found["worker"] = OK if liveness.is_any_worker_alive() else DEGRADED
    run_check("disk", found, check_disk)
    run_check("cache", found, check_caches)
    if found["cache"] == OK and is_cache_away():
        found["cache"] = DEGRADED
    own: BaseDatabaseWrapper | None = None
    try:
        own = new_connection()
        run_check("database", found, lambda: check_database(own))
        if found["database"] == OK:
            run_check("migrations", found, lambda: check_migrations(own))
    finally:
        if own is not None:
            own.close()


def run_check(name: str, found: dict[str, str], check: Callable[[], Any]) -> None:
    """Put down whether a check passes. What it says stays in the log: it may name servers."""
    try:
        check()
    except Exception as error:  # whatever fails, it is not ready
        logger.warning("Not ready: %s (%s)", name, type(error).__name__)
    else:
        found[name] = OK


def new_connection() -> BaseDatabaseWrapper:
    """Return a connection that is made anew: it tells whether there is room for one more."""
    usual = connections[DEFAULT_DB_ALIAS]
    values = deepcopy(usual.settings_dict)
    options = values["OPTIONS"]
    if usual.vendor == "postgresql":
        options.pop("pool", None)
        options["connect_timeout"] = max(2, int(CHECK_TIMEOUT_SECONDS))  # libpq takes no less
    else:
        options["timeout"] = CHECK_TIMEOUT_SECONDS / 2
    return type(usual)(values, DEFAULT_DB_ALIAS)


def check_database(connection: BaseDatabaseWrapper) -> None:
    """Ask the database for something that it has to look up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        connection.introspection.table_names(cursor)


def check_caches() -> None:
    """Write into each cache, and read it again."""
    for name in settings.CACHES:
        caches[name].set("byline.ready", name, 60)
        if caches[name].get("byline.ready") != name:
            raise LookupError(name)


def check_disk() -> None:
    """Raise OSError where there is no room for what comes in."""
    for folder in {settings.DATA_DIR, Path(settings.MEDIA_ROOT)}:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if disk_usage(there).free < settings.LEAST_ROOM:
            raise OSError(ENOSPC, "Hardly any room is left")


def is_cache_away() -> bool:
    """Tell whether processes use their own memory instead of a server that does not answer."""
    return any(getattr(caches[name], "is_away", False) for name in settings.CACHES)


def check_migrations(connection: BaseDatabaseWrapper) -> None:
    """Raise LookupError where the code knows a migration that the database has not had."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    missing = [
        key
        for key, replaced in known_migrations().items()
        if key not in applied and not (replaced and applied.issuperset(replaced))
    ]
    if missing:
        raise LookupError(f"{len(missing)} migrations")


@cache
def known_migrations() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the migrations of all apps, each with those that it replaces."""
    loader = MigrationLoader(None)
    return {key: list(loader.disk_migrations[key].replaces) for key in loader.graph.nodes}


readiness = Readiness(run_checks)


def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers. Nothing else is touched."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the site can serve, and what of it fails: 200 or 503."""
    found = readiness.ask()
    is_ready = FAILED not in found.values()
    content = {"status": "ready" if is_ready else "not ready", "checks": found}
    return JsonResponse(content, status=200 if is_ready else 503)


def measured(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus, where there is a token that it has to bring."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    from byline.observing import metrics

    return metrics.view(request)


# By their paths, without the first slash.
VIEWS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "healthz": alive,
    "readyz": ready,
    "metrics": measured,
}


class HealthMiddleware:
    """Answers what machines ask, and leaves the rest to the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, if it is one of our paths."""
        answer = VIEWS.get(request.path_info.removeprefix("/"))
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer(request)
        response["Cache-Control"] = "no-store"
        # Who asks each second is no news to the log; what fails is.
        setattr(response, "_has_been_logged", True)  # noqa: B010
        return response
