"""A date of which there is no story is looked for as the words it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from search.index import index_stories
from search.models import SearchQuery
from tests.factories import ArticleFactory
from tests.search.indexing import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(publish, section):
    """A story of last week that has the word today."""
    published_at = timezone.now() - timedelta(days=10)
    return publish(parent=section, title="The Today programme ends", published_at=published_at)


@pytest.mark.parametrize("typed", ["today programme", "today", "today programmme", "today end"])
def test_the_words_are_found_at_once(programme, find, typed):
    assert find(typed) == ["The Today programme ends"]


def test_the_page_says_so(programme, read):
    page = read("/search/?q=today+programme")
    note = page.select_one(".search-note").get_text()
    assert note == (
        "Nothing was found for the date “today”. These stories have the words as you typed them."
    )
    assert "dates=words" in page.select_one(".search-follow a")["href"]


def test_a_date_that_has_stories_stays_one(programme, publish, read, time_machine):
    time_machine.move_to(timezone.now().replace(hour=12))  # an hour ago is not yesterday
    publish("Programme of the festival")
    page = read("/search/?q=today+programme")
    assert [link.get_text() for link in page.select(".result h2 a")] == [
        "Programme of the festival"
    ]
    assert not page.select(".search-note")


def test_what_is_hidden_has_no_words(programme, client):
    hidden = ArticleFactory(title="Today spies programme", future=True)
    index_stories([hidden.pk])
    page = client.get("/search/", {"q": "today spies"})
    assert not page.context["any"]
    assert not page.context["partial_matches"]


def test_a_word_of_another_time_is_near(programme, client):
    page = client.get("/search/", {"q": "programme in 1950"})
    assert [result.story for result in page.context["partial_matches"]] == [programme]


def test_what_the_words_found_is_logged(programme, client):
    client.get("/search/", {"q": "today programme"}, headers={"user-agent": "Mozilla/5.0"})
    assert SearchQuery.objects.get().found == 1


def test_words_alone_are_put_in_the_order_of_words(programme):
    assert search("today").as_words.order == "relevance"
    assert search("ferry today", order="newest").as_words.order == "newest"
    assert search("ferry").as_words is None
