"""The WSGI middleware that serves cached pages, and caches what Django renders."""

from collections.abc import Iterable
from threading import Lock

from django.conf import settings

from byline.bulkheads.responses import (
    Application,
    Environ,
    Refused,
    Response,
    StartResponse,
    read_body,
)
from byline.observing import counters
from byline.pagecache import changes
from byline.pagecache.cache_keys import Key, key_of, parameters_in
from byline.pagecache.cached_pages import CachedPage, PageStore
from byline.pagecache.content_encoding import DEFAULT_ENCODING, QUICK_ENCODERS
from byline.pagecache.esi import fragment_key, split_includes
from byline.pagecache.front_caches import FrontCaches
from byline.pagecache.joiner import Answer, Joiner
from byline.pagecache.listener import Listener
from byline.pagecache.rendering import Rendering, Run, compressed, run_directly
from byline.pagecache.same_for_all import (
    has_parameters,
    is_same_for_all,
    redirect_to_path,
    without_client,
)
from byline.pagecache.second_level import second_level
from byline.pagecache.single_flight import SingleFlight
from byline.pagecache.stored_pages import StoredPages

CACHED_METHODS = frozenset({"GET", "HEAD"})
# How many uncacheable paths are stored: requests for these do not wait for each other.
UNCACHEABLE_PATHS_LIMIT = 10_000
UNAVAILABLE = "503"


