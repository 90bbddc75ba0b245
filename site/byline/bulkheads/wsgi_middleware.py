"""The layer between the server and what it serves."""

from collections.abc import Iterable

from django.conf import settings
from django.db.backends.signals import connection_created

from byline.bulkheads.lanes import Lane, kinds, limit
from byline.bulkheads.request_bodies import BODIES, GRACE, Bodies
from byline.bulkheads.responses import (
    Application,
    Environ,
    Refused,
    StartResponse,
    Stream,
    call,
    close,
)
from byline.bulkheads.slots import OTHERS_WAITING, PATIENCE, READERS_WAITING, Places
from byline.outages import SAFE

# So many large answers are sent at once.
STREAMS = 12
# So many ask at once whether the site is well, which takes seconds where it is not.
CHECKS = 4
SPARE = 12  # threads that are free for pages that are kept
# Where anybody signs in: the rest of the admin is the newsroom's.
DOORS = ("/admin/login/", "/admin/password_reset/")


def threads_for(rendering: int) -> int:
    """Return how many threads the server needs, for so many pages rendered at once."""
    lanes = sum(kind.threads + kind.waiting for kind in kinds(rendering))
    others = BODIES + STREAMS + CHECKS + 3 * OTHERS_WAITING
    # And who waits for a page that another request renders.
    return lanes + others + READERS_WAITING + SPARE


class Bulkheads:
    """Has applications answer, of each kind of request so many at once."""

    def __init__(self, *, patience: float = PATIENCE, grace: float = GRACE) -> None:
        from byline.health import ANSWERS  # needs the apps to be ready

        self.lanes = {kind.name: Lane(kind, patience) for kind in kinds(settings.WEB_THREADS)}
        self.bodies = Bodies(patience, grace)
        self.streams = Places(STREAMS, OTHERS_WAITING, patience)
        self.checks = Places(CHECKS, OTHERS_WAITING, patience)
        # Answered in the thread of the server: these ask no database, or in a thread of theirs.
        self.health = {f"/{path}" for path in ANSWERS} - {"/metrics"}
        connection_created.connect(limit)

    def run(
        self, application: Application, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have an application answer. Raises Refused."""
        self.bodies.take(environ)
        path = environ["PATH_INFO"]
        if path in self.health:
            self.checks.enter()
            try:
                response = call(application, environ)
            finally:
                self.checks.leave()
        else:
            lane = self.lanes[lane_of(environ["REQUEST_METHOD"], path)]
            response = lane.do(application, environ)
        body = self.stream(response.body) if response.is_large else response.body
        start_response(response.status, response.headers)
        return body

    def around(self, application: Application) -> Application:
        """Return an application that asks whoever finds no place to come again."""

        def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            try:
                return self.run(application, environ, start_response)
            except Refused as refused:
                return refused.answer(environ, start_response)

        return answer

    def stream(self, body: Iterable[bytes]) -> "Stream":
        """Return an answer that is sent as the client takes it. Raises Refused."""
        try:
            self.streams.enter()
        except Refused:
            close(body)
            raise
        return Stream(body, self.streams.leave)


def lane_of(method: str, path: str) -> str:
    """Return in which lane a request is answered."""
    if path.startswith(settings.STATIC_URL):
        return "files"
    is_newsrooms = path.startswith("/admin/") and not path.startswith(DOORS)
    if method in SAFE:
        return "desk" if is_newsrooms else "pages"
    return "saves" if is_newsrooms else "writes"
