"""Visits of this process that are not yet in the database."""

import atexit
import logging
from collections.abc import Callable, Iterable
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import connection

from readership.counting import ReadEvent, count

# While the database is away, so many visits wait for it; what comes on top is lost.
MAX_WAITING_VISITS = 100_000
# So many waiting visits are written at once.
FLUSH_SIZE = 500

logger = logging.getLogger(__name__)


class VisitBuffer:
    """Collects visits and writes them down every few seconds, and when the process ends.

    A process that is killed loses what it has collected since: at most `every` seconds of it
    (0: every visit is written at once).
    """

    def __init__(
        self,
        write: Callable[[Iterable[ReadEvent]], object],
        every: float,
        max_waiting: int = MAX_WAITING_VISITS,
    ) -> None:
        self.write = write
        self.every = every
        self.max_waiting = max_waiting
        self.visits: dict[tuple[str, int], ReadEvent] = {}
        self.lock = Lock()  # of `visits`
        self.write_lock = Lock()
        self.wakeup = Event()
        self.is_stopping = Event()
        self.thread: Thread | None = None

    def add(self, visit: ReadEvent) -> None:
        """Collect a visit; a repeat of one that waits costs nothing."""
        if not self.every:
            self.write([visit])
            return
        with self.lock:
            if len(self.visits) < self.max_waiting:
                self.visits.setdefault((visit.visitor, visit.story), visit)
            if self.thread is None:
                self.start()
            if len(self.visits) >= FLUSH_SIZE:
                self.wakeup.set()

    def start(self) -> None:
        """Start writing now and then, until the process ends."""
        self.thread = Thread(target=self.run, name="readership", daemon=True)
        self.thread.start()
        atexit.register(self.close)

    def run(self) -> None:
        """Write every few seconds, sooner where much has come, and once more at the end."""
        while not self.is_stopping.is_set():
            self.wakeup.wait(self.every)
            self.wakeup.clear()
            is_written = self.flush()
            connection.close()  # what is needed once in a while holds none of the database's
            if not is_written:
                self.is_stopping.wait(self.every)
        self.flush()
        connection.close()

    def flush(self) -> bool:
        """Write what was collected. What cannot be written now is kept; False then."""
        with self.write_lock:
            with self.lock:
                visits, self.visits = self.visits, {}
            try:
                self.write(visits.values())
            except Exception:  # whatever it is, the visits wait for better times
                logger.exception("The visits of %s readers could not be counted yet", len(visits))
                with self.lock:
                    self.visits = {**visits, **self.visits}
                return False
            return True

    def close(self) -> None:
        """Write what is left at the end of the process."""
        self.is_stopping.set()
        self.wakeup.set()
        if self.thread:
            self.thread.join()


buffer = VisitBuffer(count, settings.READERSHIP_WRITE_EVERY)
