"""A feed follows a search."""

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from search.index import index_stories
from tests.factories import SectionFactory, hidden_stories

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed(client):
    """Return the feed of a search."""

    def get(typed, **parameters):
        response = client.get("/search/feed/atom/", {"q": typed, **parameters})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("application/atom+xml")
        assert not response.cookies
        return ElementTree.fromstring(response.content)

    return get


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_the_newest_stories_that_are_found_come_first(publish, feed):
    now = timezone.now()
    publish("Ferry one", published_at=now - timedelta(days=2))
    publish("A boat", standfirst="No ferry", published_at=now - timedelta(hours=2))
    publish("A car")
    assert titles(feed("ferry")) == ["A boat", "Ferry one"]


def test_it_is_narrowed_down_as_the_search_is(publish, feed):
    sport = SectionFactory(title="Sport", slug="sport")
    publish("Ferry race", parent=sport)
    publish("Ferry strike")
    followed = feed("ferry", section="sport")
    assert titles(followed) == ["Ferry race"]
    links = {link.get("rel"): link.get("href") for link in followed.findall(f"{ATOM}link")}
    assert links["alternate"].endswith("/search/?q=ferry&section=sport")
    assert links["self"].endswith("/search/feed/atom/?q=ferry&section=sport")


def test_its_links_are_those_of_the_site(publish, feed):
    story = publish("Ferry & “boat”")
    entry = feed("ferry").find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == story.full_url


def test_what_is_hidden_is_not_in_it(section, feed):
    index_stories([story.pk for story in hidden_stories(section, title="Ferry")])
    assert titles(feed("ferry")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", " ", "-x", "?"])
def test_there_is_none_of_nothing(client, typed):
    assert client.get("/search/feed/atom/", {"q": typed}).status_code == 404


def test_it_costs_the_same_however_many_stories_it_has(publish, feed, count):
    publish("Ferry 0", authors=["Mara Lind"])
    one = count("/search/feed/atom/?q=ferry")
    for n in range(1, 20):
        publish(f"Ferry {n}", authors=[f"Author {n}"])
    assert len(titles(feed("ferry"))) == 20
    assert count("/search/feed/atom/?q=ferry") == one


@pytest.mark.django_db
def test_its_address_of_old_redirects(client):
    response = client.get("/search/feed/", {"q": "ferry", "section": "sport"})
    assert response.status_code == 301
    assert response["Location"] == "/search/feed/atom/?q=ferry&section=sport"
