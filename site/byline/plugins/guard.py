"""Calls of plugins: each with a time limit, and none for a while where too many have failed."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import partial
from queue import Full
from time import perf_counter
from typing import Any

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from byline.pagecache import stale_at
from byline.pagecache.recording import current
from byline.plugins.background import background
from byline.plugins.calls import (
    CLIENT_TIMEOUTS_LIMIT,
    TIMEOUT_FAILURES,
    VIEW_HOOKS,
    PluginCalls,
    calls_by_plugin,
)
from byline.plugins.contexts import in_this_context
from byline.plugins.event_queues import EVENTS_LIMIT, event_queues
from byline.plugins.hookspecs import HOOKS
from byline.plugins.problems import handled_fault, is_interrupt, text_of
from byline.plugins.registry import bound_hooks
from byline.plugins.switches import switched_off
from byline.plugins.threads import CallLimitError, NotBegunError, run_in_thread

logger = logging.getLogger(__name__)

# A page without what a plugin failed to contribute is rendered again after this time.
RETRY_SECONDS = 30


_missing: ContextVar[set[str] | None] = ContextVar("missing", default=None)


@contextmanager
def collect_missing() -> Iterator[set[str]]:
    """Collect the names of plugins that fail in the block, or are paused."""
    missing: set[str] = set()
    token = _missing.set(missing)
    try:
        yield missing
    finally:
        _missing.reset(token)


def is_switched_off(plugin: str) -> bool:
    """Return whether an administrator has switched a plugin off."""
    background.begin()
    return plugin in switched_off


def attempt[T](
    plugin: str, hook: str, function: Callable[..., T | None], *args: Any, default: T | None = None
) -> T | None:
    """Call what a plugin contributed by a hook, and return its result.

    Returns the default where that fails, takes too long, or the plugin is not active.
    """
    if is_switched_off(plugin):
        return default
    with handled_fault():  # it is noted
        try:
            return call(plugin, hook, function, *args, expected=(ValidationError,))
        except ValidationError as error:  # of what is stored, not of the plugin
            logger.info("Plugin %s refused a value: %s", plugin, text_of(error))
    return default


def call[T](
    plugin: str,
    hook: str,
    function: Callable[..., T],
    *args: Any,
    expected: tuple[type[Exception], ...] = (),
    client: str = "",
) -> T:
    """Call what a plugin contributed by a hook within its time limit, and count it.

    `client` is whose request for a page it is, if it is one. Raises CallLimitError where it takes
    too long or is paused, and what the function raises: a plugin may raise anything, such as
    SystemExit. That is a failure, unless it is expected.
    """
    calls = calls_by_plugin[plugin]
    if calls.budget_of(hook).is_paused:
        note_missing(plugin)
        raise CallLimitError("paused")
    if client and calls.timeouts_of(client) >= CLIENT_TIMEOUTS_LIMIT:
        raise CallLimitError("too many requests of the client took too long")
    start = perf_counter()
    try:
        return within_limits(plugin, hook, with_sound_text, function, *args)
    except expected:
        raise
    except CallLimitError as error:
        note_failure(plugin, hook, str(error), weight_of(error, calls, client))
        raise
    except BaseException as error:
        if not is_interrupt(error):
            note_failure(plugin, hook, text_of(error), error=error)
        raise
    finally:
        calls.count(hook, perf_counter() - start)


def weight_of(error: CallLimitError, calls: PluginCalls, client: str) -> int:
    """Return as how many failures a call counts that took too long, or was not begun."""
    if not client:
        return TIMEOUT_FAILURES
    return 0 if isinstance(error, NotBegunError) else calls.note_timeout_of(client)


def within_limits[T](plugin: str, hook: str, function: Callable[..., T], *args: Any) -> T:
    """Call a function in another thread, in the same context, for at most the time of the hook.

    Within a transaction there is no time limit: another thread would not see what it has written.
    There, a failed statement is rolled back to a savepoint.
    """
    if connection.in_atomic_block:
        caches.all()  # one that is made in the copied context would be lost with it
        with transaction.atomic():
            return copy_context().run(function, *args)
    page = current()
    # Of its own: a call that goes on after its time writes nothing into that of the page.
    part = page and page.for_part()
    act = in_this_context(part, function, *args)
    try:
        # Those of views count by themselves, as their failures do.
        owner = f"views of {plugin}" if hook in VIEW_HOOKS else plugin
        result: T = run_in_thread(owner, act, seconds=HOOKS[hook].seconds)
    except BaseException:
        if page and part:  # it may have loaded what others show
            page.add_dependencies(part)
        raise
    if page and part:
        page.add_part(part)
    return result


def with_sound_text[T](function: Callable[..., T], *args: Any) -> T:
    """Return the result of a function. Raises UnicodeEncodeError where no page can hold its text.

    A single surrogate would fail the whole page, when it is sent.
    """
    result = function(*args)
    check_text(result)
    return result


def check_text(value: object) -> None:
    """Check a text, and those in a collection of texts. Raises UnicodeEncodeError."""
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, Mapping):
        check_text([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            check_text(one)


def note_failure(
    plugin: str, hook: str, reason: str, weight: int = 1, *, error: BaseException | None = None
) -> None:
    """Count a failure, and log it with what follows."""
    calls = calls_by_plugin[plugin]
    if calls.count_failure(hook, reason, weight):
        background.wake()
        logger.error(
            "Plugin %s is not used for %d s: it failed too often, last in the hook %s: %s",
            *(plugin, calls.budget_of(hook).pause_seconds, hook, reason),
            exc_info=error,
        )
    else:
        logger.warning("Plugin %s failed in the hook %s: %s", plugin, hook, reason, exc_info=error)
    note_missing(plugin)


def note_missing(plugin: str) -> None:
    """Have a page that lacks what a plugin contributes rendered again."""
    if (missing := _missing.get()) is not None:
        missing.add(plugin)
    stale_at(datetime.now(UTC) + timedelta(seconds=RETRY_SECONDS))


def notify(hook: str, **arguments: Any) -> None:
    """Have plugins act on an event in the background, each after the events before it.

    Within a transaction, as in a test, they act at once.
    """
    for plugin, act in bound_hooks()[hook]:
        # Copies: the caller goes on with its own.
        own = {name: copy(value) for name, value in arguments.items()}
        do = partial(attempt, plugin, hook, partial(act, **own))
        if connection.in_atomic_block:
            do()
            continue
        try:
            event_queues[plugin].add(in_this_context(None, do), HOOKS[hook].seconds)
        except Full:
            note_failure(plugin, hook, f"{EVENTS_LIMIT} events wait already")
