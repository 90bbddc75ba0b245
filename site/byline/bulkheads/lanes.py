"""A pool of threads for each kind of work, with the timeouts of its queries."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import local
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from byline.bulkheads.responses import Application, Environ, Refused, Response, call, close
from byline.bulkheads.slots import OTHER_QUEUE_SIZE, READ_QUEUE_SIZE, WRITE_QUEUE_SIZE, Slots

DOCUMENT_THREADS = 2


class LaneLimits(NamedTuple):
    """The limits of one kind of work. Without `seconds` a request has no timeout."""

    name: str
    threads: int
    queue_size: int
    seconds: float | None
    statement_seconds: int
    lock_seconds: int


def lane_limits(threads: int) -> list[LaneLimits]:
    """Return the lanes of a process that renders so many pages at once."""
    few = max(2, threads // 2)
    return [
        LaneLimits("pages", threads, READ_QUEUE_SIZE, 15, 10, 3),
        LaneLimits("desk", few, OTHER_QUEUE_SIZE, 60, 45, 5),
        # No timeout: a write that was given up may have been done.
        LaneLimits("writes", few, WRITE_QUEUE_SIZE, None, 45, 5),
        LaneLimits("saves", few, OTHER_QUEUE_SIZE, None, 45, 5),
        # Each reads a document in a process of its own, and decodes up to a hundred pictures.
        LaneLimits("documents", DOCUMENT_THREADS, OTHER_QUEUE_SIZE, None, 45, 5),
        # Each may wait for another site, and writes nothing.
        LaneLimits("embeds", few, OTHER_QUEUE_SIZE, 15, 10, 3),
        LaneLimits("files", few, READ_QUEUE_SIZE, 15, 10, 3),
    ]


class Lane:
    """The threads for one kind of work, each with its own connection to the database."""

    def __init__(self, limits: LaneLimits, wait_seconds: float) -> None:
        self.limits = limits
        self.slots = Slots(limits.threads, limits.queue_size, wait_seconds)
        self.threads = ThreadPoolExecutor(limits.threads, limits.name, initializer=self.begin)

    def begin(self) -> None:
        """Set the limits of this thread: the pool calls it in each."""
        current_lane.limits = self.limits

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


class CurrentLane(local):
    """The limits of the lane that this thread belongs to."""

    limits: LaneLimits | None = None


current_lane = CurrentLane()


def set_database_timeouts(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Set the timeouts of this thread's lane on a new connection to the database."""
    if (limits := current_lane.limits) is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {limits.lock_seconds * 1000}")
        elif not connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:  # not behind a pooler
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false),"
                " set_config('lock_timeout', %s, false)",
                [f"{limits.statement_seconds}s", f"{limits.lock_seconds}s"],
            )
