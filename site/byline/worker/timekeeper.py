"""Does what is due when it is due, beside a worker that is busy with a task."""

import logging
import time
from contextlib import suppress
from threading import Event, Thread

from django.db import Error, close_old_connections, connection

from byline.worker import clock
from byline.worker.lease import Turn

# All in seconds.
LOOK = 1
LOOK_AT_ALL = 20  # what no index tells at once
REST_AFTER_FAILURE = 5

logger = logging.getLogger(__name__)


class Timekeeper(Thread):
    """A thread of each worker; of all of them the one that has the turn acts."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(name="timekeeper", daemon=True)
        self.turn = Turn("clock", worker_id)
        self.is_over = Event()
        self.next_look = time.monotonic()
        self.failed: set[int] = set()  # tried again when all is looked at

    def run(self) -> None:
        """Look each second; while the database is away, wait for it."""
        rest = 0.0
        while not self.is_over.wait(rest):
            try:
                close_old_connections()
                if self.turn.ask():
                    self.act()
                rest = LOOK
            except Exception:  # whatever it is, the next look may go well
                logger.exception("The clock could not be looked at, and is again in a moment")
                rest = REST_AFTER_FAILURE
        with suppress(Error):
            self.turn.give_back()
        connection.close()

    def act(self) -> None:
        """Publish what is due; now and then, and when something expires, look at all."""
        now = time.monotonic()
        if now < self.next_look:
            self.failed |= clock.publish_what_is_due(but=self.failed, may_go_on=self.may_go_on)
            return
        self.failed = clock.do_what_is_due(may_go_on=self.may_go_on)
        self.next_look = now + min(LOOK_AT_ALL, clock.seconds_to_next_expiry() or LOOK_AT_ALL)

    def may_go_on(self) -> bool:
        """Tell whether the next of many is ours to do; a long row of them keeps the turn."""
        return not self.is_over.is_set() and self.turn.ask()

    def stop(self, patience: float) -> None:
        """End after what is being done, and wait for it so many seconds."""
        self.is_over.set()
        if self.is_alive():
            self.join(patience)
