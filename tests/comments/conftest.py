"""Stories, comments and moderators."""

import pytest

from byline.plugins.loading import plugin_manager
from comments.models import State
from comments.moderation import set_state
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, UserFactory


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


@pytest.fixture
def moderator(db):
    """A user who moderates the comments of every section."""
    return UserFactory(username="moderator", group="Comment moderators")


@pytest.fixture
def desk(client, moderator):
    """The browser of a moderator who has signed in."""
    client.force_login(moderator)
    return client


@pytest.fixture
def waiting(story):
    """Three comments that wait, the one written first in front."""
    comments = [add_comment(story, text) for text in ("One thing.", "Another thing.", "The last.")]
    set_state(comments, State.PENDING, None)
    for comment in comments:
        comment.refresh_from_db()
    return comments


@pytest.fixture
def register():
    """Add a plugin until the test is over."""
    manager = plugin_manager()
    names = []

    def add(plugin):
        names.append(manager.get_name(plugin) or manager.register(plugin))
        return plugin

    yield add
    for name in names:
        manager.unregister(name=name)
