"""Error responses: 503 while the database is away, 507 for a full disk, 500 else."""

import errno
import logging
import sys
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 15
LOG_INTERVAL_SECONDS = 5  # an outage fails every request

API_PATH = "/api/"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# By status: the `error` in a JSON response.
JSON_ERRORS = {
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
    HTTPStatus.INSUFFICIENT_STORAGE: "full",
    HTTPStatus.BAD_REQUEST: "cut off",
    HTTPStatus.REQUEST_TIMEOUT: "too slow",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too large",
}
DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT}
# Fields of the comment forms, whose text is given back.
TEXT_FIELDS = ("text", "details")

# Prefixes of SQLite errors that are caused by the file or by other writers.
SQLITE_OUTAGE_ERRORS = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL"),
    *("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOTADB", "SQLITE_CORRUPT"),
)
# Classes of SQLSTATE: connection, deadlock, resources (too many connections), lock not
# available, operator intervention (shutdown, timeout), system error.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL_OUTAGE_CLASSES = ("08", "40", "53", "55", "57", "58")


class LastLogged:
    """The time of the last log entry of this process."""

    at = float("-inf")


def is_outage(error: BaseException | None) -> bool:
    """Return whether an exception means that the database is away or busy, and is no bug."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause = error.__cause__
    if name := getattr(cause, "sqlite_errorname", None):
        return bool(name.startswith(SQLITE_OUTAGE_ERRORS))
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(cause, "sqlstate", None)  # none where there was no connection
    return state is None or state.startswith(POSTGRESQL_OUTAGE_CLASSES)


def handle_error(request: HttpRequest) -> HttpResponse:
    """Return the response for an exception: `handler500`.

    Django calls it while it handles the exception of a view or middleware.
    """
    error = sys.exc_info()[1]
    is_write = request.method not in SAFE_METHODS
    if is_disk_full(error):
        log_outage(error, "There is no room on the disk")
    elif is_outage(error):
        log_outage(error, "The database is away")
    elif is_of_api(request):
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
    else:
        return server_error(request)
    is_stored = is_disk_full(error) and is_write
    return refuse(
        request, HTTPStatus.INSUFFICIENT_STORAGE if is_stored else HTTPStatus.SERVICE_UNAVAILABLE
    )


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an exception means that a disk is full."""
    if isinstance(error, DatabaseError):
        return getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_FULL"
    return isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS


def log_outage(error: BaseException | None, what: str) -> None:
    """Log an outage, at most once in LOG_INTERVAL_SECONDS."""
    now = time.monotonic()
    if now - LastLogged.at >= LOG_INTERVAL_SECONDS:
        LastLogged.at = now
        cause = getattr(error, "__cause__", None)
        state = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
        logger.error("%s: %s (%s)", what, type(error).__name__, state or "no answer")


def refuse(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Return an error page, or JSON for a script."""
    response = error_response(request, status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    # Django would log each with its traceback.
    setattr(response, "_has_been_logged", True)  # noqa: B010
    return response


def error_response(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Return the page or the JSON, without headers."""
    if is_of_api(request):
        return problem(status)
    if wants_json(request):
        error: dict[str, Any] = {"error": JSON_ERRORS[status]}
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            error["retry_after"] = RETRY_AFTER_SECONDS
        return JsonResponse(error, status=status)
    is_safe = request.method in SAFE_METHODS
    context = {
        "name": settings.WAGTAIL_SITE_NAME,
        "status": status.value,
        "is_safe": is_safe,
        "typed": "" if is_safe else submitted_text(request),
    }
    return HttpResponse(render_to_string("refused.html", context), status=status)


def is_of_api(request: HttpRequest) -> bool:
    """Return whether a request is for the API, whose errors are problems (RFC 9457)."""
    return request.path.startswith(API_PATH)


def problem(status: HTTPStatus) -> JsonResponse:
    """Return an error of the API."""
    content = {"type": "about:blank", "title": status.phrase, "status": status.value}
    return JsonResponse(content, status=status, content_type="application/problem+json")


def wants_json(request: HttpRequest) -> bool:
    """Return whether the request is of a script, or prefers JSON."""
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return True
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def submitted_text(request: HttpRequest) -> str:
    """Return the text of a comment form, empty where none can be read."""
    with suppress(Exception):  # whatever is wrong with it, this page is shown
        return next(filter(None, map(request.POST.get, TEXT_FIELDS)), "")[:20_000]
    return ""
