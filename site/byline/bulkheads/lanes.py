"""A pool of threads for each kind of work."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from byline.bulkheads.database_timeouts import DatabaseTimeouts, this_thread
from byline.bulkheads.responses import Application, Environ, Refused, Response, call, close
from byline.bulkheads.slots import OTHER_QUEUE_SIZE, READ_QUEUE_SIZE, WRITE_QUEUE_SIZE, Slots

DOCUMENT_THREADS = 2


class LaneLimits(NamedTuple):
    """The limits of one kind of work. Without `seconds` a request has no timeout."""

    name: str
    threads: int
    queue_size: int
    seconds: float | None
    database: DatabaseTimeouts


def lane_limits(threads: int) -> list[LaneLimits]:
    """Return the lanes of a process that renders so many pages at once."""
    few = max(2, threads // 2)
    short, long = DatabaseTimeouts(10, 3), DatabaseTimeouts(45, 5)
    return [
        LaneLimits("pages", threads, READ_QUEUE_SIZE, 15, short),
        LaneLimits("desk", few, OTHER_QUEUE_SIZE, 60, long),
        # No timeout: a write that was given up may have been done.
        LaneLimits("writes", few, WRITE_QUEUE_SIZE, None, long),
        LaneLimits("saves", few, OTHER_QUEUE_SIZE, None, long),
        # Each reads a document in a process of its own, and decodes up to a hundred pictures.
        LaneLimits("documents", DOCUMENT_THREADS, OTHER_QUEUE_SIZE, None, long),
        # Each may wait for another site, and writes nothing.
        LaneLimits("embeds", few, OTHER_QUEUE_SIZE, 15, short),
        LaneLimits("files", few, READ_QUEUE_SIZE, 15, short),
    ]


class Lane:
    """The threads for one kind of work, each with its own connection to the database."""

    def __init__(self, limits: LaneLimits, wait_seconds: float) -> None:
        self.limits = limits
        self.slots = Slots(limits.threads, limits.queue_size, wait_seconds)
        self.threads = ThreadPoolExecutor(limits.threads, limits.name, initializer=self.begin)

    def begin(self) -> None:
        """Set the timeouts of this thread's queries: the pool calls it in each."""
        this_thread.timeouts = self.limits.database

    def run(self, application: Application, environ: Environ) -> Response:
        """Call an application in a thread. Raises Refused on a timeout or without a slot."""
        self.slots.acquire()
        try:
            # A copy: after a timeout the thread goes on with it.
            answer: Future[Response] = self.threads.submit(call, application, dict(environ))
        except BaseException:
            self.slots.release()
            raise
        answer.add_done_callback(lambda _: self.slots.release())
        try:
            return answer.result(self.limits.seconds)
        except TimeoutError as error:
            if answer.done():  # just now, or with a TimeoutError of its own
                return answer.result()
            answer.add_done_callback(close_late_response)
            raise Refused from error


def close_late_response(answer: "Future[Response]") -> None:
    """Close a response that came after the timeout."""
    if not answer.exception():
        close(answer.result().body)
