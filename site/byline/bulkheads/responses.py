"""What applications answer, and what is said to whom the site refuses for a while."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from byline import outages

type Environ = dict[str, Any]
type Headers = list[tuple[str, str]]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]

SAFETY = (
    "django.middleware.security.SecurityMiddleware",
    "byline.middleware.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
# Larger answers are sent as the client takes them, in bytes.
SENT_WHOLE = 2 * 1024 * 1024


class Refused(Exception):  # noqa: N818 (it is no error of ours)
    """A request that is not answered, with the status that says why."""

    def __init__(self, status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE) -> None:
        super().__init__(status.phrase)
        self.status = status

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Say so, and give back what was typed."""
        # Of its own: to make a request of an environment changes it.
        request = WSGIRequest(dict(environ))
        response = outages.refuse(request, self.status)
        headers = [*response.items(), *safety(is_secure=request.is_secure())]
        headers.append(("Connection", "close"))
        start_response(f"{self.status.value} {self.status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.content]


@cache
def safety(*, is_secure: bool) -> Headers:
    """Return what the site's middleware says of the safety of every answer."""
    environ = {
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "https",  # else they may answer that the site is elsewhere
    }
    if header := settings.SECURE_PROXY_SSL_HEADER:
        environ[header[0]] = header[1]

    def nothing(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answer: Callable[[HttpRequest], HttpResponse] = nothing
    for name in reversed(SAFETY):
        answer = import_string(name)(answer)
    headers = answer(WSGIRequest(environ)).items()
    left_out = {"Content-Type"} if is_secure else {"Content-Type", "Strict-Transport-Security"}
    return [header for header in headers if header[0] not in left_out]


def nameless(application: Application) -> Application:
    """Return an application that does not tell what serves it, as the server else would."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, [*headers, ("Server", "")])

        return application(environ, start)

    return answer


class Response:
    """What an application answers."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []
        self.body: Iterable[bytes] = []

    def start(self, status: str, headers: Headers, _exc_info: Any = None) -> None:
        """Take the place of the server's `start_response`."""
        self.status, self.headers = status, headers

    @property
    def is_large(self) -> bool:
        """Tell whether it is sent as the client takes it."""
        if not getattr(self.body, "streaming", False):
            return False
        headers = {name.lower(): value for name, value in self.headers}
        return int(headers.get("content-length", SENT_WHOLE + 1)) > SENT_WHOLE


class Stream:
    """An answer that is sent piece by piece, in the thread of the server."""

    def __init__(self, body: Iterable[bytes], leave: Callable[[], None]) -> None:
        self.body = body
        self.leave = leave

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.body)

    def close(self) -> None:
        """End it: what it asked the database for, it asked on a connection of its own."""
        try:
            close(self.body)
        finally:
            connections.close_all()
            self.leave()


def call(application: Application, environ: Environ) -> Response:
    """Return what an application answers, whole unless it is large."""
    response = Response()
    response.body = application(environ, response.start)
    if not response.is_large:
        response.body = [read(response.body)]
    return response


def read(body: Iterable[bytes]) -> bytes:
    """Return the whole body, and close it: Django then ends the request."""
    try:
        return b"".join(body)
    finally:
        close(body)


def close(body: Iterable[bytes]) -> None:
    """Close a body that can be."""
    if hasattr(body, "close"):
        body.close()
