"""The calls of plugins in this process: how many, how long, how many failed."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any

# So many failures within this time switch a plugin off for a while; a timeout counts as several.
FAILURES_LIMIT, FAILURES_WINDOW_SECONDS = 6, 60
TIMEOUT_FAILURES = 3
# A client of a page whose requests took too long so often within that time gets no further one.
CLIENT_TIMEOUTS_LIMIT = 2
# At first; twice as long each time it fails again, up to the maximum.
PAUSE_SECONDS, PAUSE_MAX_SECONDS = 60, 3600
REASON_MAX_LENGTH = 500
# What anybody may request has a budget of its own: no request has the rest of a plugin paused.
VIEW_HOOKS = frozenset({"urls", "fragments"})


@dataclass
class HookCalls:
    """The calls of one hook of a plugin in this process."""

    number: int = 0
    seconds: float = 0
    longest_seconds: float = 0
    failures: int = 0
    last_failure: str = ""
    last_failed_at: datetime | None = None

    def add(self, earlier: Any) -> None:
        """Add earlier calls: of this process, or a row of the database."""
        self.number += earlier.number
        self.seconds += earlier.seconds
        self.longest_seconds = max(self.longest_seconds, earlier.longest_seconds)
        self.failures += earlier.failures
        if not self.last_failed_at:
            self.last_failure, self.last_failed_at = earlier.last_failure, earlier.last_failed_at


@dataclass(frozen=True)
class Pause:
    """Until when a plugin is not called, and why."""

    until: datetime
    reason: str


@dataclass
class FailureBudget:
    """The latest failures of some hooks of a plugin, and until when these are not called."""

    failed_at: deque[float] = field(default_factory=lambda: deque(maxlen=FAILURES_LIMIT))
    paused_until: float = 0
    pause_seconds: float = PAUSE_SECONDS

    @property
    def is_paused(self) -> bool:
        """Whether there were too many."""
        return self.paused_until > monotonic()

    def spend(self, weight: int) -> bool:
        """Note a failure; return whether a pause begins with it."""
        now = monotonic()
        self.failed_at.extend([now] * weight)
        recent = [at for at in self.failed_at if now - at < FAILURES_WINDOW_SECONDS]
        if len(recent) < FAILURES_LIMIT or self.is_paused:
            return False
        is_again = self.paused_until and now - self.paused_until < self.pause_seconds
        self.pause_seconds = (
            min(self.pause_seconds * 2, PAUSE_MAX_SECONDS) if is_again else PAUSE_SECONDS
        )
        self.paused_until = now + self.pause_seconds
        self.failed_at.clear()
        return True


@dataclass
class PluginCalls:
    """The calls of a plugin in this process, and until when it is not called."""

    hooks: defaultdict[str, HookCalls] = field(default_factory=lambda: defaultdict(HookCalls))
    budget: FailureBudget = field(default_factory=FailureBudget)
    views_budget: FailureBudget = field(default_factory=FailureBudget)
    # The clients whose requests for a page took too long, and when.
    slow_requests: deque[tuple[str, float]] = field(
        default_factory=lambda: deque(maxlen=FAILURES_LIMIT * CLIENT_TIMEOUTS_LIMIT)
    )
    # A pause that is not yet stored for the other processes.
    new_pause: Pause | None = None
    lock: Lock = field(default_factory=Lock)

    def budget_of(self, hook: str) -> FailureBudget:
        """Return the budget that a hook shares with others."""
        return self.views_budget if hook in VIEW_HOOKS else self.budget

    def timeouts_of(self, client: str) -> int:
        """Return how many requests of a client took too long in the last time."""
        since = monotonic() - FAILURES_WINDOW_SECONDS
        return sum(who == client and at > since for who, at in [*self.slow_requests])

    def note_timeout_of(self, client: str) -> int:
        """Note a request that took too long; return as how many failures it counts.

        As one for each client: a few of them must not have a page paused for all.
        """
        is_first = not self.timeouts_of(client)
        self.slow_requests.append((client, monotonic()))
        return int(is_first)

    def count(self, hook: str, seconds: float) -> None:
        """Count a call."""
        with self.lock:
            calls = self.hooks[hook]
            calls.number += 1
            calls.seconds += seconds
            calls.longest_seconds = max(calls.longest_seconds, seconds)

    def count_failure(self, hook: str, reason: str, weight: int) -> bool:
        """Count a failure; return whether that began a pause."""
        reason, budget = storable(reason), self.budget_of(hook)
        with self.lock:
            calls = self.hooks[hook]
            calls.failures += 1
            calls.last_failure, calls.last_failed_at = reason, datetime.now(UTC)
            if not budget.spend(weight):
                return False
            until = datetime.now(UTC) + timedelta(seconds=budget.pause_seconds)
            self.new_pause = Pause(until, storable(f"{hook}: {reason}"))
            return True

    def resume(self) -> None:
        """Call the plugin again."""
        with self.lock:
            self.budget, self.views_budget = FailureBudget(), FailureBudget()
            self.slow_requests.clear()
            self.new_pause = None

    def take(self) -> dict[str, HookCalls]:
        """Return what was counted by hook, and begin again with nothing."""
        with self.lock:
            taken, self.hooks = self.hooks, defaultdict(HookCalls)
        return taken

    def put_back(self, taken: dict[str, HookCalls]) -> None:
        """Count once more what could not be stored."""
        with self.lock:
            for hook, calls in taken.items():
                self.hooks[hook].add(calls)


def storable(text: str) -> str:
    """Return a text as every database stores it."""
    return text.encode(errors="replace").decode().replace("\0", "")[:REASON_MAX_LENGTH]


calls_by_plugin: defaultdict[str, PluginCalls] = defaultdict(PluginCalls)
