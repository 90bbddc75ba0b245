"""What is answered when something breaks: 503 while the database is away, 500 else.

And what is said to whom the site refuses for a while.
"""

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

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# What a script is told.
JSON_ERRORS = {
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
    HTTPStatus.INSUFFICIENT_STORAGE: "full",
    HTTPStatus.BAD_REQUEST: "cut off",
    HTTPStatus.REQUEST_TIMEOUT: "too slow",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too large",
}
DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT}
# What readers may have typed, in the forms of comments.
TEXT_FIELDS = ("text", "details")

# Errors of SQLite that are of the file or of those who write into it, by how their names begin.
SQLITE_OUTAGE_ERRORS = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL"),
    *("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOTADB", "SQLITE_CORRUPT"),
)
# Classes of SQLSTATE: connection, deadlock, resources (too many connections), lock not
# available, the operator (shutdown, a time that is over), the system.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL_OUTAGE_CLASSES = ("08", "40", "53", "55", "57", "58")


class LastLogged:
    """When this process has last logged that the database is away."""

    at = float("-inf")


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an exception says that the database is away or busy, and not that we err."""
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
    """Answer a request that raised: Django's handler of status 500.

    It is called where the exception was caught, be it from a view or from a middleware.
    """
    error = sys.exc_info()[1]
    is_write = request.method not in SAFE_METHODS
    if is_disk_full(error):
        log_outage(error, "There is no room on the disk")
    elif is_outage(error):
        log_outage(error, "The database is away")
    else:
        return server_error(request)
    is_stored = is_disk_full(error) and is_write
    return refuse(
        request, HTTPStatus.INSUFFICIENT_STORAGE if is_stored else HTTPStatus.SERVICE_UNAVAILABLE
    )


def is_disk_full(error: BaseException | None) -> bool:
    """Tell whether an exception says that a disk has no room."""
    if isinstance(error, DatabaseError):
        return getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_FULL"
    return isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS


def log_outage(error: BaseException | None, what: str) -> None:
    """Log now and then what is wrong."""
    now = time.monotonic()
    if now - LastLogged.at >= LOG_INTERVAL_SECONDS:
        LastLogged.at = now
        cause = getattr(error, "__cause__", None)
        state = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
        logger.error("%s: %s (%s)", what, type(error).__name__, state or "no answer")


def refuse(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Return the page that says why there is no answer, or a word where a script asks."""
    response = error_response(request, status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    # Django would log each with its traceback.
    setattr(response, "_has_been_logged", True)  # noqa: B010
    return response


def error_response(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Return the words."""
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


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script asks, or whoever prefers JSON."""
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return True
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def submitted_text(request: HttpRequest) -> str:
    """Return the text that a form brought, empty where there was none that can be read."""
    with suppress(Exception):  # whatever is wrong with it, this page is shown
        return next(filter(None, map(request.POST.get, TEXT_FIELDS)), "")[:20_000]
    return ""
