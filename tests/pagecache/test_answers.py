"""What the page cache answers, and what it leaves to Django."""

import gzip

import brotli
import pytest
from django.conf import settings

from tests.factories import ArticleFactory, PhotoFactory
from tests.photos.files import picture, upload

DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, slug="wall", title="The wall", standfirst="Long. " * 50)


def test_a_page_is_rendered_once(visitor, story):
    first, second = visitor.get("/news/wall/"), visitor.get("/news/wall/")
    assert (first.status, second.status) == (200, 200)
    assert first.body == second.body
    assert "The wall" in first.page.h1
    assert visitor.rendered == ["/news/wall/"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br;q=0.5", "gzip"),
        ("gzip", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("", None),
        ("br;q=nonsense, ;;;,=", None),
        ("GZIP;Q=1", "gzip"),
    ],
)
def test_a_page_comes_in_the_encoding_that_the_browser_prefers(visitor, story, accepted, encoding):
    plain = visitor.get("/news/wall/")
    for _ in range(2):
        answer = visitor.get("/news/wall/", accept_encoding=accepted)
        assert answer.headers.get("content-encoding") == encoding
        assert DECODE[encoding](answer.body) == plain.body
        assert int(answer.headers["content-length"]) == len(answer.body)
        assert answer.headers["vary"] == "Accept-Encoding"
    assert len(visitor.rendered) == 1


def test_who_has_the_page_already_gets_no_body(visitor, story):
    etag = visitor.get("/news/wall/", accept_encoding="br").headers["etag"]
    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = visitor.get("/news/wall/", accept_encoding="br", if_none_match=sent)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
    other = visitor.get("/news/wall/", accept_encoding="gzip", if_none_match=etag)
    assert other.status == 200


def test_the_first_visitor_too_may_have_the_page_already(visitor, story):
    etag = visitor.get("/news/wall/").headers["etag"]
    visitor.cache.store.invalidate(frozenset({"everything"}))
    assert visitor.get("/news/wall/", if_none_match=etag).status == 304
    assert len(visitor.rendered) == 2


def test_head_gets_what_get_gets_without_the_body(visitor, story):
    get = visitor.get("/news/wall/")
    head = visitor.get("/news/wall/", method="HEAD")
    assert head == get._replace(body=b"")
    assert len(visitor.rendered) == 1


def test_browsers_ask_each_time_and_front_caches_are_told_nothing(visitor, story):
    headers = visitor.get("/news/wall/").headers
    assert headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "content-security-policy" in headers
    assert not {"set-cookie", "cdn-cache-control", "cache-tags", "x-request-id"} & headers.keys()


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": f"a=1; {settings.SESSION_COOKIE_NAME}=abc"},
        {"cookie": f"{settings.SESSION_COOKIE_NAME}="},
        {"authorization": "Basic abc"},
    ],
)
def test_who_may_be_signed_in_is_not_answered_from_kept_pages(visitor, story, headers):
    visitor.get("/news/wall/")
    assert visitor.get("/news/wall/", **headers).status == 200
    visitor.get("/news/wall/", **headers)
    assert len(visitor.rendered) == 3


def test_other_cookies_make_no_difference_and_reach_no_page_that_is_kept(visitor, story):
    first = visitor.get("/news/wall/", cookie="consent=yes; messages=<b>secret</b>")
    assert "set-cookie" not in first.headers
    assert b"secret" not in first.body
    assert visitor.get("/news/wall/").body == first.body
    assert len(visitor.rendered) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_get_and_head_are_answered_from_kept_pages(visitor, story, method):
    visitor.get("/news/wall/")
    visitor.get("/news/wall/", method=method)
    assert len(visitor.rendered) == 2


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/search/?q=wall", "/admin/", "/comments/1/", "/news/wall", "/healthz"]
)
def test_what_is_no_page_for_everybody_is_not_kept(visitor, story, address):
    visitor.get(address)
    assert not visitor.is_kept(address)


def test_a_page_behind_a_password_is_not_kept(visitor, section):
    ArticleFactory(parent=section, slug="secret", restrict=True)
    visitor.get("/news/secret/")
    assert not visitor.is_kept("/news/secret/")


def test_parameters_that_only_follow_readers_make_no_difference(visitor, story):
    visitor.get("/news/wall/")
    for query in ("utm_source=mail&utm_medium=x", "fbclid=1", "gclid=2&ref_src=twsrc", "&&"):
        assert visitor.is_kept(f"/news/wall/?{query}")
    assert [key.path for key in visitor.cache.store.entries].count("/news/wall/") == 1


def test_what_follows_readers_is_on_no_page_that_is_kept(visitor, section):
    for _ in range(25):
        ArticleFactory(parent=section)
    for address in ("/recent/", "/news/", "/authors/", "/"):
        assert "SECRET" not in visitor.get(f"{address}?utm_id=SECRET").body.decode()


@pytest.mark.parametrize("query", ["x=1", "page=2", "utm=1", "q", "page=1&page=2", "a" * 500])
def test_parameters_that_a_page_does_not_know_are_left_to_django(visitor, story, query):
    visitor.get(f"/news/wall/?{query}")
    assert not visitor.is_kept(f"/news/wall/?{query}")
    assert "/news/wall/" not in {key.path for key in visitor.cache.store.entries}


def test_parameters_that_a_page_knows_are_kept_apart(visitor, section):
    for _ in range(25):
        ArticleFactory(parent=section)
    first = visitor.get("/recent/").body
    second = visitor.get("/recent/?page=2").body
    assert first != second
    assert visitor.get("/recent/?page=2&utm_source=mail").body == second
    assert visitor.get("/recent/?section=news&page=2").body != second
    assert visitor.is_kept("/recent/?page=2&section=news")


def test_hosts_and_schemes_are_kept_apart(visitor, story, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    visitor.get("/news/wall/")
    visitor.get("/news/wall/", host="127.0.0.1")
    assert len(visitor.rendered) == 2
    assert visitor.get("/news/wall/", host="evil.example").status == 400
    assert visitor.get("/news/wall/", host="evil.example").status == 400
    assert {key.host for key in visitor.cache.store.entries} == {"localhost", "127.0.0.1"}


def test_a_story_with_photos_is_kept_once_its_files_are_there(visitor, section):
    ArticleFactory(parent=section, slug="wall", lead_photo=PhotoFactory())
    visitor.get("/news/wall/")
    assert visitor.is_kept("/news/wall/")


def test_a_photo_with_another_file_is_shown_wherever_it_was(
    visitor, section, committed, client, editor
):
    """Of the same size, so that nothing but the content tells the files apart."""
    pages = ["/news/wall/", "/news/"]
    photo = PhotoFactory()
    ArticleFactory(parent=section, slug="wall", lead_photo=photo)

    def shown():
        return [visitor.get(address).page.picture.img["src"] for address in pages]

    before = shown()
    assert shown() == before
    client.force_login(editor)
    content = picture(size=(photo.width, photo.height))
    with committed():
        fields = {"title": photo.title, "credit": photo.credit, "file": upload(content)}
        assert client.post(f"/admin/images/{photo.pk}/", fields).status_code == 302
    assert not set(before) & set(shown())
