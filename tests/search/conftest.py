"""Fixtures of the tests of search."""

import pytest

from tests.factories import ArticleFactory
from tests.search.indexing import index


@pytest.fixture
def publish(db):
    """Make indexed stories: `publish("A headline", standfirst="…")`."""

    def make(title, **fields):
        story = ArticleFactory(title=title, **fields)
        index(story)
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
