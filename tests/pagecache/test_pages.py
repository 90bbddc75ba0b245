"""Responses from a cached page, and their headers for front caches."""

import gzip
from math import inf
from time import time

import pytest

from byline.pagecache.cache_keys import Key
from byline.pagecache.cached_pages import (
    CACHE_TAGS_MAX_LENGTH,
    PAGE_OVERHEAD_BYTES,
    CachedPage,
)
from byline.pagecache.joined_bodies import matches

HEADERS = [
    ("Content-Type", "text/html"),
    ("Vary", "Cookie"),
    ("ETag", '"theirs"'),
    ("Content-Length", "7"),
    ("Cache-Control", "max-age=9"),
    ("Last-Modified", "Sun"),
    ("X-Request-Id", "abc"),
    ("X-Frame-Options", "DENY"),
]
POLICY = "CDN-Cache-Control"


@pytest.fixture
def page():
    return page_of(b"page" * 100, HEADERS)


def page_of(body, headers=()):
    page = CachedPage(Key("http", "localhost", "/", ""), list(headers))
    page.join([body])
    return page


def send(page, method="GET", *, stale=False, **headers):
    """Return the status, the headers and the body of an answer."""
    calls = []
    environ = {"REQUEST_METHOD": method, **headers}
    body = page.send(environ, lambda *line: calls.append(line), stale=stale)
    (status, pairs) = calls[0]
    return status, dict(pairs), b"".join(body)


def test_a_page_keeps_the_headers_that_are_not_of_one_answer(page):
    status, headers, body = send(page)
    assert (status, body) == ("200 OK", b"page" * 100)
    etag = headers.pop("ETag")
    assert headers == {
        "Content-Type": "text/html",
        "X-Frame-Options": "DENY",
        "Content-Length": "400",
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Vary": "Accept-Encoding",
    }
    assert len(etag) == 26
    assert page.used


def test_who_has_the_page_is_told_only_that(page):
    etag = send(page, HTTP_ACCEPT_ENCODING="br")[1]["ETag"]
    assert etag.endswith('-br"')
    status, headers, body = send(page, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=etag)
    assert (status, body) == ("304 Not Modified", b"")
    assert headers.keys() == {"Cache-Control", "ETag", "Vary"}
    assert send(page, HTTP_IF_NONE_MATCH=etag)[0] == "200 OK"


def test_a_page_is_compressed_once(page):
    environ = {"REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": "br"}
    first = page.send(environ, lambda *_line: None)
    page.body.encoders = {}
    assert page.send(environ, lambda *_line: None) is first


def test_a_compressed_page_says_how(page):
    _status, headers, body = send(page, HTTP_ACCEPT_ENCODING="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == b"page" * 100


def test_an_etag_is_of_the_body():
    first, same, other = (send(page_of(body))[1]["ETag"] for body in (b"a", b"a", b"b"))
    assert first == same != other


@pytest.mark.parametrize(
    ("header", "expected"),
    [('"a"', True), ('W/"a"', True), ('"b" , "a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_etags_are_compared_weakly(header, expected):
    assert matches(header, '"a"') == expected


@pytest.mark.usefixtures("_now")
def test_front_caches_keep_a_page_until_the_first_of_its_ends(page):
    page.tags = frozenset({"b", "a"})
    page.front_seconds = 100
    assert send(page)[1][POLICY] == "max-age=100, stale-if-error=86400"
    assert send(page)[1]["Cache-Tags"] == "a b"
    page.stale_at = time() + 50
    assert send(page)[1][POLICY] == "max-age=50, stale-if-error=86400"
    page.expires_at = time() + 30
    assert send(page)[1][POLICY] == "max-age=30, stale-if-error=0"
    page.expires_at = time() + 70
    assert send(page)[1][POLICY] == "max-age=50, stale-if-error=20"
    page.expires_at = time() + 0.5
    assert POLICY not in send(page)[1]
    page.expires_at = time() + 1
    assert send(page)[1][POLICY] == "max-age=1, stale-if-error=0"


@pytest.fixture
def _now(time_machine):
    time_machine.move_to(1_800_000_000, tick=False)


def test_front_caches_keep_no_page_that_depends_on_too_much(page):
    page.front_seconds = 100
    page.tags = frozenset({"x" * CACHE_TAGS_MAX_LENGTH})
    assert POLICY in send(page)[1]
    page.tags = frozenset({"x" * (CACHE_TAGS_MAX_LENGTH + 1)})
    assert POLICY not in send(page)[1]


def test_front_caches_are_told_nothing_where_there_are_none_or_the_page_is_stale(page):
    assert POLICY not in send(page)[1]
    page.front_seconds = 100
    status, headers, _body = send(page, stale=True)
    assert (status, POLICY in headers) == ("200 OK", False)
    assert "Content-Type" in headers
    assert "stale" in headers["Cache-Status"]


@pytest.mark.usefixtures("_now")
def test_a_page_is_fresh_until_it_is_outdated_and_shown_in_need_until_it_is_gone(page):
    assert (page.stale_at, page.expires_at) == (inf, inf)
    now = time()
    for outdated, gone, expected in [
        (now + 1, now + 1, (True, True)),
        (now, now + 1, (False, True)),
        (now + 1, now, (False, False)),
    ]:
        page.stale_at, page.expires_at = outdated, gone
        assert (page.is_fresh(), page.may_be_served()) == expected


def test_only_compressed_bodies_of_a_page_take_room(page):
    sent = [len(send(page, HTTP_ACCEPT_ENCODING=name)[2]) for name in ("br", "gzip")]
    send(page)
    assert page.size == PAGE_OVERHEAD_BYTES + sum(sent)
