"""The id of the current request or task, for every log record."""

import logging
import re
import uuid
from contextlib import suppress
from contextvars import ContextVar

from django.http import HttpRequest
from django.urls import ResolverMatch, resolve

from byline.client_ip import is_trusted, read_address

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")

VALID_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
# Arguments of URL patterns that grant access.
SECRET_URL_ARGUMENTS = {"key", "token", "uidb64", "signature"}
LOGGED_PATH_MAX_LENGTH = 300


def id_of(request: HttpRequest) -> str:
    """Return the request id of a trusted proxy, or a new one."""
    given = request.headers.get("X-Request-ID", "")
    if VALID_ID.fullmatch(given) and is_trusted(read_address(request.META.get("REMOTE_ADDR", ""))):
        return given
    return uuid.uuid4().hex


def shown_path(request: HttpRequest) -> str:
    """Return the path of a request without the query and secrets."""
    return without_secrets(request.path, request.resolver_match)


def without_secrets(path: str, match: ResolverMatch | None = None) -> str:
    """Return a path with its secrets replaced, cut to LOGGED_PATH_MAX_LENGTH."""
    match = match or find_view(path)
    for name, value in (match.kwargs if match else {}).items():
        if name in SECRET_URL_ARGUMENTS:
            path = path.replace(str(value), f"({name})")
    return path[:LOGGED_PATH_MAX_LENGTH]


def find_view(path: str) -> ResolverMatch | None:
    """Return the view of a path, also where a redirect to HTTPS or to a final "/" comes first."""
    for address in (path, f"{path}/"):
        with suppress(Exception):  # a broken URLconf may be the error that is logged
            return resolve(address)
    return None


class AddContext(logging.Filter):
    """Adds the ids to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the ids; return True."""
        record.request_id = request_id.get()
        record.task_id = task_id.get()
        return True
