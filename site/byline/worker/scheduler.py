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
        self.next_full_scan = time.monotonic()
        self.failed: set[int] = set()  # tried again at the next full scan

    def run(self) -> None:
        """Poll each second; while the database is away, wait for it."""
        pause = 0.0
        while not self.is_over.wait(pause):
            try:
                close_old_connections()
                if self.lease.acquire():
                    self.act()
                pause = POLL_SECONDS
            except Exception:  # whatever it is, the next poll may succeed
                logger.exception("The clock could not be looked at, and is again in a moment")
                pause = RETRY_SECONDS
        with suppress(Error):
            self.lease.release()
        connection.close()

    def act(self) -> None:
        """Publish what is due; at intervals, and when something expires, do a full scan."""
        now = time.monotonic()
        if now < self.next_full_scan:
            self.failed |= scheduled_publishing.publish_due(
                but=self.failed, may_go_on=self.may_go_on
            )
            return
        self.failed = scheduled_publishing.publish_and_expire_due(may_go_on=self.may_go_on)
        self.next_full_scan = now + min(
            FULL_SCAN_SECONDS, scheduled_publishing.seconds_to_next_expiry() or FULL_SCAN_SECONDS
        )

    def may_go_on(self) -> bool:
        """Return whether to go on with the next of many pages, renewing the lease."""
        return not self.is_over.is_set() and self.lease.acquire()

    def stop(self, timeout_seconds: float) -> None:
        """End after the current page, and wait for that."""
        self.is_over.set()
        if self.is_alive():
            self.join(timeout_seconds)
