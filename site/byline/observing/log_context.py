"""What is being worked on: the id of the request or of the task, for every line of the log."""

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
# Parts of addresses that let somebody in who knows them, by their names in the routes.
SECRET_URL_ARGUMENTS = {"key", "token", "uidb64", "signature"}
LOGGED_PATH_MAX_LENGTH = 300


def id_of(request: HttpRequest) -> str:
    """Return the id that a proxy of ours gave a request, or a new one."""
    given = request.headers.get("X-Request-ID", "")
    if VALID_ID.fullmatch(given) and is_trusted(read_address(request.META.get("REMOTE_ADDR", ""))):
        return given
    return uuid.uuid4().hex


def shown_path(request: HttpRequest) -> str:
    """Return the path without the query, and without what lets somebody in who knows it."""
    return without_secrets(request.path, request.resolver_match)


def without_secrets(path: str, match: ResolverMatch | None = None) -> str:
    """Return a path without what lets somebody in who knows it."""
    match = match or find_view(path)
    for name, value in (match.kwargs if match else {}).items():
        if name in SECRET_URL_ARGUMENTS:
            path = path.replace(str(value), f"({name})")
    return path[:LOGGED_PATH_MAX_LENGTH]


def find_view(path: str) -> ResolverMatch | None:
    """Return what a path leads to, also where a redirect comes before that: to HTTPS, to a "/"."""
    for address in (path, f"{path}/"):
        with suppress(Exception):  # routes that cannot be read are what is told of
            return resolve(address)
    return None


class AddContext(logging.Filter):
    """Puts the ids into each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = request_id.get()
        record.task_id = task_id.get()
        return True
