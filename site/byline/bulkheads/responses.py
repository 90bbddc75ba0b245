"""WSGI responses of applications, and the response to a refused request."""

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

SECURITY_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "byline.middleware.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
# Larger responses are streamed.
BUFFERED_RESPONSE_BYTES = 2 * 1024 * 1024


class Refused(Exception):  # noqa: N818 (it is no error of ours)
    """A request that is not passed on, with the status of its response."""

    def __init__(self, status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE) -> None:
        super().__init__(status.phrase)
        self.status = status

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Return an error page, with the text that the form submitted."""
        # A copy: WSGIRequest changes its environ.
        request = WSGIRequest(dict(environ))
        response = outages.refuse(request, self.status)
        headers = [*response.items(), *security_headers(is_secure=request.is_secure())]
        headers.append(("Connection", "close"))
        start_response(f"{self.status.value} {self.status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.content]


@cache
def security_headers(*, is_secure: bool) -> Headers:
    """Return the headers that the security middleware sets on every response."""
    environ = {
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "https",  # else they may redirect
    }
    if header := settings.SECURE_PROXY_SSL_HEADER:
        environ[header[0]] = header[1]

    def nothing(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answer: Callable[[HttpRequest], HttpResponse] = nothing
    for name in reversed(SECURITY_MIDDLEWARE):
        answer = import_string(name)(answer)
    headers = answer(WSGIRequest(environ)).items()
    left_out = {"Content-Type"} if is_secure else {"Content-Type", "Strict-Transport-Security"}
    return [header for header in headers if header[0] not in left_out]


def without_server_header(application: Application) -> Application:
    """Return an application with an empty `Server` header: else granian sends its own."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, [*headers, ("Server", "")])

        return application(environ, start)

    return answer


class Response:
    """The response of an application."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []
        self.body: Iterable[bytes] = []

    def start(self, status: str, headers: Headers, _exc_info: Any = None) -> None:
        """Act as `start_response`."""
        self.status, self.headers = status, headers

    @property
    def is_large(self) -> bool:
        """Return whether it is streamed."""
        if not getattr(self.body, "streaming", False):
            return False
        headers = {name.lower(): value for name, value in self.headers}
        length = headers.get("content-length")
        return length is None or int(length) > BUFFERED_RESPONSE_BYTES

    def with_body(self, body: bytes) -> "Response":
        """Return the response with another body."""
        response = Response()
        response.status, response.body = self.status, [body]
        kept = [header for header in self.headers if header[0].lower() != "content-length"]
        response.headers = [*kept, ("Content-Length", str(len(body)))]
        return response


class Stream:
    """A response body that is streamed in the thread of the server."""

    def __init__(self, body: Iterable[bytes], release: Callable[[], None]) -> None:
        self.body = body
        self.release = release

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.body)

    def close(self) -> None:
        """End it, with the connection that its queries have opened in this thread."""
        try:
            close(self.body)
        finally:
            connections.close_all()
            self.release()


def call(application: Application, environ: Environ) -> Response:
    """Call an application; return its response, with the whole body unless it is large."""
    response = Response()
    response.body = application(environ, response.start)
    if not response.is_large:
        response.body = [read_body(response.body)]
    return response


def read_body(body: Iterable[bytes]) -> bytes:
    """Return the whole body, and close it, on which Django ends the request."""
    try:
        return b"".join(body)
    finally:
        close(body)


def close(body: Iterable[bytes]) -> None:
    """Close a body, if it has a `close()`."""
    if hasattr(body, "close"):
        body.close()
