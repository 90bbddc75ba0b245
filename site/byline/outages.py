"""What is answered when something breaks: 503 while the database is away, 500 else."""

import logging
import sys
import time
from contextlib import suppress

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

logger = logging.getLogger(__name__)

RETRY_AFTER = 15  # seconds
LOG_EVERY = 5  # seconds; while it is away it is away for every reader

SAFE = {"GET", "HEAD", "OPTIONS"}
# What readers may have typed, in the forms of comments.
TYPED = ("text", "details")

# Errors of SQLite that are of the file or of those who write into it, by how their names begin.
SQLITE = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL"),
    *("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOTADB", "SQLITE_CORRUPT"),
)
# Classes of SQLSTATE: connection, deadlock, resources (too many connections), lock not
# available, the operator (shutdown, a time that is over), the system.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL = ("08", "40", "53", "55", "57", "58")


class LastLogged:
    """When this process has last logged that the database is away."""

    at = float("-inf")


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an exception says that the database is away or busy, and not that we err."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause = error.__cause__
    if name := getattr(cause, "sqlite_errorname", None):
        return bool(name.startswith(SQLITE))
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(cause, "sqlstate", None)  # none where there was no connection
    return state is None or state.startswith(POSTGRESQL)


def handle_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that raised: Django's handler of status 500.

    It is called where the exception was caught, be it from a view or from a middleware.
    """
    error = sys.exc_info()[1]
    if not is_outage(error):
        return server_error(request)
    log(error)
    response = say_so(request)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    # Django would log each with its traceback.
    setattr(response, "_has_been_logged", True)  # noqa: B010
    return response


def log(error: BaseException | None) -> None:
    """Log now and then that the database is away."""
    now = time.monotonic()
    if now - LastLogged.at >= LOG_EVERY:
        LastLogged.at = now
        cause = getattr(error, "__cause__", None)
        state = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
        logger.error("The database is away: %s (%s)", type(error).__name__, state or "no answer")


def say_so(request: HttpRequest) -> HttpResponse:
    """Return the page that asks for patience, or a word where a script asks."""
    is_safe = request.method in SAFE
    if wants_json(request):
        return JsonResponse({"error": "unavailable", "retry_after": RETRY_AFTER}, status=503)
    context = {
        "name": settings.WAGTAIL_SITE_NAME,
        "is_safe": is_safe,
        "typed": "" if is_safe else typed(request),
    }
    return HttpResponse(render_to_string("503.html", context), status=503)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script asks, or whoever prefers JSON."""
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return True
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def typed(request: HttpRequest) -> str:
    """Return the text that a form brought, empty where there was none that can be read."""
    with suppress(Exception):  # whatever is wrong with it, this page is shown
        return next(filter(None, map(request.POST.get, TYPED)), "")[:20_000]
    return ""
