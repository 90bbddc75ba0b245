"""What the tests of the search page share."""

import pytest

from tests.factories import ArticleFactory
from tests.search.finding import know


@pytest.fixture
def publish(db):
    """Make stories that the index has: `publish("A headline", standfirst="…")`."""

    def make(title, **fields):
        story = ArticleFactory(title=title, **fields)
        know(story)
        return story

    return make


@pytest.fixture
def find(client):
    """Search as a reader: return the headlines that the page lists."""

    def headlines(typed, **parameters):
        response = client.get("/search/", {"q": typed, **parameters})
        assert response.status_code == 200
        return [result.story.title for result in response.context.get("results", [])]

    return headlines
