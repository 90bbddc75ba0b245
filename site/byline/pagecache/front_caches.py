"""Telling caches in front of the site what is not to be shown any more."""

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

from byline.pagecache.cache_keys import Key
from byline.pagecache.changes import EVERYTHING

# All in seconds. What is on its way while a cache is told may arrive after it: so all is said
# twice.
TELL_EVERY = 0.1
AGAIN = 1.0
RETRY = 5.0
TIMEOUT = 5.0
# Told in one request, and at most before it is simpler to say everything.
TAGS_AT_ONCE = 100
MOST_TAGS = 2000
# What the VCL takes for tags; of others it is said that everything changed.
FIT = re.compile(r"[a-z0-9:.-]+", re.ASCII)

logger = logging.getLogger(__name__)


class PurgeRequest(NamedTuple):
    """What is to be said, and from when on."""

    due: float
    tags: frozenset[str]
    urls: frozenset[str]


class VarnishBackend(BaseBackend):
    """Varnish with our VCL, which finds pages by what they show. `LOCATION` is its address."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.location = params["LOCATION"]

    def purge(self, url: str) -> None:
        """Do without: pages go by what they show."""

    def purge_tags(self, tags: Collection[str]) -> None:
        """Have pages taken out that depend on any of the tags. Raises URLError."""
        if EVERYTHING in tags or len(tags) > MOST_TAGS or not all(map(FIT.fullmatch, tags)):
            self.send({"Ban-All": "yes"})
            return
        for some in batched(sorted(tags), TAGS_AT_ONCE):
            self.send({"Ban-Tags": "|".join(some)})

    def send(self, headers: dict[str, str]) -> None:
        """Send one request."""
        host = urlsplit(self.location).netloc
        request = Request(self.location, headers={"Host": host, **headers}, method="BAN")  # noqa: S310
        urlopen(request, timeout=TIMEOUT).close()  # noqa: S310 (the address is the operator's)


class FrontCaches:
    """The caches of the setting `WAGTAILFRONTENDCACHE`, told by a thread of their own."""

    def __init__(self) -> None:
        self.backends = list(get_backends().values())
        self.purge_requests: list[PurgeRequest] = []
        self.lock = Lock()
        self.thread: Thread | None = None

    def start(self) -> None:
        """Begin to tell them, where there are any."""
        if self.backends and self.thread is None:
            self.thread = Thread(target=self.run, name="front caches", daemon=True)
            self.thread.start()

    def purge(self, tags: frozenset[str], keys: Iterable[Key]) -> None:
        """Have pages taken out by their tags; where a cache knows none, by their addresses."""
        if not self.backends:
            return
        now = monotonic()
        urls = frozenset(url_of(key) for key in keys)
        with self.lock:
            self.purge_requests += [
                PurgeRequest(now, tags, urls),
                PurgeRequest(now + AGAIN, tags, urls),
            ]

    def run(self) -> None:
        """Tell the caches until the process ends."""
        while True:
            sleep(TELL_EVERY)
            self.flush(monotonic())

    def flush(self, now: float) -> None:
        """Say what is due; what cannot be said now is said later."""
        with self.lock:
            due = [order for order in self.purge_requests if order.due <= now]
            self.purge_requests = [order for order in self.purge_requests if order.due > now]
        if not due:
            return
        tags = frozenset[str]().union(*(order.tags for order in due))
        urls = frozenset[str]().union(*(order.urls for order in due))
        failed = [backend for backend in self.backends if not is_told(backend, tags, urls)]
        if failed:
            with self.lock:
                self.purge_requests.append(PurgeRequest(now + RETRY, tags, urls))


def is_told(backend: BaseBackend, tags: frozenset[str], urls: frozenset[str]) -> bool:
    """Tell one cache; return whether that could be done."""
    try:
        if hasattr(backend, "purge_tags"):
            backend.purge_tags(tags)
        else:
            backend.purge_batch(sorted(urls))
    except Exception as error:  # whatever it answers, it is asked again
        logger.warning("A front cache cannot be told of changes: %s", error)
        return False
    return True


def url_of(key: Key) -> str:
    """Return the address of a kept page."""
    return f"{key.scheme}://{key.host}{key.path}{'?' if key.query else ''}{key.query}"
