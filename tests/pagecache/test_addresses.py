"""Under which key a page is kept."""

import pytest

from byline.pagecache.cache_keys import (
    PATH_MAX_LENGTH,
    QUERY_MAX_LENGTH,
    key_of,
    normal_host,
    normal_query,
)
from byline.pagecache.content_encoding import best_encoding, preferred_encoding
from byline.pagecache.front_caches import url_of

PROTO = "HTTP_X_FORWARDED_PROTO"
SERVED = ["news.example", ".paper.example"]


def environ(**values):
    usual = {
        "QUERY_STRING": "",
        "PATH_INFO": "/news/",
        "HTTP_HOST": "news.example",
        "wsgi.url_scheme": "http",
    }
    return usual | values


@pytest.mark.parametrize(
    ("header", "scheme"),
    [
        ("https", "https"),
        ("https, http", "https"),
        ("http", "http"),
        ("anything", "http"),
        ("", "http"),
    ],
)
def test_the_scheme_is_the_one_that_django_reads(header, scheme):
    key = key_of(environ(**{PROTO: header}), PROTO, SERVED)
    assert url_of(key) == f"{scheme}://news.example/news/"
    assert url_of(key_of(environ(**{PROTO: header}), None, SERVED)) == "http://news.example/news/"


@pytest.mark.parametrize(
    ("name", "longest"),
    [("QUERY_STRING", QUERY_MAX_LENGTH), ("PATH_INFO", PATH_MAX_LENGTH)],
)
def test_nothing_long_is_remembered(name, longest):
    before = normal_query.cache_info().currsize
    assert key_of(environ(**{name: "x" * (longest + 1)}), None, SERVED) is None
    assert normal_query.cache_info().currsize == before
    assert key_of(environ(**{name: "x" * longest}), None, SERVED)


def test_no_long_header_is_remembered():
    best_encoding.cache_clear()
    for number in range(3):
        assert preferred_encoding(f"br, {'x' * 1000}{number}") == "br"
    assert best_encoding.cache_info().currsize == 1


@pytest.mark.parametrize(
    "name",
    [
        *("_ga", "dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid"),
        *("ref_src", "wbraid", "yclid", "utm_source", "utm_anything"),
    ],
)
def test_what_only_follows_readers_is_no_part_of_the_key(name):
    assert normal_query(f"{name}=x&page=2") == "page=2"


@pytest.mark.parametrize(
    ("query", "normal"),
    [
        ("page=2&author=", "author=&page=2"),
        ("a=1&a=2", None),
        ("a=1&b=1", "a=1&b=1"),
        ("&&", ""),
        ("fields=b,a,,%20a", "fields=a%2Cb"),
    ],
)
def test_a_query_is_kept_in_one_order_and_with_what_is_empty(query, normal):
    assert normal_query(query) == normal


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("news.example", "news.example"),
        ("NEWS.example:8000", "news.example"),
        ("news.example.", "news.example"),
        ("www.paper.example", "www.paper.example"),
    ],
)
def test_a_host_is_one_however_it_is_written(host, name):
    assert key_of(environ(HTTP_HOST=host), None, SERVED).host == name


@pytest.mark.parametrize(
    "host", ["", "evil.example", "news.example@evil", "[", "a" * (QUERY_MAX_LENGTH + 1)]
)
def test_a_host_that_is_not_served_has_no_key(host):
    before = normal_host.cache_info().currsize
    assert key_of(environ(HTTP_HOST=host), None, SERVED) is None
    assert normal_host.cache_info().currsize <= before + (len(host) <= QUERY_MAX_LENGTH)
