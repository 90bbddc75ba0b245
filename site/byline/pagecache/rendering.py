"""What Django renders for the page cache, and what is recorded meanwhile."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from django.db import DatabaseError
from django.utils.text import compress_string

from byline.bulkheads.responses import Application, Environ, Response, StartResponse, read_body
from byline.pagecache.content_encoding import accepts_gzip
from byline.pagecache.recording import Recording, record

OK = "200"
# As Django's: secrets of an uncached page cannot be guessed from its length (BREACH).
RANDOM_BYTES_LIMIT = 100
# Shorter bodies are not compressed, as by Django.
COMPRESSED_MIN_BYTES = 200


# Calls an application, or raises Refused.
type Run = Callable[[Application, Environ, StartResponse], Iterable[bytes]]


def run_directly(
    application: Application, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """Call an application in this thread, without a limit."""
    return application(environ, start_response)


def compressed(response: Response, environ: Environ) -> Response:
    """Compress an uncached response, as Django does where it has no includes."""
    body = read_body(response.body)
    is_short = len(body) < COMPRESSED_MIN_BYTES
    if is_short or not accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        response.body = [body]
        return response
    response = response.with_body(compress_string(body, max_random_bytes=RANDOM_BYTES_LIMIT))
    response.headers.append(("Content-Encoding", "gzip"))
    return response


class Rendering:
    """A page that an application renders."""

    def __init__(self, application: Application, query: str) -> None:
        self.application = application
        self.query = query
        self.recording = Recording()
        # Whether it is the same for every anonymous client, and whether all its times are known.
        self.is_shareable = self.is_complete = False

    def call(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Call the application."""
        response = Response()
        with record(self.query) as self.recording:
            body = self.application(environ, response.start)
            self.is_shareable = is_shareable(response, self.recording)
            if self.is_shareable:
                body = [read_body(body)]
                with suppress(DatabaseError):
                    self.recording.resolve_stale_times()
                    self.is_complete = True
        start_response(response.status, response.headers)
        return body


def is_shareable(response: Response, recording: Recording) -> bool:
    """Return whether a response is the same for every anonymous client."""
    if recording.parameters is None or not response.status.startswith(OK):
        return False
    headers = {name.lower(): value.lower() for name, value in response.headers}
    policy, vary = headers.get("cache-control", ""), headers.get("vary", "accept-encoding")
    return (
        "set-cookie" not in headers
        and "content-encoding" not in headers
        and not any(word in policy for word in ("private", "no-store", "no-cache"))
        and {name.strip() for name in vary.split(",")} <= {"accept-encoding"}
    )