class PageCache:
    """The WSGI application with the page cache."""

    def __init__(self, application: Application, run: Run = run_directly) -> None:
        self.application = application
        self.run = run
        self.store = PageStore(settings.PAGE_CACHE_MEGABYTES * 1024 * 1024)
        self.joiner = Joiner(self.store, self.render_once)
        level = second_level()
        self.stored_pages = StoredPages(level) if level else None
        self.listener = Listener()
        self.fronts = FrontCaches()
        self.session_cookie = settings.SESSION_COOKIE_NAME
        proxy_header = settings.SECURE_PROXY_SSL_HEADER
        self.proto_header = proxy_header[0] if proxy_header else None
        self.flights: SingleFlight[Key] = SingleFlight()
        self.lock = Lock()
        self.uncacheable: set[tuple[str, str]] = set()
        self.hits = self.loads = self.misses = self.fragment_misses = self.stale = 0
        changes.subscribers.append(self.invalidate)
        counters.page_cache.append(self.count)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self.listener.thread is None:
            self.start()
        if environ["REQUEST_METHOD"] in CACHED_METHODS and is_same_for_all(environ["PATH_INFO"]):
            if has_parameters(environ["QUERY_STRING"]):
                return self.send(redirect_to_path(environ), environ, start_response)
            environ = without_client(environ)
        return self.respond(environ, start_response)

    def respond(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache, or have Django render the page."""
        key = self.key_of(environ)
        page = self.store.find(key) if key else None
        try:
            if page is not None and not self.listener.is_disconnected and page.is_fresh():
                self.hits += 1
                return self.send(self.answer(page, environ), environ, start_response)
            if page is not None and self.listener.is_disconnected and page.may_be_served():
                return self.send_stale(page, environ, start_response)
            if key is None or (page is not None and self.listener.is_disconnected):
                return self.run(self.application, environ, start_response)
            render = self.joiner.render_fragment if key.is_fragment else self.render_once
            return self.send(render(key, environ), environ, start_response)
        except Refused as refused:
            # Read again: it may have been invalidated meanwhile.
            last = self.store.find_last(key) if key else None
            if last is not None:
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
        """Evict what depends on the tags."""
        keys = self.store.invalidate(tags)
        if self.fronts.purges_urls:
            keys += self.store.pages_with(tags)
        self.fronts.purge(tags, keys)

    def count(self) -> dict[str, int]:
        """Return the counters and sizes for the metrics."""
        return {
            "hits": self.hits,
            "loads": self.loads,
            "misses": self.misses,
            "fragments": self.fragment_misses,
            "joins": self.joiner.joins,
            "stale": self.stale,
            "pages": len(self.store.entries),
            "bytes": self.store.size,
        }

    def answer(self, page: CachedPage, environ: Environ) -> Answer:
        """Return a cached page, joined anew unless a front cache does that. Raises Refused."""
        if self.fronts.resolve_includes(environ):
            return Answer(page, page.body)
        return self.joiner.answer(page, environ)

    def send(
        self, answer: Answer | Response, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Send a page or another response."""
        if isinstance(answer, Response):
            start_response(answer.status, answer.headers)
            return answer.body
        page, body = answer
        if page.fragment_keys and self.fronts.resolve_includes(environ):
            return page.send_with_includes(environ, start_response)
        sent = page.send(environ, start_response, body)
        if page.has_grown:
            page.has_grown = False
            self.store.recount(page)
        return sent

    def send_stale(
        self, page: CachedPage, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with a page that is stale but may be served, and what is left of its fragments."""
        self.stale += 1
        page, body = self.joiner.last_answer(page)
        return page.send(environ, start_response, body, stale=True)

    def render_once(
        self, key: Key, environ: Environ, *, has_waited: bool = False
    ) -> Answer | Response:
        """Render a page once while other requests for it wait. Raises Refused."""
        if (key.host, key.path) in self.uncacheable:
            return self.render(key, environ)
        if self.flights.begin(key, lambda key: self.store.find_fresh(key) is not None):
            try:
                return self.load(key, environ) or self.render(key, environ)
            finally:
                self.flights.end(key)
        page = self.store.find(key)
        if page is None or not (page.is_fresh() or page.may_be_served_meanwhile()):
            self.flights.wait(key)
            page = self.store.find_fresh(key)
            if page is None:  # not cacheable, or changed meanwhile
                if has_waited:
                    return self.render(key, environ)
                return self.render_once(key, environ, has_waited=True)
        self.hits += 1
        return self.answer(page, environ)

    def load(self, key: Key, environ: Environ) -> Answer | None:
        """Return a page from the second level, with its fragments as they are now."""
        since = self.store.changes_seen
        if self.stored_pages is None or self.listener.is_disconnected:
            return None
        if (stored := self.stored_pages.find(key)) is None:
            return None
        page = stored.page
        body = self.joiner.join(page, self.joiner.fragments_of(page, environ))
        if not self.put(page, since):
            return None
        self.loads += 1
        return Answer(page, body)

    def render(self, key: Key, environ: Environ) -> Answer | Response:
        """Have Django render a page, join it with its fragments, and cache it if possible."""
        if key.is_fragment:
            self.fragment_misses += 1
        else:
            self.misses += 1
        response = Response()
        rendering = Rendering(self.application, key.query)
        since, change = self.store.changes_seen, self.listener.last_known
        # A copy: `mark_cacheable()` removes headers.
        response.body = self.run(rendering.call, dict(environ), response.start)
        if response.status.startswith(UNAVAILABLE):
            last = self.store.find_last(key)
            if last is not None:
                read_body(response.body)
                response.body = self.send_stale(last, environ, response.start)
                return response
        if not rendering.is_shareable:
            self.mark_uncacheable(key)
            if not rendering.recording.fragments:
                return response
        parts, addresses = split_includes(read_body(response.body), rendering.recording.fragments)
        page = CachedPage(key, response.headers)
        page.fragment_keys = [fragment_key(key, address) for address in addresses]
        body = page.join(parts, self.joiner.fragments_of(page, environ))
        if not rendering.is_shareable:
            return compressed(response.with_body(body.plain()), environ)
        if not self.cache(page, rendering, since):
            body.encoders = QUICK_ENCODERS
        elif self.stored_pages:
            self.stored_pages.save(page, change, rendering.recording.begun_at)
        return Answer(page, body)

    def cache(self, page: CachedPage, rendering: Rendering, since: int) -> bool:
        """Cache a page; return whether that succeeded."""
        recording = rendering.recording
        if page.size > self.store.capacity:
            self.mark_uncacheable(page.key)
            return False
        page.depend_on(recording)
        knows_all = parameters_in(page.key.query).keys() <= (recording.parameters or set())
        if not knows_all or not rendering.is_complete or self.listener.is_disconnected:
            return False
        page.encode(DEFAULT_ENCODING, page.body)  # the store counts compressed bytes
        self.uncacheable.discard((page.key.host, page.key.path))
        return self.put(page, since)

    def put(self, page: CachedPage, since: int) -> bool:
        """Store a page, unless one of its tags changed since; return whether it is stored."""
        if self.fronts.backends:
            page.front_seconds = settings.FRONT_CACHE_SECONDS
        return self.store.put(page, since)

    def mark_uncacheable(self, key: Key) -> None:
        """Note that requests for this path need not wait for each other; those for fragments do."""
        if key.is_fragment:
            return
        if len(self.uncacheable) >= UNCACHEABLE_PATHS_LIMIT:
            self.uncacheable.clear()
        self.uncacheable.add((key.host, key.path))
