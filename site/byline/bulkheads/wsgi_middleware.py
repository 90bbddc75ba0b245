"""The WSGI middleware that applies the bulkheads."""

from collections.abc import Iterable

from django.conf import settings
from django.db.backends.signals import connection_created

from byline.bulkheads.database_timeouts import set_database_timeouts
from byline.bulkheads.lanes import Lane, lane_limits
from byline.bulkheads.request_bodies import GRACE_SECONDS, READER_THREADS, RequestBodyReader
from byline.bulkheads.responses import (
    Application,
    Environ,
    Refused,
    StartResponse,
    Stream,
    call,
    close,
)
from byline.bulkheads.slots import OTHER_QUEUE_SIZE, READ_QUEUE_SIZE, WAIT_SECONDS, Slots
from byline.bulkheads.token_checks import check_of, is_refused, needs_token
from byline.outages import API_PATH, SAFE_METHODS

# How many large responses are sent at once.
STREAMS_LIMIT = 12
# How many health checks run at once: each takes seconds while the site is not ready.
HEALTH_CHECKS_LIMIT = 4
SPARE_THREADS = 12  # for cached pages
# Open to everyone, unlike the rest of the admin.
SIGN_IN_PATHS = ("/admin/login/", "/admin/password_reset/")
# Takes seconds, and must not hold up what others save.
DOCUMENT_PATHS = ("/admin/stories/word/",)
# Waits for other sites.
EMBED_PATHS = ("/admin/stories/embeds/",)


def threads_for(rendering: int) -> int:
    """Return how many threads the server needs to render so many pages at once."""
    lanes = sum(limits.threads + limits.queue_size for limits in lane_limits(rendering))
    others = READER_THREADS + STREAMS_LIMIT + HEALTH_CHECKS_LIMIT + 3 * OTHER_QUEUE_SIZE
    # READ_QUEUE_SIZE again: requests that wait for a page that another one renders.
    return lanes + others + READ_QUEUE_SIZE + SPARE_THREADS


class Bulkheads:
    """Calls applications, with a limit for each kind of request."""

    def __init__(
        self, *, wait_seconds: float = WAIT_SECONDS, grace_seconds: float = GRACE_SECONDS
    ) -> None:
        # Needs models, and `wsgi.py` imports this before apps are ready.
        from byline.health import VIEWS  # noqa: PLC0415

        kinds = lane_limits(settings.WEB_THREADS)
        self.lanes = {limits.name: Lane(limits, wait_seconds) for limits in kinds}
        self.bodies = RequestBodyReader(wait_seconds, grace_seconds)
        self.streams = Slots(STREAMS_LIMIT, OTHER_QUEUE_SIZE, wait_seconds)
        self.checks = Slots(HEALTH_CHECKS_LIMIT, OTHER_QUEUE_SIZE, wait_seconds)
        # Answered in the thread of the server: their queries run in a thread of their own.
        self.health = {f"/{path}" for path in VIEWS} - {"/metrics"}
        connection_created.connect(set_database_timeouts)

    def run(
        self, application: Application, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Call an application in the lane of the request. Raises Refused."""
        if needs_token(environ):
            response = self.lanes["pages"].run(application, check_of(environ))
            if is_refused(response):
                start_response(response.status, response.headers)
                return response.body
        self.bodies.buffer(environ)
        path = environ["PATH_INFO"]
        if path in self.health:
            self.checks.acquire()
            try:
                response = call(application, environ)
            finally:
                self.checks.release()
        else:
            lane = self.lanes[lane_of(environ["REQUEST_METHOD"], path)]
            response = lane.run(application, environ)
        body = self.stream(response.body) if response.is_large else response.body
        start_response(response.status, response.headers)
        return body

    def around(self, application: Application) -> Application:
        """Return an application behind the bulkheads, which answers refused requests."""

        def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            try:
                return self.run(application, environ, start_response)
            except Refused as refused:
                return refused.answer(environ, start_response)

        return answer

    def stream(self, body: Iterable[bytes]) -> "Stream":
        """Return a body that holds a slot until it is sent. Raises Refused."""
        try:
            self.streams.acquire()
        except Refused:
            close(body)
            raise
        return Stream(body, self.streams.release)


def lane_of(method: str, path: str) -> str:
    """Return the lane of a request."""
    if path.startswith(settings.STATIC_URL):
        return "files"
    is_newsrooms = path.startswith("/admin/") and not path.startswith(SIGN_IN_PATHS)
    if method in SAFE_METHODS:
        return "desk" if is_newsrooms else "pages"
    if path.startswith(DOCUMENT_PATHS):
        return "documents"
    if path.startswith(EMBED_PATHS):
        return "embeds"
    return "saves" if is_newsrooms or path.startswith(API_PATH) else "writes"
