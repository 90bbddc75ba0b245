"""What is the same for every client comes from the page cache, whatever the client sends."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.urls import resolve

from byline.drawings import drawn_once
from byline.pagecache.same_for_all import is_same_for_all
from news.models import Newsroom
from seo.icons import key_of
from tests.factories import ArticleFactory, TopicFactory
from tests.routes import addresses, routes

PARTS = {None: ["1", "rss", "stories", "192", "story", "abcdefgh"]}
ADDRESSES = ["/feeds/rss/", "/sitemap.xml", "/news-sitemap.xml", "/icon-192.png", "/favicon.ico"]
JUNK = ["x=1", "x=1&x=2", "fbclid=1&x=", "x" * 500]


def test_feeds_sitemaps_icons_and_share_pictures_are_and_nothing_else():
    every = [address for route in routes() for address in addresses(route, PARTS)]
    for address in every:
        resolved = resolve(address)
        is_ours = resolved.app_names in (["seo"], ["feeds"]) or resolved.view_name in {
            *("news:share_picture", "comments:feed")
        }
        is_another = resolved.view_name in {"seo:indexnow_key", "feeds:directory"}
        expected = is_ours and not is_another
        assert is_same_for_all(address) == expected, address
    assert {"/robots.txt", "/feeds/authors/1/rss/"} <= {*every}
    assert is_same_for_all("/sitemaps/stories-0.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_header_and_no_parameter_has_them_rendered_again(visitor, address):
    cookie = f"{settings.SESSION_COOKIE_NAME}=forged"
    first = visitor.get(address, cookie=cookie, authorization="Bearer x")
    assert first.status == 200
    assert visitor.get(address, cookie=cookie).body == first.body
    assert visitor.get(f"{address}?utm_source=x", authorization="Basic x").body == first.body
    assert visitor.rendered == [address]
    for query in JUNK:
        answer = visitor.get(f"{address}?{query}", cookie=cookie)
        assert (answer.status, answer.headers["location"]) == (302, address)
        assert answer.headers["cache-control"] == "no-store"
    assert visitor.rendered == [address]


@pytest.mark.django_db
def test_other_pages_are_rendered_for_whoever_is_signed_in(visitor, section):
    cookie = f"{settings.SESSION_COOKIE_NAME}=forged"
    visitor.get(section.url)
    visitor.get(section.url, cookie=cookie)
    assert visitor.rendered == [section.url] * 2


def test_a_picture_is_drawn_once():
    drawn = []

    def draw():
        drawn.append(b"picture")
        return drawn[-1]

    assert [drawn_once("one", draw), drawn_once("one", draw)] == [b"picture"] * 2
    drawn_once("another", draw)
    assert len(drawn) == 2


@pytest.mark.django_db
def test_share_pictures_and_icons_are_taken_from_those_that_were_drawn(client, section):
    topic = TopicFactory()
    ArticleFactory(parent=section, about=[topic])
    path = client.get(f"/share-pictures/topic/{topic.pk}/0.png")["Location"]
    newsroom = Newsroom.for_site(section.get_site())
    kept = {path: path}
    for address, sizes in {"/icon-192.png": [192], "/favicon.ico": [16, 32, 48]}.items():
        kept[address] = key_of(newsroom, "#9d1c1c", *sizes)
    for address, key in kept.items():
        assert client.get(address).status_code == 200
        assert caches["drawings"].has_key(key), address
        caches["drawings"].set(key, b"drawn before")
        assert client.get(address).content == b"drawn before"
    assert client.post(path).status_code == 405
