"""The cache that processes and machines share, and what is done while it is away."""

import logging
import pickle
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from django import get_version
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

SOCKET_TIMEOUT_SECONDS = 0.5  # to connect, and for each answer
RETRY_AFTER_SECONDS = 5  # a page has several commands
# What another release has written may not be readable by this one.
UNPICKLING_ERRORS = (pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError)


class Outage:
    """What is known in this process of whether a server answers."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.until = 0.0
        self.is_told = False
        self.lock = Lock()

    @property
    def is_on(self) -> bool:
        """Tell whether it failed a moment ago."""
        return self.clock() < self.until

    def begin(self, error: RedisError) -> None:
        """Leave the server alone for a while; say so once."""
        with self.lock:
            self.until = self.clock() + RETRY_AFTER_SECONDS
            was_told, self.is_told = self.is_told, True
        if not was_told:
            # Not its words: they may hold the address, and that the password.
            logger.warning(
                "The shared cache is away (%s); each process uses its own.", type(error).__name__
            )

    def end(self) -> None:
        """Say that it is back, if it was away."""
        if self.is_told:
            with self.lock:
                was_told, self.is_told = self.is_told, False
            if was_told:
                logger.warning("The shared cache is back.")


# By server. Django makes a cache for each thread; what they know of a server is the same.
outages_by_server: dict[str, Outage] = {}


def with_fallback(name: str) -> Callable[..., Any]:
    """Return a method that asks the server, or where that is away, the memory."""

    def ask(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        return self.first(
            lambda: getattr(super(SharedCache, self), name)(*args, **kwargs),
            lambda: getattr(self.memory, name)(*args, **kwargs),
        )

    return ask


class SharedCache(RedisCache):
    """Redis or Valkey; while it is away or slow, the memory of this process."""

    add = with_fallback("add")
    get = with_fallback("get")
    set = with_fallback("set")
    touch = with_fallback("touch")
    delete = with_fallback("delete")
    incr = with_fallback("incr")
    has_key = with_fallback("has_key")
    get_many = with_fallback("get_many")
    set_many = with_fallback("set_many")
    delete_many = with_fallback("delete_many")

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # The number of entries is the server's own to limit.
        there = {key: value for key, value in params.items() if key != "OPTIONS"}
        there["OPTIONS"] = {
            "socket_connect_timeout": SOCKET_TIMEOUT_SECONDS,
            "socket_timeout": SOCKET_TIMEOUT_SECONDS,
            "retry": Retry(NoBackoff(), 1),
            "health_check_interval": 30,
        }
        there["KEY_PREFIX"] = f"{params.get('KEY_PREFIX', '')}:{get_version()}"
        super().__init__(server, there)
        self.memory = LocMemCache(f"instead of {there['KEY_PREFIX']}", params)
        self.outage = outages_by_server.setdefault(server, Outage())

    @property
    def is_away(self) -> bool:
        """Tell whether the memory of this process is used instead, at the moment."""
        return self.outage.is_on

    def clear(self) -> None:
        """Drop what is this cache's; others have theirs on the same server."""

        def clear() -> None:
            client = self._cache.get_client(write=True)
            for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
                client.delete(key)

        self.memory.clear()
        self.first(clear, lambda: None)

    def first[T](self, there: Callable[[], T], here: Callable[[], T]) -> T:
        """Return what the server says, or where it says nothing, the memory."""
        if self.outage.is_on:
            return here()
        try:
            found = there()
        except RedisError as error:
            self.outage.begin(error)
            return here()
        except UNPICKLING_ERRORS:
            return here()
        self.outage.end()
        return found
