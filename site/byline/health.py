"""Liveness and readiness checks for load balancers and containers, and the metrics.

They are answered before all other middleware: no session, no redirect to HTTPS, and no check of
the Host header, which is an IP address in health checks.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from errno import ENOSPC
from functools import cache, partial
from pathlib import Path
from shutil import disk_usage
from threading import Lock, Thread
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from byline.applied_migrations import known_migrations, missing_migrations
from byline.supervisor import WORKER_VARIABLE
from byline.worker import liveness

logger = logging.getLogger(__name__)

OK, FAILED = "ok", "failed"
DEGRADED = "away"  # the site works without it
REQUIRED_CHECKS = ("database", "cache", "migrations", "disk")
ALL_FAILED = dict.fromkeys(REQUIRED_CHECKS, FAILED)

CHECK_TIMEOUT_SECONDS = 2.0
RESULT_TTL_SECONDS = 0.9  # less than the usual interval of a second


class Readiness:
    """Runs the checks in a thread, one at a time, since any may hang."""

    def __init__(
        self,
        run_checks: Callable[[dict[str, str]], None],
        *,
        timeout_seconds: float = CHECK_TIMEOUT_SECONDS,
        ttl_seconds: float = RESULT_TTL_SECONDS,
    ) -> None:
        self.run_checks = run_checks
        self.timeout_seconds, self.ttl_seconds = timeout_seconds, ttl_seconds
        self.lock = Lock()
        self.thread: Thread | None = None
        self.found = dict(ALL_FAILED)
        self.begun = float("-inf")

    def results(self) -> dict[str, str]:
        """Return the result of each check, after `timeout_seconds` at the latest."""
        with self.lock:
            now = time.monotonic()
            is_running = self.thread is not None and self.thread.is_alive()
            if not is_running and now - self.begun > self.ttl_seconds:
                self.begun, self.found = now, dict(ALL_FAILED)
                checks = partial(self.run_checks, self.found)
                self.thread = Thread(name="readiness", daemon=True, target=checks)
                self.thread.start()
            thread, found = self.thread, self.found
        if thread:
            thread.join(max(0, self.begun + self.timeout_seconds - time.monotonic()))
        return dict(found)


def run_checks(found: dict[str, str]) -> None:
    """Run every check; put each result into `found` as soon as it is known."""
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
        if found["migrations"] == OK:
            found.update(mail_check(own))
            found.update(plugins_check(own))
    finally:
        if own is not None:
            own.close()
        connections.close_all()  # what a check has opened in this thread


def run_check(name: str, found: dict[str, str], check: Callable[[], Any]) -> None:
    """Run one check. Its error is only logged, without the message: it may name servers."""
    try:
        check()
    except Exception as error:  # whatever it is, the check has failed
        logger.warning("Not ready: %s (%s)", name, type(error).__name__)
    else:
        found[name] = OK


def new_connection() -> BaseDatabaseWrapper:
    """Return a new connection: it fails where the server accepts no more."""
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
    """Run queries that read from the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        connection.introspection.table_names(cursor)


def mail_check(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return what a worker found when it last connected to the mail server, if one did."""
    with suppress(Error), connection.cursor() as cursor:
        cursor.execute("SELECT error FROM worker_mailservercheck")
        if row := cursor.fetchone():
            return {"mail": DEGRADED if row[0] else OK}
    return {}


def check_caches() -> None:
    """Write to each cache and read it. Raises LookupError."""
    for name in settings.CACHES:
        caches[name].set("byline.ready", name, 60)
        if caches[name].get("byline.ready") != name:
            raise LookupError(name)


def check_disk() -> None:
    """Raise OSError where a disk has less space than FREE_DISK_MIN_BYTES."""
    for folder in {settings.DATA_DIR, Path(settings.MEDIA_ROOT)}:
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if disk_usage(existing).free < settings.FREE_DISK_MIN_BYTES:
            raise OSError(ENOSPC, "Hardly any room is left")


def is_cache_away() -> bool:
    """Return whether a shared cache is away, and processes use local ones."""
    return any(getattr(caches[name], "is_away", False) for name in settings.CACHES)


def check_migrations(connection: BaseDatabaseWrapper) -> None:
    """Raise LookupError where a migration of the code is not applied, save those of plugins."""
    plugins = labels_of_plugins()
    if missing := [key for key in missing_migrations(connection) if key[0] not in plugins]:
        raise LookupError(f"{len(missing)} migrations")


def plugins_check(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return whether the plugins have their tables; the site works without one that has not."""
    if not (plugins := labels_of_plugins()):
        return {}
    is_missing = any(app in plugins for app, _name in missing_migrations(connection))
    return {"plugins": DEGRADED if is_missing else OK}


@cache
def labels_of_plugins() -> set[str]:
    """Return the labels of the plugins' apps that have migrations."""
    names = {app.name for app in settings.PLUGIN_APPS}
    labels = {config.label for config in apps.get_app_configs() if config.name in names}
    return labels & {app for app, _name in known_migrations()}


readiness = Readiness(run_checks)


def alive(request: HttpRequest) -> HttpResponse:
    """Respond, without a check."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Respond with the results of the checks: 200, or 503 where one has failed."""
    found = readiness.results()
    is_ready = FAILED not in found.values()
    content = {"status": "ready" if is_ready else "not ready", "checks": found}
    return JsonResponse(content, status=200 if is_ready else 503)


def measured(request: HttpRequest) -> HttpResponse:
    """Respond with the metrics; 404 without METRICS_TOKEN."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    from byline.observing import metrics  # noqa: PLC0415 - only with a token: see there

    return metrics.view(request)


# By their paths, without the first slash.
VIEWS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "healthz": alive,
    "readyz": ready,
    "metrics": measured,
}


class HealthMiddleware:
    """Answers health checks before all other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a health check, or pass the request on."""
        answer = VIEWS.get(request.path_info.removeprefix("/"))
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer(request)
        response["Cache-Control"] = "no-store"
        # Django would log each 503; failed checks are logged once above.
        setattr(response, "_has_been_logged", True)  # noqa: B010
        return response
