"""Pages that are joined from fragments: what is rendered, what is shown, and to whom."""

import gzip
from datetime import timedelta
from ipaddress import ip_network
from threading import Event, Thread, current_thread

import brotli
import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.utils import timezone

from byline.bulkheads.responses import Refused
from byline.pagecache import depends_on, expires_at, mark_cacheable, varies_only_for
from byline.pagecache.cache_keys import Key, address_of
from byline.pagecache.cached_pages import (
    SENDS_WITH_QUICK_ENCODING,
    STALE_WHILE_REVALIDATE_SECONDS,
    CachedPage,
)
from byline.pagecache.content_encoding import ENCODERS, QUICK_ENCODERS
from byline.pagecache.esi import include_tag
from byline.pagecache.fragments import fragment, include_fragment
from byline.pagecache.front_caches import VarnishBackend
from byline.pagecache.joiner import FAILED_FRAGMENTS_LIMIT, RETRY_AFTER_SECONDS
from byline.pagecache.recording import current, record
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, PhotoFactory
from tests.pagecache.visiting import Visitor

pytestmark = pytest.mark.django_db
RECENT = "/fragments/recent/"


class Paper:
    """An application of pages that include one fragment, as a test has them."""

    def __init__(self):
        self.recent = "old"
        self.status = self.fragment_status = "200 OK"
        self.etag = None
        self.is_cached = True
        self.text = ""
        self.requests = []
        self.meanwhile = lambda: None
        self.variants = ()
        self.expires_at = None

    def __call__(self, environ, start_response):
        self.requests.append(dict(environ))
        path = environ["PATH_INFO"]
        request = WSGIRequest(environ)
        if path == RECENT:
            mark_cacheable(request, "besides")
            depends_on("list:recent", "story:1")
            varies_only_for("besides", self.variants)
            expires_at(self.expires_at)
            self.meanwhile()
            start_response(self.fragment_status, self.headers())
            return [f"{self.recent}{request.GET.get('besides', '')}".encode()]
        if self.is_cached:
            mark_cacheable(request)
        depends_on(f"page:{path}")
        address = f"{RECENT}?besides={path.strip('/')}"
        current().fragments.add(address)
        start_response(self.status, self.headers())
        return [f"<p>{path}{self.text}</p>{include_tag(address)}.".encode()]

    def headers(self):
        etags = [("ETag", self.etag)] if self.etag else []
        return [("Content-Type", "text/html"), *etags]

    def asked(self):
        """Return what was rendered since this was asked last."""
        paths = [one["PATH_INFO"] + one["QUERY_STRING"] for one in self.requests]
        self.requests.clear()
        return paths


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def visitor(paper, db):
    visitor = Visitor(paper)
    yield visitor
    visitor.leave()


def text(visitor, path="/1", **headers):
    return visitor.get(path, **headers).body.decode()


def test_a_fragment_is_rendered_once_for_all_pages(visitor, paper):
    assert text(visitor, "/1") == "<p>/1</p>old."
    assert text(visitor, "/2") == "<p>/2</p>old."
    assert paper.asked() == ["/1", RECENT, "/2"]


def test_a_changed_fragment_is_joined_with_the_pages_that_are_cached(visitor, paper):
    etags = {visitor.get("/1").headers["etag"]}
    text(visitor, "/2")
    paper.asked()
    paper.recent = "new"
    visitor.cache.invalidate(frozenset({"list:recent"}))
    assert text(visitor, "/1") == "<p>/1</p>new."
    visitor.get("/2", accept_encoding="br")
    assert text(visitor, "/2") == "<p>/2</p>new."
    assert paper.asked() == [RECENT]
    etags.add(visitor.get("/1").headers["etag"])
    assert len(etags) == 2


def test_a_fragment_has_a_weak_etag_of_its_own_in_every_encoding(visitor, paper):
    paper.etag = 'W/"7"'
    for encoding in ("br", "gzip", ""):
        answer = visitor.get(RECENT, accept_encoding=encoding)
        assert (answer.status, answer.headers["etag"]) == (200, 'W/"7"')
        again = visitor.get(RECENT, accept_encoding=encoding, if_none_match='W/"7"')
        assert (again.status, again.headers["etag"]) == (304, 'W/"7"')
    assert visitor.get(RECENT, if_none_match='W/"6"').status == 200


