"""Hearing of what other processes changed."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Thread
from time import monotonic, sleep

from django.db import Error, connection

from byline.pagecache import changes
from byline.pagecache.changes import EVERYTHING

# All in seconds.
ASK_EVERY = 0.2
# A database that takes longer to answer hangs: nothing is known of changes meanwhile.
SILENCE = 5.0
# What could not be written is tried again: a database may be read, and take nothing.
WRITE_EVERY = 5.0
# Numbers are given before changes are committed, so that a lower one may come after a higher.
OVERLAP = 10.0
# A process that was stopped for longer may have missed changes that are forgotten by now.
TOO_LONG = changes.KEPT_FOR.total_seconds() / 2

logger = logging.getLogger(__name__)


class Listener:
    """A thread that asks the database what changed, as long as the process lives."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.has_failed = True
        self.asked_at = 0.0
        self.silence = SILENCE
        self.last = 0
        self.newest: tuple[int, datetime] | None = None
        self.seen: dict[int, float] = {}
        self.wrote_at = 0.0
        self.thread: Thread | None = None

    @property
    def is_disconnected(self) -> bool:
        """Tell whether nothing can be known of changes.

        Before the first answer, and while the database is away or hangs.
        """
        return self.has_failed or self.clock() - self.asked_at > self.silence

    def start(self) -> None:
        """Begin to listen, in the process that serves: a thread does not outlive a fork."""
        if self.thread is None:
            self.thread = Thread(target=self.run, name="page cache", daemon=True)
            self.thread.start()

    def run(self) -> None:
        """Listen until the process ends."""
        while True:
            try:
                self.ask()
            except Exception as error:  # whatever it is, the database may answer the next time
                self.fail(error)
                connection.close()  # the next one may work
            sleep(ASK_EVERY)

    def fail(self, error: Exception) -> None:
        """Take note that nothing is heard."""
        if not self.has_failed or not isinstance(error, Error):
            logger.warning("The page cache hears of no changes: %s", error)
        self.has_failed = True

    def ask(self) -> None:
        """Act on what changed since the last time."""
        now, newest = self.clock(), self.find_newest()
        number = newest[0] if newest else 0
        if not self.asked_at or now - self.asked_at > TOO_LONG or self.goes_back(newest):
            self.begin(number)
        self.newest = newest or self.newest
        for pk, tags in self.unheard() if number > self.last else ():
            self.seen[pk] = now
            if pk in changes.written:
                changes.written.discard(pk)
            else:
                changes.dispatch(frozenset(tags.split()))
        for pk in [pk for pk, at in self.seen.items() if now - at > OVERLAP]:
            self.last = max(self.last, pk)
            del self.seen[pk]
        self.asked_at = now
        self.has_failed = False
        if changes.unwritten and now - self.wrote_at > WRITE_EVERY:
            self.wrote_at = now
            changes.write_down()

    def find_newest(self) -> tuple[int, datetime] | None:
        """Return the number and the moment of the last change; None where none is remembered."""
        from byline.pagecache.models import Change

        return Change.objects.order_by("-pk").values_list("pk", "at").first()

    def goes_back(self, newest: tuple[int, datetime] | None) -> bool:
        """Tell whether a backup was restored: numbers are lower, or given a second time."""
        if newest is None:
            return False
        known = self.newest or newest
        return newest[0] < self.last or (newest != known and newest[0] <= known[0])

    def begin(self, newest: int) -> None:
        """Listen from now on: whatever changed before may have been missed."""
        self.last, self.seen = newest, {}
        changes.written.clear()
        changes.dispatch(frozenset({EVERYTHING}))

    def unheard(self) -> list[tuple[int, str]]:
        """Return the changes not heard of yet, in their order."""
        from byline.pagecache.models import Change

        rows = Change.objects.filter(pk__gt=self.last).order_by("pk")
        return [row for row in rows.values_list("pk", "tags") if row[0] not in self.seen]
