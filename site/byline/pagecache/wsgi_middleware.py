"""The WSGI middleware that serves cached pages, and caches what Django renders."""

from collections.abc import Callable, Iterable
from functools import partial
from threading import Event, Lock, Semaphore

from django.conf import settings
from django.db import DatabaseError

from byline.bulkheads.responses import (
    Application,
    Environ,
    Refused,
    Response,
    StartResponse,
    read_body,
)
from byline.bulkheads.slots import READ_QUEUE_SIZE, WAIT_SECONDS
from byline.observing import counters
from byline.pagecache import changes
from byline.pagecache.cache_keys import Key, key_of, names_in
from byline.pagecache.cached_pages import CachedPage
from byline.pagecache.content_encoding import QUICK_ENCODERS
from byline.pagecache.front_caches import FrontCaches
from byline.pagecache.listener import Listener
from byline.pagecache.memory import Memory, made_from
from byline.pagecache.recording import PAGE_MAX_AGE_SECONDS, Recording, record
from byline.pagecache.store import TaggedStore

CACHED_METHODS = frozenset({"GET", "HEAD"})
# How many uncacheable paths are stored: requests for these do not wait for each other.
UNCACHEABLE_PATHS_LIMIT = 10_000
OK, UNAVAILABLE = "200", "503"

# Calls an application, or raises Refused.
type Run = Callable[[Application, Environ, StartResponse], Iterable[bytes]]


