"""A story that is live coverage, and updates on it."""

import uuid

import pytest

from byline_live_coverage.coverage import BLOCK_TYPE
from byline_live_coverage.models import LiveUpdate
from tests.factories import ArticleFactory

BODY = [("paragraph", "<p>All night.</p>"), (BLOCK_TYPE, {"is_over": False})]


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Election night", slug="night", body=BODY)


@pytest.fixture
def add():
    """Add updates to a story."""

    def add_updates(story, *texts, **fields):
        return [
            LiveUpdate.objects.create(story_id=story.pk, text=f"<p>{text}</p>", **fields)
            for text in texts
        ]

    return add_updates


@pytest.fixture
def send(client):
    """Send the form of an update, as the script does or without."""

    def post(story, text="Polls are closed.", address="post/", **fields):
        sent = {"text": text, "format": "text", "form_key": uuid.uuid4(), **fields}
        return client.post(f"/plugins/live_coverage/{story.pk}/{address}", sent)

    return post
