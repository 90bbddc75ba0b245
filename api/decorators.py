"""The decorator of every view of the API: rate limit, HEAD, and conditional requests.

It is called twice for requests that write: `byline.bulkheads` asks first for a valid token alone.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from api.problems import NOT_ALLOWED, TOKEN_NEEDED, problem
from api.tokens import client_of, has_valid_token, user_token
from byline import limits
from byline.bulkheads.token_checks import CHECKS_TOKEN
from byline.limits import seconds_to_wait
from byline.pagecache.recording import current

SAFE_METHODS = frozenset({"GET", "HEAD"})


def too_many_requests(wait: int) -> HttpResponse:
    """Return the response for a client that has to wait for so many seconds."""
    status = HTTPStatus.TOO_MANY_REQUESTS
    return limits.too_many_requests(wait, problem(status, f"Try again in {wait} seconds."))


def seconds_over_limit(request: HttpRequest) -> int:
    """Count a request of its client; return how long it has to wait, 0 if not at all."""
    client = client_of(request)
    if request.method in SAFE_METHODS or not has_valid_token(request):
        return seconds_to_wait(client, "api", settings.API_REQUESTS_PER_MINUTE)
    return seconds_to_wait(client, "api-write", settings.API_WRITES_PER_MINUTE)


def refusal_of(request: HttpRequest) -> HttpResponse:
    """Return the response to a request that would write, and has no valid token."""
    try:
        user_token(request)
    except PermissionDenied:
        return problem(HTTPStatus.FORBIDDEN, NOT_ALLOWED)
    return problem(HTTPStatus.UNAUTHORIZED, TOKEN_NEEDED)


def api_view(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a view of the API. No cookie signs anybody in here, so no token against forgery."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        is_check = CHECKS_TOKEN in request.META
        if is_check and has_valid_token(request):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        if wait := seconds_over_limit(request):
            return too_many_requests(wait)
        if is_check:
            return refusal_of(request)
        if request.method == "HEAD":
            request.method = "GET"
        response = respond(request, view, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        if "Authorization" in request.headers:
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Authorization"])
        return response

    return wrapped


def respond(request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Return the view's response, with a problem in place of a text of the library."""

    def called(request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except Http404:
            return not_found(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, "The address has other methods.")
            refusal["Allow"] = response["Allow"]
            return refusal
        return response

    # The page cache makes the ETag of what it keeps.
    if request.method == "GET" and current() is None:
        return conditional_page(called)(request)
    return called(request)


def not_found(_request: HttpRequest) -> HttpResponse:
    """Return the response for an address that is none."""
    return problem(HTTPStatus.NOT_FOUND, "There is nothing here.")


def decorated(patterns: Iterable[Any]) -> list[URLPattern]:
    """Return URL patterns with every view decorated."""
    return [
        URLPattern(found.pattern, api_view(found.callback), found.default_args, found.name)
        for found in patterns
    ]
