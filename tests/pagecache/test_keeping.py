"""How pages are kept: within bounds, once, and never what was overtaken."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import DatabaseError

from byline.pagecache import changed, depends_on, mark_cacheable
from byline.pagecache.cache_keys import Key
from byline.pagecache.cached_pages import CachedPage
from byline.pagecache.change_log import EVERYTHING
from byline.pagecache.recording import current
from byline.pagecache.store import TaggedStore
from tests.pagecache.visiting import Visitor


class Request:
    """As much of a request as `mark_cacheable()` looks at."""

    def __init__(self):
        self.COOKIES = {"a": "1"}
        self.META = {"HTTP_COOKIE": "a=1", "HTTP_ACCEPT_ENCODING": "br"}


class Site:
    """An application of one page, with the dependencies that a test sets."""

    def __init__(self, *tags, status="200 OK", headers=(), parameters=(), body=b"page"):
        self.tags, self.status, self.parameters, self.body = tags, status, parameters, body
        self.headers = [("Content-Type", "text/html"), *headers]
        self.meanwhile = lambda: None
        self.requests = 0

    def __call__(self, environ, start_response):
        self.requests += 1
        mark_cacheable(Request(), *self.parameters)
        depends_on(*self.tags)
        self.meanwhile()
        start_response(self.status, self.headers)
        return [self.body]


@pytest.fixture
def visit(db):
    """Visit a site of the test's: `visit(Site("story:1"))`."""
    visitors = []

    def start(site):
        visitors.append(Visitor(site))
        return visitors[-1]

    yield start
    for visitor in visitors:
        visitor.leave()


def page(path="/", size=100, *tags):
    made = CachedPage(Key("http", "localhost", path, ""), [])
    made.join([b"x" * size])
    made.tags = frozenset(tags)
    return made


@pytest.mark.parametrize(
    "site",
    [
        Site(headers=[("Set-Cookie", "a=1")]),
        Site(headers=[("Cache-Control", "private")]),
        Site(headers=[("cache-control", "max-age=0, No-Store")]),
        Site(headers=[("Vary", "Accept-Encoding, Cookie")]),
        Site(headers=[("VARY", "*")]),
        Site(headers=[("Content-Encoding", "gzip")]),
        Site(status="404 Not Found"),
        Site(status="500 Oops"),
        Site(status="301 Moved"),
    ],
)
def test_what_may_differ_between_visitors_is_not_kept(visit, site):
    visitor = visit(site)
    assert visitor.get("/").status == int(site.status[:3])
    assert not visitor.is_kept("/")


def test_what_did_not_ask_to_be_kept_is_not(visit):
    def plain(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"page"]

    assert not visit(plain).is_kept("/")


def test_a_page_that_was_overtaken_by_a_change_is_shown_and_not_kept(visit):
    site = Site("story:1")
    visitor = visit(site)
    site.meanwhile = lambda: visitor.cache.invalidate(frozenset({"story:1"}))
    assert visitor.get("/").body == b"page"
    assert not visitor.cache.store.entries
    site.meanwhile = lambda: visitor.cache.invalidate(frozenset({"story:2"}))
    visitor.get("/")
    assert visitor.is_kept("/")


def test_many_changes_overtake_a_page_even_where_they_are_not_remembered(visit):
    site = Site("story:1")
    visitor = visit(site)

    def meanwhile():
        for number in range(3000):
            visitor.cache.invalidate(frozenset({f"story:{number + 1}"}))

    site.meanwhile = meanwhile
    visitor.get("/")
    assert not visitor.cache.store.entries


def test_concurrent_requests_wait_for_one_rendering(visit):
    site, together = Site(), Barrier(12)
    visitor = visit(site)
    waiting = Event()
    site.meanwhile = lambda: waiting.wait(0.3)

    def get(_number):
        together.wait()
        return visitor.get("/").body

    with ThreadPoolExecutor(12) as crowd:
        assert set(crowd.map(get, range(12))) == {b"page"}
    assert site.requests == 1


def test_nobody_waits_for_a_page_that_is_not_kept(visit):
    site, inside = Site(status="404 Not Found"), Barrier(4)
    visitor = visit(site)
    visitor.get("/")
    # Passes only if all four are being rendered at the same time.
    site.meanwhile = lambda: inside.wait(timeout=20)
    with ThreadPoolExecutor(4) as crowd:
        statuses = {answer.status for answer in crowd.map(visitor.get, ["/"] * 4)}
    assert statuses == {404}


def test_an_error_while_rendering_leaves_nobody_waiting(visit):
    site = Site()
    visitor = visit(site)

    def fail():
        raise RuntimeError("broken")

    site.meanwhile = fail
    with pytest.raises(RuntimeError):
        visitor.get("/")
    site.meanwhile = lambda: None
    assert visitor.get("/").body == b"page"
    assert current() is None


def test_a_page_learns_nothing_of_its_visitor(visit):
    seen = []

    def look(environ, start_response):
        request = Request()
        mark_cacheable(request)
        seen.append((request.COOKIES, request.META))
        start_response("200 OK", [])
        return [b""]

    visit(look).get("/?utm_id=1")
    assert seen == [({}, {"QUERY_STRING": ""})]


def test_a_page_whose_clock_cannot_be_asked_is_shown_and_not_kept(visit):
    from byline.pagecache import stale_at

    def clock(_after):
        raise DatabaseError

    site = Site()
    site.meanwhile = lambda: stale_at(clock)
    visitor = visit(site)
    assert visitor.get("/").status == 200
    assert not visitor.is_kept("/")


def test_no_more_is_kept_than_there_is_room_for():
    store = TaggedStore(capacity=10 * page(size=1000).size)
    for number in range(100):
        assert store.put(page(f"/{number}", 1000, "all"), store.changes_seen)
        store.entries[Key("http", "localhost", "/0", "")].used = True
    assert store.size <= store.capacity
    assert len(store.entries) == 10
    # What is read stays longest.
    assert Key("http", "localhost", "/0", "") in store.entries
    assert store.by_tag["all"] == set(store.entries)
    assert not store.put(page("/huge", 100_000), store.changes_seen)


def test_what_is_forgotten_leaves_nothing_behind():
    store = TaggedStore(capacity=10**6)
    for number in range(10):
        store.put(page(f"/{number}", 10, f"story:{number}", "settings", "list:stories"), 0)
    store.invalidate(frozenset({"story:3"}))
    assert len(store.entries) == 9
    store.invalidate(frozenset({"list:stories"}))
    assert len(store.entries) == 9
    assert not any(kept.is_fresh() for kept in store.entries.values())
    assert all(kept.may_be_served() for kept in store.entries.values())
    store.invalidate(frozenset({EVERYTHING}))
    assert (store.entries, dict(store.by_tag), store.size) == ({}, {}, 0)


def test_nothing_is_noted_outside_of_a_rendering(settings):
    depends_on("story:1")
    settings.PAGE_CACHE = False
    changed("story:1")
    assert current() is None


class Entry:
    """An entry of a store."""

    key, tags, stale_at, used = "a", frozenset(), 0.0, False


def test_an_entry_that_grows_while_it_is_counted_is_counted_once():
    class Growing(Entry):
        sizes = (10, 10, 30, 50)
        reads = 0

        @property
        def size(self):
            self.reads += 1
            return self.sizes[min(self.reads, len(self.sizes)) - 1]

    store, entry = TaggedStore(1000), Growing()
    store.put(entry, 0)
    store.recount(entry)
    assert store.size == store.sizes[entry.key]
