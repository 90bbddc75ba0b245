"""Threads for each kind of work, and what the database may take for it."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import local
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from byline.bulkheads.responses import Application, Environ, Refused, Response, call, close
from byline.bulkheads.slots import OTHERS_WAITING, READERS_WAITING, WRITERS_WAITING, Places


class Kind(NamedTuple):
    """A kind of work; of what it may take the numbers are seconds."""

    name: str
    threads: int
    waiting: int
    longest: float | None
    statement: int
    lock: int


def kinds(threads: int) -> list[Kind]:
    """Return how the work of a process is divided that renders so many pages at once."""
    few = max(2, threads // 2)
    return [
        Kind("pages", threads, READERS_WAITING, longest=15, statement=10, lock=3),
        Kind("desk", few, OTHERS_WAITING, longest=60, statement=45, lock=5),
        # What writes is never given up: it may be done.
        Kind("writes", few, WRITERS_WAITING, longest=None, statement=45, lock=5),
        Kind("saves", few, OTHERS_WAITING, longest=None, statement=45, lock=5),
        Kind("files", few, READERS_WAITING, longest=15, statement=10, lock=3),
    ]


class Lane:
    """The threads for a kind of work, each with its own connection to the database."""

    def __init__(self, kind: Kind, patience: float) -> None:
        self.kind = kind
        self.places = Places(kind.threads, kind.waiting, patience)
        self.threads = ThreadPoolExecutor(kind.threads, kind.name, initializer=self.begin)

    def begin(self) -> None:
        """Have the database know what kind of work this thread does."""
        here.kind = self.kind

    def do(self, application: Application, environ: Environ) -> Response:
        """Return what is answered. Raises Refused where that takes too long."""
        self.places.enter()
        try:
            # With a copy of its own: an answer that is given up goes on with it.
            answer: Future[Response] = self.threads.submit(call, application, dict(environ))
        except BaseException:
            self.places.leave()
            raise
        answer.add_done_callback(lambda _: self.places.leave())
        try:
            return answer.result(self.kind.longest)
        except TimeoutError as error:
            if answer.done():  # this moment, or by an error of this kind
                return answer.result()
            answer.add_done_callback(close_late)
            raise Refused from error


def close_late(answer: "Future[Response]") -> None:
    """Close an answer that nobody waits for any more."""
    if not answer.exception():
        close(answer.result().body)


class Here(local):
    """What kind of work a thread does."""

    kind: Kind | None = None


here = Here()


def limit(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Have the database give up what takes too long for the kind of work of this thread."""
    if here.kind is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {here.kind.lock * 1000}")
        elif not connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:  # not a pooler's
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false),"
                " set_config('lock_timeout', %s, false)",
                [f"{here.kind.statement}s", f"{here.kind.lock}s"],
            )
