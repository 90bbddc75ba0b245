"""Calls of plugins: each with a time limit, and none for a while where too many have failed."""

import logging
from collections import defaultdict, deque
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic, perf_counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from byline.pagecache import stale_at
from byline.plugins.hookspecs import HOOKS
from byline.plugins.registry import bound_hooks
from byline.plugins.threads import run_in_thread

logger = logging.getLogger(__name__)

# So many failures within this time switch a plugin off for a while; a timeout counts as several.
FAILURES_LIMIT, FAILURES_WINDOW_SECONDS = 6, 60
TIMEOUT_FAILURES = 3
# At first; twice as long each time it fails again, up to the maximum.
PAUSE_SECONDS, PAUSE_MAX_SECONDS = 60, 3600
# A page without what a plugin failed to contribute is rendered again after this time.
RETRY_SECONDS = 30


@dataclass
class HookCalls:
    """The calls of one hook of a plugin in this process."""

    number: int = 0
    seconds: float = 0
    longest_seconds: float = 0
    failures: int = 0
    last_failure: str = ""
    last_failed_at: datetime | None = None


@dataclass
class PluginCalls:
    """The calls of a plugin in this process, and until when it is not called."""

    hooks: defaultdict[str, HookCalls] = field(default_factory=lambda: defaultdict(HookCalls))
    failed_at: deque[float] = field(default_factory=lambda: deque(maxlen=FAILURES_LIMIT))
    paused_until: float = 0
    pause_seconds: float = PAUSE_SECONDS
    lock: Lock = field(default_factory=Lock)

    @property
    def is_paused(self) -> bool:
        """Return whether it has failed too often."""
        return self.paused_until > monotonic()

    def count(self, hook: str, seconds: float) -> None:
        """Count a call."""
        with self.lock:
            calls = self.hooks[hook]
            calls.number += 1
            calls.seconds += seconds
            calls.longest_seconds = max(calls.longest_seconds, seconds)

    def count_failure(self, hook: str, reason: str, weight: int) -> bool:
        """Count a failure; return whether that paused the plugin."""
        now = monotonic()
        with self.lock:
            calls = self.hooks[hook]
            calls.failures += 1
            calls.last_failure, calls.last_failed_at = reason, datetime.now(UTC)
            self.failed_at.extend([now] * weight)
            recent = [at for at in self.failed_at if now - at < FAILURES_WINDOW_SECONDS]
            if len(recent) < FAILURES_LIMIT or self.is_paused:
                return False
            is_again = now - self.paused_until < self.pause_seconds
            self.pause_seconds = (
                min(self.pause_seconds * 2, PAUSE_MAX_SECONDS)
                if is_again and self.paused_until
                else PAUSE_SECONDS
            )
            self.paused_until = now + self.pause_seconds
            self.failed_at.clear()
            return True


calls_by_plugin: defaultdict[str, PluginCalls] = defaultdict(PluginCalls)
# The plugins that are switched off in the admin.
switched_off: set[str] = set()


def is_active(plugin: str) -> bool:
    """Return whether a plugin is called: neither switched off nor paused."""
    return plugin not in switched_off and not calls_by_plugin[plugin].is_paused


def attempt[T](
    plugin: str, hook: str, function: Callable[..., T | None], *args: Any, default: T | None = None
) -> T | None:
    """Call what a plugin contributed by a hook, and return its result.

    Returns the default where that fails, takes too long, or the plugin is not active. Within a
    transaction there is no time limit: another thread would not see what it has written.
    """
    if plugin in switched_off:
        return default
    calls = calls_by_plugin[plugin]
    if calls.is_paused:
        retry_soon()
        return default
    start = perf_counter()
    try:
        if connection.in_atomic_block:
            return copy_context().run(function, *args)
        # In the same context: what it depends on is recorded for the page.
        return run_in_thread(copy_context().run, function, *args, seconds=HOOKS[hook].seconds)
    except ValidationError as error:  # of what is stored, not of the plugin
        logger.info("Plugin %s refused a value: %s", plugin, error)
    except TimeoutError:
        note_failure(plugin, hook, f"took more than {HOOKS[hook].seconds:g} s", TIMEOUT_FAILURES)
    except Exception as error:  # a plugin may fail in any way, and costs its contribution only
        logger.warning("Plugin %s failed in the hook %s", plugin, hook, exc_info=True)
        note_failure(plugin, hook, repr(error)[:500], 1)
    finally:
        calls.count(hook, perf_counter() - start)
    return default


def note_failure(plugin: str, hook: str, reason: str, weight: int = 1) -> None:
    """Count a failure, and log what follows."""
    calls = calls_by_plugin[plugin]
    if calls.count_failure(hook, reason, weight):
        logger.error(
            "Plugin %s is not used for %d s: it failed too often, last in the hook %s: %s",
            *(plugin, calls.pause_seconds, hook, reason),
        )
    else:
        logger.warning("Plugin %s failed in the hook %s: %s", plugin, hook, reason)
    retry_soon()


def retry_soon() -> None:
    """Have a page that lacks what a plugin contributes rendered again."""
    stale_at(datetime.now(UTC) + timedelta(seconds=RETRY_SECONDS))


def notify(hook: str, **arguments: Any) -> None:
    """Call the plugins that act on an event."""
    for plugin, call in bound_hooks()[hook]:
        attempt(plugin, hook, lambda call=call: call(**arguments))
