"""One of many workers has its turn, keeps it while it lives, and loses it soon after it died."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from byline.worker.models import Lease

# Both in seconds.
LASTS = 30
RENEW_AFTER = 10

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Turn:
    """What one worker knows of its turn. The database's clock counts, not the machine's."""

    def __init__(self, name: str, holder: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self.holder, self.clock = name, holder, clock
        self.taken = float("-inf")

    @property
    def is_held(self) -> bool:
        """Tell whether it is ours, without asking: nobody else has it yet."""
        return self.clock() - self.taken < LASTS

    def ask(self) -> bool:
        """Tell whether it is ours; take it if it is free, renew it in good time."""
        now = self.clock()
        if now - self.taken < RENEW_AFTER:
            return True
        # Nothing is written while somebody else has it.
        if Lease.objects.filter(~self.is_free(), name=self.name).exists():
            self.taken = float("-inf")
        else:
            self.taken = now if self.take() else float("-inf")
        return self.is_held

    def is_free(self) -> Q:
        """Return what holds of a lease that we may take."""
        return Q(holder=self.holder) | Q(until__lt=Now())

    def take(self) -> bool:
        """Take it, unless somebody was faster."""
        nobodys = Lease(name=self.name, holder="", until=LONG_AGO)
        Lease.objects.bulk_create([nobodys], ignore_conflicts=True)
        free = Lease.objects.filter(self.is_free(), name=self.name)
        return bool(free.update(holder=self.holder, until=Now() + timedelta(seconds=LASTS)))

    def give_back(self) -> None:
        """Let others have it at once."""
        if self.is_held:
            Lease.objects.filter(name=self.name, holder=self.holder).update(until=LONG_AGO)
            self.taken = float("-inf")
