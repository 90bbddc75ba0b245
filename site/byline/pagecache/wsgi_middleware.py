"""The outermost layer of the site: answers from kept pages, and keeps what Django renders."""

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
    read,
)
from byline.bulkheads.slots import PATIENCE, READERS_WAITING
from byline.observing import counters
from byline.pagecache import changes
from byline.pagecache.cache_keys import Key, key_of, names_in
from byline.pagecache.cached_pages import KeptPage
from byline.pagecache.content_encoding import QUICK_ENCODERS
from byline.pagecache.front_caches import FrontCaches
from byline.pagecache.listener import Listener
from byline.pagecache.memory import Memory, made_from
from byline.pagecache.recording import LONGEST, Recording, record
from byline.pagecache.store import Store

SAFE = frozenset({"GET", "HEAD"})
# Of so many addresses it is known that their pages are not kept: nobody waits for those.
MOST_KNOWN = 10_000
OK, UNAVAILABLE = "200", "503"

# Has an application answer, or raises Refused.
type Run = Callable[[Application, Environ, StartResponse], Iterable[bytes]]


def directly(
    application: Application, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """Have an application answer in this thread, at once."""
    return application(environ, start_response)


class PageCache:
    """Django's WSGI application, with the page cache around it."""

    def __init__(self, application: Application, run: Run = directly) -> None:
        self.application = application
        self.run = run
        self.store: Store[Key, KeptPage] = Store(settings.PAGE_CACHE_MEGABYTES * 1024 * 1024)
        self.memory = Memory()
        self.listener = Listener()
        self.fronts = FrontCaches()
        self.session_cookie = settings.SESSION_COOKIE_NAME
        proxy_header = settings.SECURE_PROXY_SSL_HEADER
        self.proto_header = proxy_header[0] if proxy_header else None
        self.rendering: dict[Key, Event] = {}
        self.waiting = Semaphore(READERS_WAITING)
        self.lock = Lock()
        self.not_kept: set[tuple[str, str]] = set()
        self.hits = self.misses = self.stale = 0
        changes.subscribers.append(self.invalidate)
        counters.page_cache.append(self.count)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self.listener.thread is None:
            self.start()
        key = self.key_of(environ)
        page = self.store.kept.get(key) if key else None
        if page is not None and not self.listener.is_disconnected and page.is_fresh():
            self.hits += 1
            return page.send(environ, start_response)
        if page is not None and self.listener.is_disconnected and page.may_be_shown():
            return self.send_stale(page, environ, start_response)
        try:
            if key is None or (page is not None and self.listener.is_disconnected):
                return self.run(self.application, environ, start_response)
            return self.render_once(key, environ, start_response)
        except Refused as refused:
            # It may have been taken down meanwhile.
            last = self.store.kept.get(key) if key else None
            if last is not None and last.may_be_shown():
                return self.send_stale(last, environ, start_response)
            return refused.answer(environ, start_response)

    def start(self) -> None:
        """Start the threads, once, however many requests come first together."""
        with self.lock:
            self.fronts.start()
            self.listener.start()

    def key_of(self, environ: Environ) -> Key | None:
        """Return the key of a request that any anonymous visitor may send, else None."""
        if environ["REQUEST_METHOD"] not in SAFE or "HTTP_AUTHORIZATION" in environ:
            return None
        if self.session_cookie in environ.get("HTTP_COOKIE", ""):
            return None
        return key_of(environ, self.proto_header, settings.ALLOWED_HOSTS)

    def invalidate(self, tags: frozenset[str]) -> None:
        """Act on a change.

        What is remembered goes first: no page that begins after the change is made from it.
        """
        self.memory.forget(tags)
        self.fronts.purge(tags, self.store.forget(tags))

    def count(self) -> dict[str, int]:
        """Return what there is to count."""
        return {
            "hits": self.hits,
            "misses": self.misses,
            "stale": self.stale,
            "pages": len(self.store.kept),
            "remembered": len(self.memory.kept),
            "bytes": self.store.size,
        }

    def send_stale(
        self, page: KeptPage, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer from the last page that was good, and may still be shown."""
        self.stale += 1
        return page.send(environ, start_response, stale=True)

    def render_once(
        self, key: Key, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have one request render a page while others that ask for it wait. Raises Refused."""
        render = partial(self.run, partial(self.render, key), environ, start_response)
        if (key.host, key.path) in self.not_kept:
            return render()
        with self.lock:
            other = self.rendering.get(key)
            if is_first := other is None and not self.is_there(key):
                self.rendering[key] = Event()
        if is_first:
            try:
                return render()
            finally:
                with self.lock:
                    self.rendering.pop(key).set()
        if other is not None:
            self.wait(other)
        page = self.store.kept.get(key)
        if page is None or not page.is_fresh():  # it may not be kept
            return render()
        self.hits += 1
        return page.send(environ, start_response)

    def wait(self, rendered: Event, patience: float = PATIENCE) -> None:
        """Wait until a page is rendered. Raises Refused where that takes too long."""
        if not self.waiting.acquire(blocking=False):
            raise Refused
        try:
            if not rendered.wait(patience):
                raise Refused
        finally:
            self.waiting.release()

    def is_there(self, key: Key) -> bool:
        """Tell whether a page has been rendered meanwhile."""
        page = self.store.kept.get(key)
        return page is not None and page.is_fresh()

    def render(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have Django render a page, and keep it if it may be kept."""
        self.misses += 1
        # What the browser asked for: the page itself is not told of it.
        asked, response, begun = dict(environ), Response(), self.store.changes_heard
        memory = None if self.listener.is_disconnected else self.memory
        with record(key.query) as recording, made_from(memory):
            body = self.application(environ, response.start)
            if is_for_everybody(response, recording):
                page = KeptPage(key, response.headers, read(body))
                if not self.keep(page, recording, begun):
                    page.encoders = QUICK_ENCODERS
                return page.send(asked, start_response)
        last = self.store.kept.get(key)
        if response.status.startswith(UNAVAILABLE) and last is not None and last.may_be_shown():
            read(body)
            return self.send_stale(last, asked, start_response)
        self.note_not_kept(key)
        start_response(response.status, response.headers)
        return body

    def keep(self, page: KeptPage, recording: Recording, begun: int) -> bool:
        """Keep a page, if there is room and it is known from what on it would be wrong."""
        if page.size > self.store.capacity:
            self.note_not_kept(page.key)
            return False
        try:
            recording.ask_clocks()
        except DatabaseError:
            return False
        page.tags = frozenset(recording.tags)
        page.stale_at = min(recording.stale_at, recording.begun_at + LONGEST)
        page.expires_at = recording.expires_at
        knows_all = names_in(page.key.query) <= (recording.parameters or frozenset())
        if not knows_all or self.listener.is_disconnected or not self.store.put(page, begun):
            return False
        self.not_kept.discard((page.key.host, page.key.path))
        if self.fronts.backends:
            page.front_seconds = settings.FRONT_CACHE_SECONDS
        return True

    def note_not_kept(self, key: Key) -> None:
        """Note that nobody needs to wait for this page."""
        if len(self.not_kept) >= MOST_KNOWN:
            self.not_kept.clear()
        self.not_kept.add((key.host, key.path))


def is_for_everybody(response: Response, recording: Recording) -> bool:
    """Tell whether a response is the same for every anonymous visitor."""
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
