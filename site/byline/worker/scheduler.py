"""A thread beside each worker that publishes and expires pages at their scheduled times."""

import logging
import time
from contextlib import suppress
from threading import Event, Thread

from django.db import Error, close_old_connections, connection

from byline.worker import scheduled_publishing
from byline.worker.leader_lease import LeaderLease

POLL_SECONDS = 1
FULL_SCAN_SECONDS = 20  # expiry dates, which have no index
RETRY_SECONDS = 5

logger = logging.getLogger(__name__)


class Scheduler(Thread):
    """The scheduler of a worker; only the one with the leader lease acts."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(name="scheduler", daemon=True)
        self.lease = LeaderLease("clock", worker_id)
        self.is_over = Event()
        self.next_look = time.monotonic()
        self.failed: set[int] = set()  # tried again when all is looked at

    def run(self) -> None:
        """Look each second; while the database is away, wait for it."""
        rest = 0.0
        while not self.is_over.wait(rest):
            try:
                close_old_connections()
                if self.lease.acquire():
                    self.act()
                rest = POLL_SECONDS
            except Exception:  # whatever it is, the next look may go well
                logger.exception("The clock could not be looked at, and is again in a moment")
                rest = RETRY_SECONDS
        with suppress(Error):
            self.lease.release()
        connection.close()

    def act(self) -> None:
        """Publish what is due; now and then, and when something expires, look at all."""
        now = time.monotonic()
        if now < self.next_look:
            self.failed |= scheduled_publishing.publish_due(
                but=self.failed, may_go_on=self.may_go_on
            )
            return
        self.failed = scheduled_publishing.publish_and_expire_due(may_go_on=self.may_go_on)
        self.next_look = now + min(
            FULL_SCAN_SECONDS, scheduled_publishing.seconds_to_next_expiry() or FULL_SCAN_SECONDS
        )

    def may_go_on(self) -> bool:
        """Return whether to go on with the next of many pages, renewing the lease."""
        return not self.is_over.is_set() and self.lease.acquire()

    def stop(self, patience: float) -> None:
        """End after what is being done, and wait for it so many seconds."""
        self.is_over.set()
        if self.is_alive():
            self.join(patience)
