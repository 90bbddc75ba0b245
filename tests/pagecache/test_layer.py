"""The layer around Django: what it counts, passes on, gives up and shows in need."""

from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.utils import timezone

from byline.bulkheads.responses import Refused, Response, read_body
from byline.pagecache import depends_on, mark_cacheable, stale_at
from byline.pagecache.cache_keys import Key
from byline.pagecache.recording import PAGE_MAX_AGE_SECONDS, Recording
from byline.pagecache.rendering import is_shareable
from byline.pagecache.single_flight import SingleFlight
from byline.pagecache.wsgi_middleware import UNCACHEABLE_PATHS_LIMIT
from tests.pagecache.visiting import Visitor

pytestmark = pytest.mark.django_db
HTML = ("Content-Type", "text/html")


class Body(list):
    """A body that must be closed, as Django's."""

    closed = 0

    def close(self):
        Body.closed += 1


class Application:
    """An application of one page, which is cached unless a test makes it uncacheable."""

    status = "200 OK"
    headers = (HTML,)
    is_kept = True
    body = b"page"

    def note(self):
        """Note what the page depends on."""
        depends_on("story:1")

    def __call__(self, environ, start_response):
        if self.is_kept:
            mark_cacheable(WSGIRequest(environ), "page")
            self.note()
        start_response(self.status, list(self.headers))
        return Body([self.body])


@pytest.fixture
def application():
    Body.closed = 0
    return Application()


@pytest.fixture
def visitor(application):
    visitor = Visitor(application)
    yield visitor
    visitor.leave()


def counted(visitor, *names):
    numbers = visitor.cache.count()
    return tuple(numbers[name] for name in names)


def test_hits_misses_and_stale_answers_are_counted(visitor):
    for _ in range(3):
        visitor.get("/")
    assert counted(visitor, "hits", "misses", "stale", "pages") == (2, 1, 0, 1)
    visitor.cache.listener.has_failed = True
    visitor.get("/")
    assert counted(visitor, "hits", "misses", "stale") == (2, 1, 1)
    page = visitor.cache.store.entries[Key("http", "localhost", "/", "")]
    assert counted(visitor, "bytes") == (page.size,)


def test_what_cannot_be_kept_is_noted_as_far_as_there_is_room(visitor, application):
    key = Key("http", "localhost", "/", "")
    application.is_kept = False
    visitor.get("/")
    assert visitor.cache.uncacheable == {("localhost", "/")}
    application.is_kept = True
    visitor.get("/")
    assert visitor.cache.uncacheable == set()
    for number in range(UNCACHEABLE_PATHS_LIMIT):
        visitor.cache.mark_uncacheable(key._replace(path=f"/{number}"))
    assert len(visitor.cache.uncacheable) == UNCACHEABLE_PATHS_LIMIT
    visitor.cache.mark_uncacheable(key)
    assert visitor.cache.uncacheable == {("localhost", "/")}


def test_a_page_that_is_too_large_is_shown_and_noted(visitor, application):
    application.body = b"x" * visitor.cache.store.capacity
    assert visitor.get("/").body == application.body
    assert visitor.cache.uncacheable == {("localhost", "/")}
    assert not visitor.cache.store.entries


def test_a_page_is_kept_until_it_is_outdated_and_for_an_hour_at_most(visitor, application):
    visitor.get("/")
    [page] = visitor.cache.store.entries.values()
    assert page.stale_at == pytest.approx(timezone.now().timestamp() + PAGE_MAX_AGE_SECONDS, abs=60)
    assert page.tags == {"settings", "story:1"}
    soon = timezone.now() + timedelta(minutes=5)
    application.note = lambda: stale_at(soon)
    visitor.cache.store.invalidate(frozenset({"everything"}))
    visitor.get("/")
    [page] = visitor.cache.store.entries.values()
    assert page.stale_at == soon.timestamp()


def test_a_page_with_a_parameter_it_does_not_know_is_shown_and_not_kept(visitor):
    assert visitor.get("/?x=1").status == 200
    assert visitor.get("/?page=2").status == 200
    assert [key.query for key in visitor.cache.store.entries] == ["page=2"]


def test_what_was_begun_while_nothing_was_heard_is_not_kept(visitor):
    visitor.cache.listener.has_failed = True
    assert visitor.get("/").status == 200
    assert not visitor.cache.store.entries


def test_bodies_are_closed_and_so_the_request_is_ended(visitor, application):
    visitor.get("/")
    visitor.get("/")
    assert Body.closed == 1
    application.is_kept = False
    visitor.get("/else")
    assert Body.closed == 2
    assert read_body([b"a", b"b"]) == b"ab"


