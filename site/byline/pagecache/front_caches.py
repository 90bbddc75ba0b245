"""Purging the caches in front of the site: Varnish, CDNs."""

import logging
import re
from collections.abc import Collection, Iterable
from itertools import batched
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from byline.bulkheads.responses import Environ
from byline.pagecache.cache_keys import Key
from byline.pagecache.change_log import EVERYTHING
from byline.pagecache.esi import resolves_includes

# Every purge is sent twice: a response that was under way at the first may be cached after it.
FLUSH_INTERVAL_SECONDS = 0.1
REPEAT_AFTER_SECONDS = 1.0
RETRY_AFTER_SECONDS = 5.0
REQUEST_TIMEOUT_SECONDS = 5.0
# Tags in one request; with more tags than the limit everything is purged.
PURGE_BATCH_SIZE = 100
PURGED_TAGS_LIMIT = 2000
# Tags that the VCL accepts; with any other, everything is purged.
VALID_TAG = re.compile(r"[a-z0-9:.-]+", re.ASCII)

logger = logging.getLogger(__name__)


class PurgeRequest(NamedTuple):
    """Tags and URLs to purge, and from when on, by `monotonic()`."""

    due: float
    tags: frozenset[str]
    urls: frozenset[str]


class VarnishBackend(BaseBackend):
    """Varnish with our VCL, which purges by tag and joins pages. `LOCATION` is its address."""

    # It takes `Surrogate-Capability` from what clients send: what comes with it is its own word.
    resolves_includes = True

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.location = params["LOCATION"]

    def purge(self, url: str) -> None:
        """Do nothing: Varnish purges by tag."""

    def purge_tags(self, tags: Collection[str]) -> None:
        """Purge pages that depend on any of the tags. Raises URLError."""
        are_valid = len(tags) <= PURGED_TAGS_LIMIT and all(map(VALID_TAG.fullmatch, tags))
        if EVERYTHING in tags or not are_valid:
            self.send({"Ban-All": "yes"})
            return
        for some in batched(sorted(tags), PURGE_BATCH_SIZE):
            self.send({"Ban-Tags": "|".join(some)})

    def send(self, headers: dict[str, str]) -> None:
        """Send one BAN request."""
        host = urlsplit(self.location).netloc
        request = Request(self.location, headers={"Host": host, **headers}, method="BAN")  # noqa: S310
        urlopen(request, timeout=REQUEST_TIMEOUT_SECONDS).close()  # noqa: S310 (the address is the operator's)


class FrontCaches:
    """The caches of the setting `WAGTAILFRONTENDCACHE`, purged by a thread."""

    def __init__(self) -> None:
        self.backends = list(get_backends().values())
        self.purge_requests: list[PurgeRequest] = []
        self.lock = Lock()
        self.thread: Thread | None = None

    def resolve_includes(self, environ: Environ) -> bool:
        """Return whether a request comes from one of them that joins pages with fragments."""
        has_any = any(getattr(backend, "resolves_includes", False) for backend in self.backends)
        return has_any and resolves_includes(environ)

    @property
    def purges_urls(self) -> bool:
        """Return whether any of them has no tags."""
        return not all(hasattr(backend, "purge_tags") for backend in self.backends)

    def start(self) -> None:
        """Start the thread, if there are any caches."""
        if self.backends and self.thread is None:
            self.thread = Thread(target=self.run, name="front caches", daemon=True)
            self.thread.start()

    def purge(self, tags: frozenset[str], keys: Iterable[Key]) -> None:
        """Queue a purge by tags, or by URLs for caches that have no tags."""
        if not self.backends:
            return
        now = monotonic()
        urls = frozenset(url_of(key) for key in keys)
        with self.lock:
            self.purge_requests += [
                PurgeRequest(now, tags, urls),
                PurgeRequest(now + REPEAT_AFTER_SECONDS, tags, urls),
            ]

    def run(self) -> None:
        """Send purges until the process ends."""
        while True:
            sleep(FLUSH_INTERVAL_SECONDS)
            self.flush(monotonic())

    def flush(self, now: float) -> None:
        """Send the purges that are due; those that fail are queued again."""
        with self.lock:
            due = [order for order in self.purge_requests if order.due <= now]
            self.purge_requests = [order for order in self.purge_requests if order.due > now]
        if not due:
            return
        tags = frozenset[str]().union(*(order.tags for order in due))
        urls = frozenset[str]().union(*(order.urls for order in due))
        failed = [backend for backend in self.backends if not purge_backend(backend, tags, urls)]
        if failed:
            with self.lock:
                self.purge_requests.append(PurgeRequest(now + RETRY_AFTER_SECONDS, tags, urls))


def purge_backend(backend: BaseBackend, tags: frozenset[str], urls: frozenset[str]) -> bool:
    """Purge one cache; return whether that succeeded."""
    try:
        if hasattr(backend, "purge_tags"):
            backend.purge_tags(tags)
        else:
            backend.purge_batch(sorted(urls))
    except Exception as error:  # whatever it is, the purge is tried again
        logger.warning("A front cache cannot be purged: %s", error)
        return False
    return True


def url_of(key: Key) -> str:
    """Return the URL of a cached page."""
    return f"{key.scheme}://{key.host}{key.path}{'?' if key.query else ''}{key.query}"
