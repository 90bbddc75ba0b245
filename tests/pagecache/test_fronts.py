"""Purge requests to caches in front of the site."""

import re
from datetime import timedelta
from http.client import BadStatusLine
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.error import URLError

import pytest
from django.utils import timezone
from wagtail.contrib.frontend_cache.backends import BaseBackend

from byline.pagecache.cache_keys import Key
from byline.pagecache.front_caches import (
    PURGED_TAGS_LIMIT,
    REPEAT_AFTER_SECONDS,
    RETRY_AFTER_SECONDS,
    FrontCaches,
    VarnishBackend,
)
from tests.factories import ArticleFactory

WALL = "/news/wall/"


class Tagged(BaseBackend):
    """A cache that finds pages by their tags."""

    purged: list[set[str]] = []
    error: Exception | None = None

    def purge_tags(self, tags):
        if Tagged.error:
            raise Tagged.error
        Tagged.purged.append(set(tags))


class Plain(BaseBackend):
    """A cache that knows addresses only, as most networks do."""

    purged: list[str] = []

    def purge(self, url):
        Plain.purged.append(url)


@pytest.fixture
def fronts(settings):
    Tagged.purged, Tagged.error, Plain.purged = [], None, []
    name = __name__
    settings.WAGTAILFRONTENDCACHE = {
        "tagged": {"BACKEND": f"{name}.Tagged"},
        "plain": {"BACKEND": f"{name}.Plain"},
    }
    return FrontCaches()


def test_front_caches_are_told_what_changed_twice(fronts):
    fronts.purge(frozenset({"page:1"}), [Key("http", "news.example", "/a/", "page=2")])
    begun = fronts.purge_requests[0].due
    fronts.flush(begun)
    assert (Tagged.purged, Plain.purged) == ([{"page:1"}], ["http://news.example/a/?page=2"])
    fronts.flush(begun + REPEAT_AFTER_SECONDS / 2)
    assert len(Tagged.purged) == 1
    # What was on its way meanwhile is caught the second time.
    fronts.flush(begun + REPEAT_AFTER_SECONDS)
    assert Tagged.purged == [{"page:1"}] * 2
    fronts.flush(begun + 10 * REPEAT_AFTER_SECONDS)
    assert len(Tagged.purged) == 2


def test_many_changes_are_told_of_together(fronts):
    for number in range(50):
        fronts.purge(frozenset({f"page:{number}"}), [])
    fronts.flush(fronts.purge_requests[-2].due)
    assert Tagged.purged == [{f"page:{number}" for number in range(50)}]


def test_what_cannot_be_said_now_is_said_later(fronts, caplog):
    fronts.purge(frozenset({"page:1"}), [])
    Tagged.error = URLError("refused")
    begun = fronts.purge_requests[0].due
    fronts.flush(begun)
    assert "cannot be purged" in caplog.text
    Tagged.error = None
    fronts.flush(begun + RETRY_AFTER_SECONDS)
    assert {"page:1"} in Tagged.purged
    assert not fronts.purge_requests


@pytest.mark.parametrize("answer", [BadStatusLine("?"), ValueError("?")])
def test_one_that_answers_nonsense_keeps_nothing_from_the_others(fronts, answer):
    fronts.purge(frozenset({"page:1"}), [Key("http", "news.example", "/a/", "")])
    begun = fronts.purge_requests[0].due
    Tagged.error = answer
    fronts.flush(begun)
    assert Plain.purged == ["http://news.example/a/"]
    Tagged.error = None
    fronts.flush(begun + RETRY_AFTER_SECONDS)
    assert {"page:1"} in Tagged.purged


def test_without_a_front_cache_nothing_is_noted(settings):
    settings.WAGTAILFRONTENDCACHE = {}
    fronts = FrontCaches()
    fronts.purge(frozenset({"page:1"}), [])
    assert not fronts.purge_requests


class RecordedVarnish(VarnishBackend):
    """Keeps the headers that it would send."""

    def __init__(self, params):
        super().__init__(params)
        self.sent = []

    def send(self, headers):
        self.sent.append(headers)


@pytest.fixture
def varnish():
    return RecordedVarnish({"LOCATION": "http://localhost:1/"})


