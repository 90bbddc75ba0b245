"""What a story has that decides what stands on pages which do not show it."""

import pytest

from news.models import ArticlePage
from tests.comments.conversing import say
from tests.factories import ArticleFactory, PhotoFactory

WALL = "/news/wall/"


@pytest.fixture
def boat(section):
    """A story that is shown neither on the front page nor beside the newest one."""
    boat = ArticleFactory(parent=section, slug="boat", title="A boat")
    for number in range(20):
        ArticleFactory(parent=section, slug=f"between-{number}")
    ArticleFactory(parent=section, slug="wall")
    return boat


def tags_of(visitor, address):
    assert visitor.get(address).status == 200
    assert visitor.is_kept(address)
    return next(page for key, page in visitor.cache.store.kept.items() if key.path == address).tags


def test_a_story_that_gets_a_photo_may_stand_on_the_front_page(visitor, boat, committed):
    tags = tags_of(visitor, "/")
    below = next(
        story for story in ArticlePage.objects.newest_first() if story.shown_tag not in tags
    )
    with committed():
        below.lead_photo = PhotoFactory()
        below.save_revision().publish()
    assert not visitor.is_kept("/")


def test_comments_that_are_hidden_are_named_under_no_other(visitor, boat, committed):
    named = say(boat)
    say(ArticlePage.objects.get(slug="wall"), text=f">>{named.pk} Quite so.")
    assert boat.shown_tag not in tags_of(visitor, WALL)
    link = f"/comments/{named.pk}/"
    assert link in visitor.get(WALL).body.decode()
    with committed():
        boat.commenting = "hidden"
        boat.save_revision().publish()
    assert link not in visitor.get(WALL).body.decode()
