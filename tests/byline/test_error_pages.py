"""What readers see when something is missing or fails."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.test import Client
from django.urls import path
from django.views.defaults import server_error

from byline.urls import urlpatterns as site_urls
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, hidden_stories
from tests.queries import capture_queries
from tests.readership.reading import read_by


def failing_view(request):
    raise RuntimeError("something broke")


urlpatterns = [path("fails/", failing_view), *site_urls]


@pytest.fixture
def failing(settings):
    """Get a page whose view raises."""
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    return lambda: client.get("/fails/")


def test_a_failing_view_is_answered_in_the_words_of_the_site(failing, db):
    response = failing()
    assert response.status_code == 500
    assert BeautifulSoup(response.content, "lxml").h1.text == ("Something went wrong on our side")
    assert "something broke" not in response.text


def test_the_page_of_a_failure_needs_neither_database_nor_session(failing):
    # No `db` fixture: pytest-django refuses every query.
    response = failing()
    assert response.status_code == 500
    assert "cookie" not in response.get("Vary", "").lower()
    assert not response.cookies


def test_the_page_of_a_failure_needs_no_context(rf):
    assert server_error(rf.get("/")).status_code == 500


def test_the_page_of_a_failure_has_the_strict_policy(failing, db):
    assert "unsafe" not in failing()["Content-Security-Policy"]


def test_a_missing_page_offers_the_newest_stories_and_no_hidden_ones(section, read):
    ArticleFactory(parent=section, title="A story for everybody")
    hidden_stories(section)
    page = read("/no/such/page/", status=404)
    assert page.h1.text == "There is no page here"
    assert "A story for everybody" in page.select_one(".recent").text
    assert "Hidden" not in page.text
    assert page.select_one("link[rel=canonical]") is None


def test_a_missing_page_leads_to_search_sections_and_what_is_read(section, read):
    read_by(ArticleFactory(parent=section, title="Much read"), 5)
    SectionFactory(title="Culture", slug="culture")
    SectionFactory(title="Subscribers", restrict=True)
    main = read("/no/such/page/", status=404).main
    assert main.select_one("form[role=search]")["action"] == "/search/"
    sections = {a.text: a["href"] for a in main.select(".elsewhere__link")}
    assert sections == {"News": "/news/", "Culture": "/culture/"}
    assert [a.text for a in main.select(".popular__link")] == ["Much read"]


def test_a_missing_page_costs_the_same_with_many_stories_and_sections(section, client, settings):
    def queries(page):
        client.get(page)
        for name in set(settings.CACHES) - {"readership"}:
            caches[name].clear()
        with capture_queries() as found:
            assert client.get(page).status_code == 404
        return len(found)

    def add(number):
        for n in range(number):
            photo = PhotoFactory(file__width=60, file__height=40)
            story = ArticleFactory(parent=SectionFactory(), lead_photo=photo, authors=["Mara Lind"])
            read_by(story, n + 1)

    add(7)
    few = queries("/no/such/page/")
    add(20)
    assert queries("/no/such/page/") == few <= 14


def test_with_its_parts_cached_a_missing_page_asks_for_nothing_of_them(visitor, section):
    ArticleFactory(parent=section)
    visitor.get("/nowhere/")
    visitor.rendered.clear()
    for number in range(3):
        assert visitor.get(f"/nowhere/{number}/").status == 404
    assert [path for path in visitor.rendered if path.startswith("/fragments/")] == []


@pytest.mark.parametrize(
    "address",
    [
        "/news/no/",
        "/news/a/b/c/",
        "/%00/",
        "/news/%00/",
        "/%FF/",
        "/" + "a" * 3000 + "/",
        "/news/" + "a" * 3000 + "/",
        "/" + "a/" * 500,
        "/..%2f..%2fetc%2fpasswd",
        "/news/<script>/",
        "/news/%F0%9F%9A%A2/",
        "/static/no.css",
        "/media/no.jpg",
        "/documents/99999/no.pdf",
    ],
)
def test_any_address_whatever_is_answered(section, client, address):
    response = client.get(address)
    assert response.status_code in {301, 302, 404}
    if response.status_code != 404:
        assert client.get(address, follow=True).status_code == 404


def test_a_host_nobody_named_is_refused(client, db):
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400


def test_pages_are_framed_by_nobody_else(section, client):
    response = client.get("/news/")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
