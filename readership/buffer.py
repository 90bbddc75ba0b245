"""A write-behind buffer for the visits of this process."""

import atexit
import logging
from collections.abc import Callable, Hashable, Iterable
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import connection

from readership.counting import ReadEvent, count
from readership.plugin_events import tell_shown

# Visits above this are dropped while the database is unavailable.
MAX_WAITING_VISITS = 100_000
# The number of waiting visits that triggers a flush before its time.
FLUSH_VISITS_COUNT = 500

logger = logging.getLogger(__name__)


class VisitBuffer:
    """Collects visits and writes them at intervals and when the process exits.

    Of visits with the same key one waits. With an interval of 0 each visit is written at once. A
    killed process loses the visits since the last flush.
    """

    def __init__(
        self,
        write: Callable[[Iterable[ReadEvent]], object],
        interval_seconds: float,
        max_waiting: int = MAX_WAITING_VISITS,
        key: Callable[[ReadEvent], Hashable] = lambda visit: (visit.visitor, visit.story),
    ) -> None:
        self.write = write
        self.key = key
        self.interval_seconds = interval_seconds
        self.max_waiting = max_waiting
        self.visits: dict[Hashable, ReadEvent] = {}
        self.lock = Lock()  # of `visits`
        self.write_lock = Lock()
        self.wakeup = Event()
        self.is_stopping = Event()
        self.thread: Thread | None = None

    def add(self, visit: ReadEvent) -> None:
        """Add a visit, unless one with its key is waiting."""
        if not self.interval_seconds:
            self.write([visit])
            return
        with self.lock:
            if len(self.visits) < self.max_waiting:
                self.visits.setdefault(self.key(visit), visit)
            if self.thread is None:
                self.start()
            if len(self.visits) >= FLUSH_VISITS_COUNT:
                self.wakeup.set()

    def start(self) -> None:
        """Start the writing thread."""
        self.thread = Thread(target=self.run, name="readership", daemon=True)
        self.thread.start()
        atexit.register(self.close)

    def run(self) -> None:
        """Flush at intervals, sooner at `FLUSH_VISITS_COUNT`, and a last time on close."""
        while not self.is_stopping.is_set():
            self.wakeup.wait(self.interval_seconds)
            self.wakeup.clear()
            is_written = self.flush()
            connection.close()  # an idle thread holds no connection
            if not is_written:
                self.is_stopping.wait(self.interval_seconds)
        self.flush()
        connection.close()

    def flush(self) -> bool:
        """Write the waiting visits. Return False if they have to wait for the next flush."""
        with self.write_lock:
            with self.lock:
                visits, self.visits = self.visits, {}
            try:
                self.write(visits.values())
            except Exception:  # whatever failed, the visits wait for the next flush
                logger.exception("The visits of %s readers could not be counted yet", len(visits))
                with self.lock:
                    self.visits = {**visits, **self.visits}
                return False
            return True

    def close(self) -> None:
        """Flush and stop the thread. Called when the process exits."""
        self.is_stopping.set()
        self.wakeup.set()
        if self.thread:
            self.thread.join()


buffer = VisitBuffer(count, settings.READERSHIP_WRITE_INTERVAL_SECONDS)
# Who sees a headline again counts again, but not at each write.
shown_buffer = VisitBuffer(
    tell_shown,
    settings.READERSHIP_WRITE_INTERVAL_SECONDS,
    key=lambda visit: (visit.visitor, visit.story, visit.source),
)
