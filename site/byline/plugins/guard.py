"""Calls of plugins: each with a time limit, and none for a while where too many have failed."""

import logging
from collections.abc import Callable
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from byline.pagecache import stale_at
from byline.plugins.background import background
from byline.plugins.calls import TIMEOUT_FAILURES, calls_by_plugin
from byline.plugins.hookspecs import HOOKS
from byline.plugins.problems import text_of
from byline.plugins.registry import bound_hooks
from byline.plugins.switches import switched_off
from byline.plugins.threads import run_in_thread

logger = logging.getLogger(__name__)

# A page without what a plugin failed to contribute is rendered again after this time.
RETRY_SECONDS = 30


def is_switched_off(plugin: str) -> bool:
    """Return whether an administrator has switched a plugin off."""
    background.begin()
    return plugin in switched_off


def is_active(plugin: str) -> bool:
    """Return whether a plugin is called: neither switched off nor paused."""
    return not is_switched_off(plugin) and not calls_by_plugin[plugin].is_paused


def attempt[T](
    plugin: str, hook: str, function: Callable[..., T | None], *args: Any, default: T | None = None
) -> T | None:
    """Call what a plugin contributed by a hook, and return its result.

    Returns the default where that fails, takes too long, or the plugin is not active. Within a
    transaction there is no time limit: another thread would not see what it has written.
    """
    if is_switched_off(plugin):
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
        note_failure(plugin, hook, text_of(error))
    finally:
        calls.count(hook, perf_counter() - start)
    return default


def note_failure(plugin: str, hook: str, reason: str, weight: int = 1) -> None:
    """Count a failure, and log what follows."""
    calls = calls_by_plugin[plugin]
    if calls.count_failure(hook, reason, weight):
        background.wake()
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