def test_varnish_is_told_in_parts_and_of_too_much_at_once(varnish):
    varnish.purge_tags([f"page:{number}" for number in range(250)])
    assert [headers["Ban-Tags"].count("|") for headers in varnish.sent] == [99, 99, 49]
    varnish.sent.clear()
    varnish.purge_tags([f"page:{number}" for number in range(PURGED_TAGS_LIMIT + 1)])
    varnish.purge_tags(["everything"])
    # It would refuse this tag, and with it all of the same request.
    varnish.purge_tags(["page:1", "Weather_map"])
    assert varnish.sent == [{"Ban-All": "yes"}] * 3


def test_a_kept_page_says_how_long_and_by_what_front_caches_may_keep_it(settings, section, visitor):
    ArticleFactory(parent=section, slug="wall")
    visitor.cache.fronts.backends = [Tagged({})]
    settings.FRONT_CACHE_SECONDS = 100
    for _ in range(2):
        headers = visitor.get(WALL).headers
        seconds = int(headers["cdn-cache-control"].split(",")[0].removeprefix("max-age="))
        assert 0 < seconds <= 100
        tags = set(headers["cache-tags"].split())
        # Of lists beside a story it says nothing: each new one would purge the archive.
        assert "settings" in tags
        assert "list:stories" not in tags
    visitor.cache.listener.has_failed = True
    assert "cdn-cache-control" not in visitor.get(WALL).headers


def test_no_front_cache_shows_in_need_what_has_expired(settings, section, visitor):
    expiry = timezone.now() + timedelta(seconds=600)
    ArticleFactory(parent=section, slug="wall", expire_at=expiry)
    visitor.cache.fronts.backends = [Tagged({})]
    settings.FRONT_CACHE_SECONDS = 100
    policy = visitor.get(WALL).headers["cdn-cache-control"]
    seconds, stale = map(int, re.fullmatch(r"max-age=(\d+), stale-if-error=(\d+)", policy).groups())
    # The one follows on the other.
    assert 590 < seconds + stale <= 600


def test_what_is_not_kept_here_is_kept_nowhere(settings, section, visitor):
    ArticleFactory(parent=section, slug="wall")
    visitor.cache.fronts.backends = [Tagged({})]
    for address in (f"{WALL}?unknown=1", "/search/", "/nowhere/"):
        assert "cdn-cache-control" not in visitor.get(address).headers


def test_varnish_is_told_by_a_request_of_its_own_kind():
    requests = []

    class Varnish(BaseHTTPRequestHandler):
        def do_BAN(self):
            requests.append((self.path, dict(self.headers)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Varnish) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        address = f"127.0.0.1:{server.server_port}"
        VarnishBackend({"LOCATION": f"http://{address}/"}).purge_tags({"page:2", "page:1"})
        thread.join()
    [(path, headers)] = requests
    assert (path, headers["Host"], headers["Ban-Tags"]) == ("/", address, "page:1|page:2")


def test_tags_are_told_in_one_order_until_there_are_too_many(varnish):
    varnish.purge_tags([f"page:{number}" for number in range(PURGED_TAGS_LIMIT)])
    assert len(varnish.sent) == PURGED_TAGS_LIMIT / 100
    assert varnish.sent[0]["Ban-Tags"].startswith("page:0|page:1|page:10|page:100|page:1000|")


def test_what_is_said_is_said_now_and_once_more_a_second_later(fronts):
    fronts.purge(frozenset({"page:1"}), [])
    first, second = fronts.purge_requests
    assert second.due - first.due == pytest.approx(1)
    Tagged.error = OSError("away")
    fronts.flush(first.due)
    assert [order.due for order in fronts.purge_requests] == [second.due, first.due + 5]
    assert {order.tags for order in fronts.purge_requests} == {frozenset({"page:1"})}


def test_only_a_cache_that_failed_makes_it_be_said_once_more(fronts):
    fronts.purge(
        frozenset(), [Key("http", "news.example", "/b/", ""), Key("https", "x", "/a/", "")]
    )
    fronts.flush(fronts.purge_requests[0].due)
    assert Plain.purged == ["http://news.example/b/", "https://x/a/"]
    assert len(fronts.purge_requests) == 1
    before = list(fronts.purge_requests)
    fronts.flush(before[0].due - 0.5)
    assert fronts.purge_requests == before


def test_without_a_front_cache_no_thread_is_started(settings):
    settings.WAGTAILFRONTENDCACHE = {}
    fronts = FrontCaches()
    fronts.start()
    assert fronts.thread is None
