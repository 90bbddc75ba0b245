"""The layer between the server and what it serves."""

from collections.abc import Iterable

from django.conf import settings
from django.db.backends.signals import connection_created

from byline.bulkheads.answers import (
    Application,
    Environ,
    Refused,
    StartResponse,
    Stream,
    call,
    close,
)
from byline.bulkheads.bodies import BODIES, GRACE, SAFE, Bodies
from byline.bulkheads.lanes import Lane, kinds, limit
from byline.bulkheads.places import OTHERS_WAITING, PATIENCE, Places

# So many large answers are sent at once.
STREAMS = 12
SPARE = 12  # threads that are free for pages that are kept


def threads_for(rendering: int) -> int:
    """Return how many threads the server needs, for so many pages rendered at once."""
    lanes = sum(kind.threads + kind.waiting for kind in kinds(rendering))
    return lanes + BODIES + STREAMS + OTHERS_WAITING * 2 + SPARE


class Bulkheads:
    """Has applications answer, of each kind of request so many at once."""

    def __init__(self, *, patience: float = PATIENCE, grace: float = GRACE) -> None:
        from byline.health import ANSWERS  # needs the apps to be ready

        self.pages, self.desk, self.writes = (
            Lane(kind, patience) for kind in kinds(settings.WEB_THREADS)
        )
        self.bodies = Bodies(patience, grace)
        self.streams = Places(STREAMS, OTHERS_WAITING, patience)
        # Answered in the thread of the server, since they ask no database.
        self.at_once = (settings.STATIC_URL, *(f"/{path}" for path in ANSWERS if path != "metrics"))
        connection_created.connect(limit)

    def run(
        self, application: Application, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have an application answer. Raises Refused."""
        self.bodies.take(environ)
        path = environ["PATH_INFO"]
        if path.startswith(self.at_once):
            response = call(application, environ)
        else:
            response = self.lane(environ["REQUEST_METHOD"], path).do(application, environ)
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

    def lane(self, method: str, path: str) -> Lane:
        """Return where a request is answered."""
        if method not in SAFE:
            return self.writes
        return self.desk if path.startswith("/admin/") else self.pages

    def stream(self, body: Iterable[bytes]) -> "Stream":
        """Return an answer that is sent as the client takes it. Raises Refused."""
        try:
            self.streams.enter()
        except Refused:
            close(body)
            raise
        return Stream(body, self.streams.leave)
