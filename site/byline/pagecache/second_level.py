"""The second level of the page cache: what is kept when a process ends, and shared by others.

Pages and fragments, on disk for the processes of a machine, or in Redis or Valkey where
`CACHE_URL` names one. A fault of either is a miss.
"""

from typing import Protocol

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from byline.pagecache.code_version import code_version
from byline.pagecache.disk_store import DiskStore
from byline.pagecache.stored_values import VALUE_MAX_BYTES, digest, pack, unpack

__all__ = ["DiskStore", "SecondLevel", "SharedStore", "code_version", "second_level"]

# The cache for pages in Django's setting: there is one where CACHE_URL is set.
SHARED_CACHE = "pages"
SHARED_SECONDS = 3600


class SecondLevel(Protocol):
    """Values by name, for as long as there is room."""

    def get(self, name: str) -> bytes | None:
        """Return a value; None where it is missing, damaged or cannot be read."""

    def put(self, name: str, value: bytes) -> None:
        """Store a value if that is possible; others read it whole or not at all."""


def second_level() -> SecondLevel | None:
    """Return the second level that the settings ask for.

    Call it when a server starts, before files of the project may change: see `code_version()`.
    """
    if settings.DEBUG or not settings.PAGE_CACHE or not settings.PAGE_CACHE_MEGABYTES:
        return None
    if not settings.PAGE_CACHE_DISK_MEGABYTES:
        return None
    if SHARED_CACHE in settings.CACHES:
        return SharedStore(caches[SHARED_CACHE], code_version())
    return DiskStore(
        settings.PAGE_CACHE_FOLDER,
        settings.PAGE_CACHE_DISK_MEGABYTES * 1024 * 1024,
        code_version(),
        free_bytes=settings.FREE_DISK_MIN_BYTES,
    )


class SharedStore:
    """Values in a cache of Django that all processes and machines share."""

    def __init__(self, cache: BaseCache, version: str = "") -> None:
        self.cache = cache
        self.version = version

    @property
    def is_away(self) -> bool:
        """Return whether memory of this process stands in for the server: see `byline.caches`."""
        return bool(getattr(self.cache, "is_away", False))

    def get(self, name: str) -> bytes | None:
        """Return a value that is not older than an hour."""
        if self.is_away:
            return None
        name = f"{self.version}:{name}"
        try:
            data = self.cache.get(digest(name))
        except Exception:  # a damaged pickle may raise anything
            return None
        return unpack(name, data) if isinstance(data, bytes) else None

    def put(self, name: str, value: bytes) -> None:
        """Store a value for an hour."""
        if not self.is_away and len(value) <= VALUE_MAX_BYTES:
            name = f"{self.version}:{name}"
            self.cache.set(digest(name), pack(name, value), SHARED_SECONDS)