def test_while_django_cannot_answer_the_last_page_is_shown(visitor, application):
    visitor.get("/")
    visitor.cache.store.invalidate(frozenset({"list:stories"}))
    [page] = visitor.cache.store.entries.values()
    page.stale_at = 0
    application.status, application.is_kept = "503 Service Unavailable", False
    assert "stale" in visitor.get("/").headers["cache-status"]
    assert Body.closed == 2
    application.status = "500 Internal Server Error"
    assert visitor.get("/").status == 500
    application.status, page.expires_at = "503 Service Unavailable", 0
    assert visitor.get("/").status == 503


def test_a_page_that_must_not_be_shown_is_left_to_django(visitor):
    visitor.get("/")
    [page] = visitor.cache.store.entries.values()
    page.expires_at = 0
    visitor.cache.listener.has_failed = True
    assert "cache-status" not in visitor.get("/").headers
    assert counted(visitor, "stale") == (0,)


def test_only_anonymous_requests_that_change_nothing_have_a_key(visitor, settings):
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "", "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
    }  # fmt: skip
    key = Key("http", "localhost", "/", "")
    assert visitor.cache.key_of(environ) == key
    assert visitor.cache.key_of({**environ, "REQUEST_METHOD": "HEAD"}) == key
    assert visitor.cache.key_of({**environ, "HTTP_COOKIE": "a=1"}) == key
    assert visitor.cache.key_of({**environ, "REQUEST_METHOD": "POST"}) is None
    assert visitor.cache.key_of({**environ, "HTTP_AUTHORIZATION": ""}) is None
    cookie = f"a=1; {settings.SESSION_COOKIE_NAME}=x"
    assert visitor.cache.key_of({**environ, "HTTP_COOKIE": cookie}) is None


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        ("200 OK", [], True),
        ("200 OK", [("Vary", "accept-encoding")], True),
        ("200 OK", [("VARY", "Accept-Encoding , Cookie")], False),
        ("200 OK", [("Set-Cookie", "a=1")], False),
        ("200 OK", [("Content-Encoding", "br")], False),
        ("200 OK", [("Cache-Control", "PRIVATE")], False),
        ("200 OK", [("Cache-Control", "no-store")], False),
        ("200 OK", [("Cache-Control", "no-cache")], False),
        ("200 OK", [("Cache-Control", "public, max-age=60")], True),
        ("404 Not Found", [], False),
    ],
)
def test_a_response_is_for_everybody_if_nothing_in_it_says_otherwise(status, headers, expected):
    response = Response()
    assert (response.status, response.headers) == ("", [])
    response.start(status, headers)
    assert is_shareable(response, Recording(parameters=frozenset())) == expected
    assert not is_shareable(response, Recording())


def test_the_scheme_is_read_from_the_header_of_a_trusted_proxy(settings, application):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    visitor = Visitor(application)
    visitor.get("/", x_forwarded_proto="https")
    assert [key.scheme for key in visitor.cache.store.entries] == ["https"]
    visitor.leave()


def test_the_cache_is_as_large_as_the_setting_says(settings, application):
    settings.PAGE_CACHE_MEGABYTES = 3
    visitor = Visitor(application)
    assert visitor.cache.store.capacity == 3 * 1024 * 1024
    visitor.leave()


def test_who_finds_no_place_gets_the_last_page_where_there_is_one(visitor, application):
    def refuse(application, environ, start_response):
        raise Refused

    visitor.get("/")
    visitor.cache.run = refuse
    [page] = visitor.cache.store.entries.values()
    page.stale_at = 0
    answer = visitor.get("/")
    assert (answer.status, answer.body) == (200, b"page")
    assert "stale" in answer.headers["cache-status"]
    page.expires_at = 0
    assert visitor.get("/").status == 503
    assert visitor.get("/other/").status == 503


def test_a_page_that_is_taken_down_meanwhile_is_not_shown_instead(visitor):
    def take_down(application, environ, start_response):
        visitor.cache.invalidate(frozenset({"story:1"}))
        raise Refused

    visitor.get("/")
    visitor.cache.run = take_down
    [page] = visitor.cache.store.entries.values()
    page.stale_at = 0
    assert visitor.get("/").status == 503


def test_nobody_waits_for_long_for_another_who_renders_the_same_page():
    flights = SingleFlight()
    assert flights.begin("a", lambda _key: False)
    assert not flights.begin("a", lambda _key: False)
    assert not flights.begin("b", lambda _key: True)
    with pytest.raises(Refused):
        flights.wait("a", seconds=0)
    while flights.waiting.acquire(blocking=False):
        pass
    with pytest.raises(Refused):
        flights.wait("a")
    flights.end("a")
    flights.wait("a")  # over
    assert flights.begin("a", lambda _key: False)
