"""Hearing of what other processes changed."""

import logging
from threading import Thread
from time import monotonic, sleep

from django.db import Error, connection

from byline.pagecache import changes
from byline.pagecache.changes import EVERYTHING

# All in seconds.
ASK_EVERY = 0.2
# Numbers are given before changes are committed, so that a lower one may come after a higher.
OVERLAP = 10.0
# A process that was stopped for longer may have missed changes that are forgotten by now.
TOO_LONG = changes.KEPT_FOR.total_seconds() / 2

logger = logging.getLogger(__name__)


class Listener:
    """A thread that asks the database what changed, as long as the process lives."""

    def __init__(self) -> None:
        # Whether nothing can be known of changes: before the first answer, and while the
        # database is away.
        self.is_deaf = True
        self.asked_at = 0.0
        self.last = 0
        self.seen: dict[int, float] = {}
        self.thread: Thread | None = None

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
            sleep(ASK_EVERY)

    def fail(self, error: Exception) -> None:
        """Take note that nothing is heard."""
        if not self.is_deaf or not isinstance(error, Error):
            logger.warning("The page cache hears of no changes: %s", error)
        self.is_deaf = True
        connection.close()

    def ask(self) -> None:
        """Act on what changed since the last time."""
        now, newest = monotonic(), self.newest()
        # The numbers go back where a backup was restored.
        if not self.asked_at or now - self.asked_at > TOO_LONG or 0 < newest < self.last:
            self.begin(newest)
        for pk, tags in self.unheard() if newest > self.last else ():
            self.seen[pk] = now
            if pk in changes.written:
                changes.written.discard(pk)
            else:
                changes.hear(frozenset(tags.split()))
        for pk in [pk for pk, at in self.seen.items() if now - at > OVERLAP]:
            self.last = max(self.last, pk)
            del self.seen[pk]
        self.asked_at = now
        self.is_deaf = False

    def newest(self) -> int:
        """Return the number of the last change; 0 where none is remembered."""
        from byline.pagecache.models import Change

        return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def begin(self, newest: int) -> None:
        """Listen from now on: whatever changed before may have been missed."""
        self.last, self.seen = newest, {}
        changes.written.clear()
        changes.hear(frozenset({EVERYTHING}))

    def unheard(self) -> list[tuple[int, str]]:
        """Return the changes not heard of yet, in their order."""
        from byline.pagecache.models import Change

        rows = Change.objects.filter(pk__gt=self.last).order_by("pk")
        return [row for row in rows.values_list("pk", "tags") if row[0] not in self.seen]
