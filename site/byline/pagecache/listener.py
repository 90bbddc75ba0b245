"""Reading the changes of other processes from the database."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Thread
from time import monotonic, sleep, time

from django.db import Error, connection

from byline.pagecache import changes
from byline.pagecache.change_log import CHANGE_RETENTION, EVERYTHING

POLL_SECONDS = 0.2
# Without a successful poll for so long, a process serves nothing it cannot validate.
DISCONNECTED_AFTER_SECONDS = 5.0
# How often unwritten changes are tried again: a database may be read-only for a while.
WRITE_RETRY_SECONDS = 5.0
# Ids are assigned before the commit, so a lower one may appear after a higher one.
OVERLAP_SECONDS = 10.0
# A process that was suspended for longer may have missed changes that are deleted by now.
MAX_PAUSE_SECONDS = CHANGE_RETENTION.total_seconds() / 2

logger = logging.getLogger(__name__)


class Listener:
    """A thread that polls the table of changes."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.has_failed = True
        self.polled_at = 0.0
        self.silence = DISCONNECTED_AFTER_SECONDS
        self.last = 0
        self.newest: tuple[int, datetime] | None = None
        self.seen: dict[int, float] = {}
        self.wrote_at = 0.0
        self.thread: Thread | None = None

    @property
    def is_disconnected(self) -> bool:
        """Return whether changes cannot be read.

        Before the first poll, and while the database is away or hangs.
        """
        return self.has_failed or self.clock() - self.polled_at > self.silence

    @property
    def last_known(self) -> int:
        """The id of a change up to which every one was read, none being still to come."""
        number = self.last
        while number + 1 in self.seen:
            number += 1
        return number

    def start(self) -> None:
        """Start the thread, in the process that serves: a thread does not outlive a fork."""
        if self.thread is None:
            self.thread = Thread(target=self.run, name="page cache", daemon=True)
            self.thread.start()

    def run(self) -> None:
        """Poll until the process ends."""
        while True:
            try:
                self.poll()
            except Exception as error:  # whatever it is, the next poll may succeed
                self.fail(error)
                connection.close()  # the next one may work
            sleep(POLL_SECONDS)

    def fail(self, error: Exception) -> None:
        """Log that changes cannot be read, once."""
        if not self.has_failed or not isinstance(error, Error):
            logger.warning("The page cache cannot read changes: %s", error)
        self.has_failed = True

    def poll(self) -> None:
        """Dispatch the changes since the last poll."""
        now, newest = self.clock(), self.find_newest()
        number = newest[0] if newest else 0
        if self.was_restored(newest):
            self.restart(number, valid_from=time())
        elif not self.polled_at or now - self.polled_at > MAX_PAUSE_SECONDS:
            self.restart(number)
        self.newest = newest or self.newest
        for pk, tags in self.new_changes() if number > self.last else ():
            self.seen[pk] = now
            changes.change_log.add(tags.split(), pk)
            if pk in changes.written:
                changes.written.discard(pk)
            else:
                changes.dispatch(frozenset(tags.split()))
        for pk in [pk for pk, at in self.seen.items() if now - at > OVERLAP_SECONDS]:
            self.last = max(self.last, pk)
            del self.seen[pk]
        self.polled_at = now
        self.has_failed = False
        if changes.unwritten and now - self.wrote_at > WRITE_RETRY_SECONDS:
            self.wrote_at = now
            changes.write_pending_changes()

    def find_newest(self) -> tuple[int, datetime] | None:
        """Return the id and the time of the last change; None where the table is empty."""
        from byline.pagecache.models import Change  # noqa: PLC0415 - apps may not be ready yet

        return Change.objects.order_by("-pk").values_list("pk", "at").first()

    def was_restored(self, newest: tuple[int, datetime] | None) -> bool:
        """Return whether a backup was restored: ids are lower, or assigned a second time."""
        if newest is None:
            return False
        known = self.newest or newest
        return newest[0] < self.last or (newest != known and newest[0] <= known[0])

    def restart(self, newest: int, *, valid_from: float = 0) -> None:
        """Read changes from now on, and invalidate everything: some may have been missed."""
        self.last, self.seen = newest, {}
        changes.written.clear()
        rows = [row for row in self.rows_after(0) if row[0] <= newest]
        changes.change_log.reset(rows, valid_from=valid_from)
        changes.dispatch(frozenset({EVERYTHING}))

    def new_changes(self) -> list[tuple[int, str]]:
        """Return ids and tags of the changes that were not dispatched yet, in order."""
        return [row for row in self.rows_after(self.last) if row[0] not in self.seen]

    def rows_after(self, number: int) -> list[tuple[int, str]]:
        """Return ids and tags of the changes after one, in order."""
        from byline.pagecache.models import Change  # noqa: PLC0415 - apps may not be ready yet

        return [*Change.objects.filter(pk__gt=number).order_by("pk").values_list("pk", "tags")]
