"""Counts of crawlers' requests, which a process writes together."""

import atexit
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from threading import Lock
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from readership.crawlers import Crawler
from seo.models import CrawlerRequests

WRITE_INTERVAL_SECONDS = 30.0
RETENTION_PERIOD = timedelta(days=365)

# Day, name, kind and whether it was refused.
type Key = tuple[date, str, str, bool]

logger = logging.getLogger(__name__)


class CrawlerCounts:
    """Collects counts, and writes them with the first request after an interval and at the end.

    A killed process loses those since the last time.
    """

    def __init__(
        self, write: Callable[[Mapping[Key, int]], None], interval: float = WRITE_INTERVAL_SECONDS
    ) -> None:
        self.write = write
        self.interval = interval
        self.waiting: Counter[Key] = Counter()
        self.lock = Lock()
        self.due = monotonic() + interval

    def add(self, crawler: Crawler, *, is_refused: bool) -> None:
        """Count a request."""
        today = timezone.now().date()
        with self.lock:
            self.waiting[today, crawler.name, crawler.kind, is_refused] += 1
            is_due = monotonic() >= self.due
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Write what waits; it waits on where the database is away."""
        with self.lock:
            found, self.waiting = self.waiting, Counter()
            self.due = monotonic() + self.interval
        if not found:
            return
        try:
            self.write(found)
        except Exception:  # whatever failed, the counts wait for the next time
            logger.exception("The requests of crawlers could not be counted yet")
            with self.lock:
                self.waiting += found


@transaction.atomic
def write(found: Mapping[Key, int]) -> None:
    """Add counts to those of the days."""
    for (day, name, kind, is_refused), number in sorted(found.items()):
        row = CrawlerRequests.objects.filter(day=day, name=name)
        refused = number if is_refused else 0
        if not row.update(requests=F("requests") + number, refused=F("refused") + refused):
            CrawlerRequests.objects.bulk_create(
                [CrawlerRequests(day=day, name=name, kind=kind)], ignore_conflicts=True
            )
            row.update(requests=F("requests") + number, refused=F("refused") + refused)


def delete_old() -> None:
    """Delete the counts of days long ago."""
    long_ago = timezone.now().date() - RETENTION_PERIOD
    CrawlerRequests.objects.filter(day__lt=long_ago).delete()


counts = CrawlerCounts(write)
atexit.register(counts.flush)
