"""A thread of each process: stores what was counted, and reads which plugins are switched off."""

import atexit
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic

from django.conf import settings
from django.db import connection

from byline.pagecache import changes
from byline.plugins import call_counts, switches
from byline.plugins.threads import CallLimitError, run_in_thread

# How long the first call of a plugin waits until it is known which ones are switched off.
FIRST_LOAD_SECONDS = 5.0
# How often that is read where the page cache does not say what has changed: within a second.
POLL_SECONDS = 0.5

logger = logging.getLogger(__name__)


class Background:
    """Begins with the first call of a plugin, and ends with the process.

    With an interval of 0 it does nothing.
    """

    def __init__(
        self, interval_seconds: float, write: Callable[[], bool] = call_counts.write
    ) -> None:
        self.interval_seconds = interval_seconds
        self.write = write
        self.has_begun = False
        self.is_loaded = False
        self.lock = Lock()
        self.wakeup = Event()
        self.is_stopping = Event()
        self.written_at = 0.0

    def begin(self) -> None:
        """Begin, unless it has."""
        if self.has_begun or not self.interval_seconds:
            return
        with self.lock:
            if self.has_begun:
                return
            with suppress(CallLimitError):  # in a thread: never in a transaction of the caller's
                self.is_loaded = run_in_thread("", switches.load, seconds=FIRST_LOAD_SECONDS)
            self.written_at = monotonic()
            self.thread = Thread(target=self.run, name="plugins", daemon=True)
            self.thread.start()
            atexit.register(self.close)
            self.has_begun = True

    def run(self) -> None:
        """Work until the process ends."""
        while not self.is_stopping.is_set():
            self.wakeup.wait(POLL_SECONDS)
            try:
                self.work()
            except Exception:  # whatever failed, it is tried again
                logger.exception("What plugins did is not stored")

    def work(self) -> None:
        """Read the switches unless changes of them are announced, and write what is due."""
        # A listener of the page cache has subscribed for the changes of other processes.
        if not self.is_loaded or not changes.subscribers:
            self.is_loaded = switches.load()
        now = monotonic()
        is_due = now - self.written_at >= self.interval_seconds
        if is_due or self.wakeup.is_set() or self.is_stopping.is_set():
            self.wakeup.clear()
            self.written_at = now
            self.write()
            connection.close()  # an idle thread holds no connection

    def wake(self) -> None:
        """Write soon: something has happened that people want to see."""
        self.wakeup.set()

    def close(self) -> None:
        """Write a last time. Called when the process exits."""
        self.is_stopping.set()
        self.wakeup.set()
        self.thread.join()


background = Background(settings.PLUGIN_CALLS_WRITE_INTERVAL_SECONDS)