def run_directly(
    application: Application, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """Call an application in this thread, without a limit."""
    return application(environ, start_response)


class PageCache:
    """The WSGI application with the page cache."""

    def __init__(self, application: Application, run: Run = run_directly) -> None:
        self.application = application
        self.run = run
        self.store: TaggedStore[Key, CachedPage] = TaggedStore(
            settings.PAGE_CACHE_MEGABYTES * 1024 * 1024
        )
        self.memory = Memory()
        self.listener = Listener()
        self.fronts = FrontCaches()
        self.session_cookie = settings.SESSION_COOKIE_NAME
        proxy_header = settings.SECURE_PROXY_SSL_HEADER
        self.proto_header = proxy_header[0] if proxy_header else None
        self.rendering: dict[Key, Event] = {}
        self.waiting = Semaphore(READ_QUEUE_SIZE)
        self.lock = Lock()
        self.uncacheable: set[tuple[str, str]] = set()
        self.hits = self.misses = self.stale = 0
        changes.subscribers.append(self.invalidate)
        counters.page_cache.append(self.count)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self.listener.thread is None:
            self.start()
        key = self.key_of(environ)
        page = self.store.entries.get(key) if key else None
        if page is not None and not self.listener.is_disconnected and page.is_fresh():
            self.hits += 1
            return page.send(environ, start_response)
        if page is not None and self.listener.is_disconnected and page.may_be_served():
            return self.send_stale(page, environ, start_response)
        try:
            if key is None or (page is not None and self.listener.is_disconnected):
                return self.run(self.application, environ, start_response)
            return self.render_once(key, environ, start_response)
        except Refused as refused:
            # Read again: it may have been invalidated meanwhile.
            last = self.store.entries.get(key) if key else None
            if last is not None and last.may_be_served():
                return self.send_stale(last, environ, start_response)
            return refused.answer(environ, start_response)

    def start(self) -> None:
        """Start the threads, once, however many requests come first together."""
        with self.lock:
            self.fronts.start()
            self.listener.start()

    def key_of(self, environ: Environ) -> Key | None:
        """Return the key of an anonymous request that can be answered from the cache, else None."""
        if environ["REQUEST_METHOD"] not in CACHED_METHODS or "HTTP_AUTHORIZATION" in environ:
            return None
        if self.session_cookie in environ.get("HTTP_COOKIE", ""):
            return None
        return key_of(environ, self.proto_header, settings.ALLOWED_HOSTS)

    def invalidate(self, tags: frozenset[str]) -> None:
        """Evict what depends on the tags.

        Parts first: no page that begins after the change is made from them.
        """
        self.memory.invalidate(tags)
        self.fronts.purge(tags, self.store.invalidate(tags))

    def count(self) -> dict[str, int]:
        """Return the counters and sizes for the metrics."""
        return {
            "hits": self.hits,
            "misses": self.misses,
            "stale": self.stale,
            "pages": len(self.store.entries),
            "remembered": len(self.memory.entries),
            "bytes": self.store.size,
        }

    def send_stale(
        self, page: CachedPage, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with a page that is stale but may be served."""
        self.stale += 1
        return page.send(environ, start_response, stale=True)

    def render_once(
        self, key: Key, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Render a page once while other requests for it wait. Raises Refused."""
        render = partial(self.run, partial(self.render, key), environ, start_response)
        if (key.host, key.path) in self.uncacheable:
            return render()
        with self.lock:
            other = self.rendering.get(key)
            if is_first := other is None and not self.is_cached(key):
                self.rendering[key] = Event()
        if is_first:
            try:
                return render()
            finally:
                with self.lock:
                    self.rendering.pop(key).set()
        if other is not None:
            self.wait(other)
        page = self.store.entries.get(key)
        if page is None or not page.is_fresh():  # it is not cacheable
            return render()
        self.hits += 1
        return page.send(environ, start_response)

    def wait(self, rendered: Event, seconds: float = WAIT_SECONDS) -> None:
        """Wait until a page is rendered. Raises Refused on a timeout."""
        if not self.waiting.acquire(blocking=False):
            raise Refused
        try:
            if not rendered.wait(seconds):
                raise Refused
        finally:
            self.waiting.release()

    def is_cached(self, key: Key) -> bool:
        """Return whether a fresh page is cached."""
        page = self.store.entries.get(key)
        return page is not None and page.is_fresh()

    def render(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have Django render a page, and cache it if possible."""
        self.misses += 1
        # A copy of the request as it came: `mark_cacheable()` removes headers.
        original, response, since = dict(environ), Response(), self.store.changes_seen
        memory = None if self.listener.is_disconnected else self.memory
        with record(key.query) as recording, made_from(memory):
            body = self.application(environ, response.start)
            if is_shareable(response, recording):
                page = CachedPage(key, response.headers, read_body(body))
                if not self.cache(page, recording, since):
                    page.encoders = QUICK_ENCODERS
                return page.send(original, start_response)
        last = self.store.entries.get(key)
        if response.status.startswith(UNAVAILABLE) and last is not None and last.may_be_served():
            read_body(body)
            return self.send_stale(last, original, start_response)
        self.mark_uncacheable(key)
        start_response(response.status, response.headers)
        return body

    def cache(self, page: CachedPage, recording: Recording, since: int) -> bool:
        """Cache a page; return whether that succeeded."""
        if page.size > self.store.capacity:
            self.mark_uncacheable(page.key)
            return False
        try:
            recording.resolve_stale_times()
        except DatabaseError:
            return False
        page.tags = frozenset(recording.tags)
        page.stale_at = min(recording.stale_at, recording.begun_at + PAGE_MAX_AGE_SECONDS)
        page.expires_at = recording.expires_at
        knows_all = names_in(page.key.query) <= (recording.parameters or frozenset())
        if not knows_all or self.listener.is_disconnected or not self.store.put(page, since):
            return False
        self.uncacheable.discard((page.key.host, page.key.path))
        if self.fronts.backends:
            page.front_seconds = settings.FRONT_CACHE_SECONDS
        return True

    def mark_uncacheable(self, key: Key) -> None:
        """Note that requests for this path need not wait for each other."""
        if len(self.uncacheable) >= UNCACHEABLE_PATHS_LIMIT:
            self.uncacheable.clear()
        self.uncacheable.add((key.host, key.path))


def is_shareable(response: Response, recording: Recording) -> bool:
    """Return whether a response is the same for every anonymous client."""
    if recording.parameters is None or not response.status.startswith(OK):
        return False
    headers = {name.lower(): value.lower() for name, value in response.headers}
    policy, vary = headers.get("cache-control", ""), headers.get("vary", "accept-encoding")
    return (
        "set-cookie" not in headers
        and "content-encoding" not in headers
        and not any(word in policy for word in ("private", "no-store", "no-cache"))
        and {name.strip() for name in vary.split(",")} <= {"accept-encoding"}
    )
