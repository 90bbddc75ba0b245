"""The middleware that gives each request an id and logs it."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse

from byline.observing.log_context import id_of, request_id, shown_path

logger = logging.getLogger("byline.requests")

REQUEST_ID_HEADER = "X-Request-ID"
LOGGED_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Queries:
    """Counts queries: an execute wrapper."""

    number = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Count a query and run it."""
        self.number += 1
        return execute(*args)


class ObservingMiddleware:
    """Logs and counts each request that reaches Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.observe = observer()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Call the view, and log the request."""
        begun = time.perf_counter()
        own_id = id_of(request)
        token = request_id.set(own_id)
        queries = Queries()
        try:
            with connections[DEFAULT_DB_ALIAS].execute_wrapper(queries):
                response = self.get_response(request)
            response.headers[REQUEST_ID_HEADER] = own_id
            seconds = time.perf_counter() - begun
            fields = facts(request, response, queries, seconds)
            logger.info("answered", extra={"fields": fields})
            if self.observe:
                self.observe(fields)
            return response
        finally:
            request_id.reset(token)


def observer() -> Callable[[dict[str, Any]], None] | None:
    """Return the function that counts requests; None without METRICS_TOKEN."""
    if not settings.METRICS_TOKEN:
        return None
    from byline.observing import metrics  # noqa: PLC0415 - only with a token: see there

    return metrics.observe


def facts(
    request: HttpRequest, response: HttpResponse, queries: Queries, seconds: float
) -> dict[str, Any]:
    """Return what is logged of a request: nothing of the client, and no query string."""
    return {
        "method": request.method if request.method in LOGGED_METHODS else "OTHER",
        "path": shown_path(request),
        "route": route_of(request),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "queries": queries.number,
        "bytes": None if response.streaming else len(response.content),
    }


def route_of(request: HttpRequest) -> str:
    """Return the name of the view; empty where none was found."""
    match = request.resolver_match
    return str(match.view_name or "") if match else ""
