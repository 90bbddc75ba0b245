"""Leader election among workers: a row in the database that one of them holds and renews."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from byline.worker.models import Lease

LEASE_SECONDS = 30
RENEW_AFTER_SECONDS = 10

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class LeaderLease:
    """A lease as one worker knows it. Times are those of the database, not of the machine."""

    def __init__(self, name: str, holder: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self.holder, self.clock = name, holder, clock
        self.taken = float("-inf")

    @property
    def is_held(self) -> bool:
        """Whether this worker holds the lease, without a query."""
        return self.clock() - self.taken < LEASE_SECONDS

    def acquire(self) -> bool:
        """Acquire the lease if it is free, or renew it; return whether this worker holds it."""
        now = self.clock()
        if now - self.taken < RENEW_AFTER_SECONDS:
            return True
        # No write while another worker holds it.
        if Lease.objects.filter(~self.is_free(), name=self.name).exists():
            self.taken = float("-inf")
        else:
            self.taken = now if self.take() else float("-inf")
        return self.is_held

    def is_free(self) -> Q:
        """Return the condition that the lease is expired or held by this worker."""
        return Q(holder=self.holder) | Q(until__lt=Now())

    def take(self) -> bool:
        """Write this worker as holder; return whether that succeeded."""
        expired = Lease(name=self.name, holder="", until=LONG_AGO)
        Lease.objects.bulk_create([expired], ignore_conflicts=True)
        free = Lease.objects.filter(self.is_free(), name=self.name)
        return bool(free.update(holder=self.holder, until=Now() + timedelta(seconds=LEASE_SECONDS)))

    def release(self) -> None:
        """Expire the lease, so that another worker acquires it without a delay."""
        if self.is_held:
            Lease.objects.filter(name=self.name, holder=self.holder).update(until=LONG_AGO)
            self.taken = float("-inf")