def test_a_strong_etag_and_that_of_a_page_are_the_caches_own(visitor, paper):
    paper.etag = 'W/"7"'
    assert visitor.get("/1").headers["etag"] != 'W/"7"'
    visitor.cache.invalidate(frozenset({"list:recent"}))
    paper.etag = '"7"'
    assert visitor.get(RECENT).headers["etag"] != '"7"'


def test_a_fragment_has_a_variant_for_the_pages_that_it_names(visitor, paper):
    paper.variants = [1]
    assert text(visitor, "/1") == "<p>/1</p>old1."
    assert text(visitor, "/2") == "<p>/2</p>old."
    assert text(visitor, "/3") == "<p>/3</p>old."
    assert paper.asked() == ["/1", RECENT, f"{RECENT}besides=1", "/2", "/3"]
    paper.variants, paper.recent = [2], "new"
    visitor.cache.invalidate(frozenset({"list:recent"}))
    pages = [text(visitor, path) for path in ("/1", "/2", "/3")]
    assert pages == ["<p>/1</p>new.", "<p>/2</p>new2.", "<p>/3</p>new."]


def test_without_its_fragment_a_page_is_shown_until_there_is_one(visitor, paper, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    paper.fragment_status = "500 Oops"
    assert text(visitor) == "<p>/1</p>."
    paper.fragment_status = "200 OK"
    time_machine.shift(RETRY_AFTER_SECONDS)
    assert text(visitor) == "<p>/1</p>old."
    assert paper.asked().count("/1") == 1


def test_a_fragment_that_fails_is_tried_once_a_moment_and_the_last_is_shown(
    visitor, paper, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    for path in ("/1", "/2"):
        text(visitor, path)
    visitor.cache.invalidate(frozenset({"list:recent"}))
    paper.fragment_status = "500 Oops"
    paper.asked()
    assert {text(visitor, path) for path in ("/1", "/2") * 5} == {"<p>/1</p>old.", "<p>/2</p>old."}
    assert paper.asked() == [RECENT]


def test_of_fragments_that_fail_only_so_many_are_noted(visitor):
    joiner = visitor.cache.joiner
    for number in range(FAILED_FRAGMENTS_LIMIT + 1):
        joiner.note_failure(Key("http", "localhost", f"{RECENT}{number}/", ""))
    assert len(joiner.failed_until) == 1


def test_a_page_is_cached_though_a_fragment_of_it_is_refused(visitor, paper):
    run = visitor.cache.run

    def refuse(application, environ, start_response):
        if environ["PATH_INFO"] == RECENT:
            raise Refused
        return run(application, environ, start_response)

    visitor.cache.run = refuse
    assert text(visitor) == "<p>/1</p>."
    visitor.cache.run = run
    assert text(visitor) == "<p>/1</p>old."
    assert paper.asked() == ["/1", RECENT]


def test_who_waits_for_a_page_that_was_overtaken_does_not_render_it_at_once(visitor, paper):
    begun, done = Event(), Event()
    left = ["first"]

    def meanwhile():
        if left:
            left.clear()
            begun.set()
            done.wait(20)
            visitor.cache.invalidate(frozenset({"story:1"}))

    paper.meanwhile = meanwhile
    threads = [Thread(target=visitor.get, args=("/1",)) for _ in range(8)]
    for thread in threads:
        thread.start()
        assert begun.wait(20)
    done.set()
    for thread in threads:
        thread.join()
    assert paper.asked().count(RECENT) <= 3


def test_an_answer_has_the_body_that_was_joined_for_it(visitor, paper, monkeypatch):
    """One thread joins what is then removed; another answers without it while the first goes on."""
    text(visitor)
    paper.recent = "removed"
    visitor.cache.invalidate(frozenset({"story:1"}))
    ready, go, done = Event(), Event(), Event()
    join_anew, first = CachedPage.join_anew, []

    def join_later(page, fragments):
        if current_thread() in first:
            ready.set()
            go.wait(20)
            body = join_anew(page, fragments)
            done.set()
            return body
        body = join_anew(page, fragments)
        go.set()
        assert done.wait(20)
        return body

    monkeypatch.setattr(CachedPage, "join_anew", join_later)
    thread = Thread(target=visitor.get, args=("/1",))
    first.append(thread)
    thread.start()
    assert ready.wait(20)
    paper.recent = "clean"
    visitor.cache.invalidate(frozenset({"story:1"}))
    assert text(visitor) == "<p>/1</p>clean."
    thread.join()


def test_an_include_that_somebody_wrote_is_text(visitor, paper):
    paper.text = include_tag("/admin/")
    assert text(visitor) == f"<p>/1{include_tag('/admin/')}</p>old."
    assert paper.asked() == ["/1", RECENT]


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_a_page_that_is_not_cached_is_joined_too(visitor, paper, status):
    paper.is_cached, paper.status = status == "404 Not Found", status
    for _ in range(2):
        answer = visitor.get("/1")
        assert answer.body == b"<p>/1</p>old."
        assert answer.headers["content-length"] == "13"
    assert paper.asked() == ["/1", RECENT, "/1"]


def test_a_fragment_learns_nothing_of_the_visitor(visitor, paper):
    text(visitor, cookie="visitor=1", user_agent="me", if_none_match="*", range="bytes=0-1")
    page, fragment = paper.requests
    assert not {name for name in fragment if name.startswith("HTTP_")} - {"HTTP_HOST"}
    assert "HTTP_USER_AGENT" in page


def test_to_front_caches_that_are_trusted_includes_are_left(visitor, settings):
    esi = {"surrogate_capability": 'varnish="ESI/1.0"'}
    assert text(visitor, **esi) == "<p>/1</p>old."
    settings.TRUSTED_PROXIES = [ip_network("192.0.2.1/32")]
    assert text(visitor, **esi) == "<p>/1</p>old."  # passed on by a proxy that does not know it
    visitor.cache.fronts.backends = [VarnishBackend({"LOCATION": "http://127.0.0.1:1"})]
    assert text(visitor, surrogate_capability="none") == "<p>/1</p>old."
    for path in ("/1", "/2"):
        answer = visitor.get(path, **esi)
        include = include_tag(f"{RECENT}?besides={path[1:]}")
        assert answer.body.decode() == f"<p>{path}</p>{include}."
        assert answer.headers["surrogate-control"] == 'content="ESI/1.0"'
        assert visitor.get(path, **esi, if_none_match=answer.headers["etag"]).status == 304
    assert text(visitor) == "<p>/1</p>old."


def test_a_fragment_includes_no_other(rf):
    view = fragment()(lambda request: include_fragment({"request": request}, "footer"))
    with record(), pytest.raises(RuntimeError, match="/fragments/footer/"):
        view(rf.get(RECENT))


def test_while_a_list_is_rendered_others_get_the_last_for_a_moment(visitor, paper, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    text(visitor)
    visitor.cache.invalidate(frozenset({"list:recent"}))
    paper.recent = "new"
    begun, done = Event(), Event()
    paper.meanwhile = lambda: begun.set() or done.wait(20)
    first = Thread(target=visitor.get, args=("/2",))
    first.start()
    assert begun.wait(20)
    try:
        assert text(visitor) == "<p>/1</p>old."
        time_machine.shift(STALE_WHILE_REVALIDATE_SECONDS)
        key = Key("http", "localhost", RECENT, "")
        assert not visitor.cache.store.entries[key].may_be_served_meanwhile()
    finally:
        done.set()
        first.join()
    assert text(visitor) == "<p>/1</p>new."


def test_what_is_gone_is_not_shown_while_changes_cannot_be_read(visitor, paper, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    paper.expires_at = now + timedelta(minutes=1)
    text(visitor)
    visitor.cache.listener.has_failed = True
    answer = visitor.get("/1")
    assert (answer.body, "stale" in answer.headers["cache-status"]) == (b"<p>/1</p>old.", True)
    time_machine.shift(61)
    assert text(visitor) == "<p>/1</p>."
    time_machine.move_to(now)
    visitor.cache.invalidate(frozenset({"story:1"}))
    assert text(visitor) == "<p>/1</p>."


def test_pages_are_purged_by_address_with_what_is_gone_from_their_fragments(visitor):
    for path in ("/1", "/2"):
        text(visitor, path)
    store = visitor.cache.store
    assert store.pages_with({"list:recent"}) == []
    store.evict(Key("http", "localhost", RECENT, ""))  # for want of room
    assert {key.path for key in store.pages_with({"story:1"})} == {"/1", "/2"}


def test_bodies_keep_no_old_fragments_in_memory(visitor):
    text(visitor)
    bodies = [page.body for page in visitor.cache.store.entries.values()]
    held = [fragment for body in bodies for fragment in body.fragments]
    assert [one for one in held if isinstance(one, CachedPage)] == []
    assert len(held) == 1


@pytest.mark.parametrize("kind", ["missing", "comment", "thread", "search"])
def test_uncached_pages_are_joined_before_they_are_compressed(section, kind):
    story = ArticleFactory(parent=section)
    address = {
        "missing": "/nothing/",
        "comment": f"/comments/{add_comment(story).pk}/",
        "thread": f"/comments/on/{story.pk}/",
        "search": "/search/?q=x",
    }[kind]
    visitor = Visitor()
    for accepted in ("gzip, br", "br", "gzip"):
        answer = visitor.get(address, accept_encoding=accepted)
        is_compressed = answer.headers.get("content-encoding") == "gzip"
        body = gzip.decompress(answer.body) if is_compressed else answer.body
        if answer.headers.get("content-encoding") == "br":
            body = brotli.decompress(answer.body)
        assert b"<esi:include" not in body
        assert b'<footer class="footer">' in body
        assert int(answer.headers["content-length"]) == len(answer.body)
    assert is_compressed
    visitor.leave()


def test_any_number_makes_no_fragment_of_its_own(section, db):
    visitor = Visitor()
    section.refresh_from_db()
    for number in range(5000, 5020):
        for path in ("comments/%s/", "comments/0%s/", "comment-count/%s/", "recent/?besides=%s"):
            visitor.get(f"/fragments/{path % number}")
        visitor.get(f"/fragments/masthead/?section={section.pk}&page={number}")
        visitor.get(f"/fragments/masthead/?section={section.pk}&banner={number}")
    addresses = {address_of(key) for key in visitor.cache.store.entries}
    visitor.leave()
    assert addresses == {
        # Those of the page that is not there.
        *(f"/fragments/{name}/" for name in ("footer", "popular", "sections")),
        "/fragments/recent/",
        "/fragments/masthead/",
        f"/fragments/masthead/?section={section.pk}",
    }


def test_a_page_that_was_joined_anew_is_compressed_well_once_it_is_asked_for_often(visitor, paper):
    paper.text = "The ferry sails again. " * 100
    visitor.get("/1", accept_encoding="br")
    [page] = [page for page in visitor.cache.store.entries.values() if page.key.path == "/1"]
    assert page.body.encoders is ENCODERS
    paper.recent = "new"
    visitor.cache.invalidate(frozenset({"list:recent"}))
    for _ in range(SENDS_WITH_QUICK_ENCODING - 1):
        visitor.get("/1", accept_encoding="br")
        assert page.body.encoders is QUICK_ENCODERS
    large = page.size
    visitor.get("/1", accept_encoding="br")
    assert page.size < large
    assert visitor.cache.store.size == sum(one.size for one in visitor.cache.store.entries.values())


def test_an_ordinary_story_takes_so_little_room_that_ten_thousand_fit(section, settings):
    visitor = Visitor()
    story = ArticleFactory(parent=section, lead_photo=PhotoFactory())
    for _ in range(10):
        ArticleFactory(parent=section)
    for _ in range(4):
        add_comment(story)
    visitor.get(story.url, accept_encoding="br")
    visitor.leave()
    fragments = (f"/fragments/{name}/{story.pk}/" for name in ("comments", "comment-count"))
    own = (story.url, *fragments)
    sizes = [page.size for key, page in visitor.cache.store.entries.items() if key.path in own]
    assert len(sizes) == 3
    assert 10_000 * sum(sizes) < settings.PAGE_CACHE_MEGABYTES * 1024 * 1024
