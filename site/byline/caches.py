"""The cache that processes and machines share, with a fallback while it is away."""

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
# Another release may have written what this one cannot unpickle.
UNPICKLING_ERRORS = (pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError)


class Outage:
    """Whether a server has failed a moment ago, as this process knows it."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.until = 0.0
        self.is_logged = False
        self.lock = Lock()

    @property
    def is_active(self) -> bool:
        """Return whether the server is not used for now."""
        return self.clock() < self.until

    def begin(self, error: RedisError) -> None:
        """Do not use the server for a while; log that once."""
        with self.lock:
            self.until = self.clock() + RETRY_AFTER_SECONDS
            was_logged, self.is_logged = self.is_logged, True
        if not was_logged:
            # Not the message: it may have the address with the password.
            logger.warning(
                "The shared cache is away (%s); each process uses its own.", type(error).__name__
            )

    def end(self) -> None:
        """Log that the server is back, if it was away."""
        if self.is_logged:
            with self.lock:
                was_logged, self.is_logged = self.is_logged, False
            if was_logged:
                logger.warning("The shared cache is back.")


# By server: Django makes a cache for each thread.
outages_by_server: dict[str, Outage] = {}


def with_fallback(name: str) -> Callable[..., Any]:
    """Return a method that calls the server, or the local cache while that is away."""

    def call(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        return self.try_server(
            lambda: getattr(super(SharedCache, self), name)(*args, **kwargs),
            lambda: getattr(self.memory, name)(*args, **kwargs),
        )

    return call


class SharedCache(RedisCache):
    """Redis or Valkey; while it is away or slow, a cache in this process."""

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
        # The server limits its entries itself.
        options = {key: value for key, value in params.items() if key != "OPTIONS"}
        options["OPTIONS"] = {
            "socket_connect_timeout": SOCKET_TIMEOUT_SECONDS,
            "socket_timeout": SOCKET_TIMEOUT_SECONDS,
            "retry": Retry(NoBackoff(), 1),
            "health_check_interval": 30,
        }
        options["KEY_PREFIX"] = f"{params.get('KEY_PREFIX', '')}:{get_version()}"
        super().__init__(server, options)
        self.memory = LocMemCache(f"instead of {options['KEY_PREFIX']}", params)
        self.outage = outages_by_server.setdefault(server, Outage())

    @property
    def is_away(self) -> bool:
        """Return whether the local cache is used at the moment."""
        return self.outage.is_active

    def clear(self) -> None:
        """Delete the keys of this cache; other caches use the same server."""

        def clear() -> None:
            client = self._cache.get_client(write=True)
            for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
                client.delete(key)

        self.memory.clear()
        self.try_server(clear, lambda: None)

    def try_server[T](self, remote: Callable[[], T], local: Callable[[], T]) -> T:
        """Return the result of `remote()`, or of `local()` while the server is away."""
        if self.outage.is_active:
            return local()
        try:
            found = remote()
        except RedisError as error:
            self.outage.begin(error)
            return local()
        except UNPICKLING_ERRORS:
            return local()
        self.outage.end()
        return found
