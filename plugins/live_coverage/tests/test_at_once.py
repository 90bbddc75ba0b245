"""Updates are posted from several processes at once: none is lost, and none stored twice."""

import uuid

from wagtail.models import PageLogEntry

from byline_live_coverage.models import LiveUpdate
from byline_live_coverage.posting import Content, post
from news.models import ArticlePage
from tests.factories import ArticleFactory, UserFactory
from tests.processes import database_url, newsroom

__all__ = ["database_url", "newsroom"]

PROCESSES = 4
UPDATES = 50


def post_many(number):
    """Post updates, each twice, and some that all processes post."""
    story = ArticlePage.objects.get(slug="night")
    user = UserFactory._meta.model.objects.get(username="live")
    for n in range(UPDATES):
        own = uuid.UUID(int=number * 1000 + n)
        for key in (own, own, uuid.UUID(int=10**6 + n)):
            post(story, user, Content(text=f"<p>{key}</p>"), key)


def test_none_is_lost_and_none_is_stored_twice(newsroom):
    ArticleFactory(slug="night", body=[("live_coverage_updates", {"is_over": False})])
    UserFactory(username="live", group="Editors")
    newsroom.run(post_many, [(number,) for number in range(1, PROCESSES + 1)])
    stored = LiveUpdate.objects.all()
    assert len(stored) == len({update.form_key for update in stored}) == (PROCESSES + 1) * UPDATES
    assert all(update.text == f"<p>{update.form_key}</p>" for update in stored)
    assert not stored.exclude(edited_at=None).exists()
    assert PageLogEntry.objects.filter(action="live_coverage.post").count() == len(stored)
