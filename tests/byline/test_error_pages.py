"""What readers see when something is missing or fails."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import path
from django.views.defaults import server_error

from byline.urls import urlpatterns as site_urls
from tests.factories import ArticleFactory, hidden_stories


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
