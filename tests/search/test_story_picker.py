"""Stories that are offered while an editor types."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import ArticleFactory
from tests.queries import capture_queries
from tests.search.logging_queries import HOSTILE_QUERIES

pytestmark = pytest.mark.django_db


def offered(client, words=""):
    """Return the headlines that are offered."""
    query = quote(words, errors="surrogatepass")
    answer = client.get(f"{reverse('pick_story')}?q={query}")
    return [option["label"] for option in answer.json()["options"]]


def published(title, **fields):
    """Publish a story."""
    story = ArticleFactory(title=title, signals=True, **fields)
    story.save_revision().publish()
    return story


def test_the_newest_are_offered_before_anything_is_typed(desk, section):
    day = timezone.now() - timedelta(days=1)
    published("Older", parent=section, published_at=day)
    published("Newer", parent=section, published_at=day + timedelta(hours=1))
    assert offered(desk) == ["Newer", "Older"]


def test_the_beginning_of_a_word_of_the_headline_finds_a_story(desk, section):
    published("Council votes for the storm wall", parent=section)
    published("Ferries stop", parent=section)
    assert offered(desk, "council sto") == ["Council votes for the storm wall"]


def test_what_readers_may_not_see_is_not_offered(desk, section):
    ArticleFactory(parent=section, title="Storm draft", live=False).save_revision()
    published("Storm tomorrow", parent=section, published_at=timezone.now() + timedelta(days=1))
    assert offered(desk) == offered(desk, "storm") == []


@pytest.mark.parametrize("words", HOSTILE_QUERIES)
def test_anything_can_be_typed(desk, words):
    assert offered(desk, words) is not None


@pytest.mark.parametrize("words", ["", "harbour"])
def test_it_costs_the_same_with_few_stories_and_with_many(desk, section, words):
    costs = []
    for first in (0, 4):
        for number in range(first, first + 4):
            published(f"Harbour {number}", parent=section)
        offered(desk, words)
        with capture_queries() as queries:
            assert offered(desk, words)
        costs.append(len(queries))
    assert costs[0] == costs[1]
