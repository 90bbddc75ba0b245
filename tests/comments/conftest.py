"""Stories, comments and moderators."""

from contextlib import ExitStack

import pytest

from byline.plugins.testing import loaded
from comments.models import State
from comments.moderation import set_state
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


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
    with ExitStack() as stack:

        def add(hooks):
            stack.enter_context(loaded(hooks, name=type(hooks).__name__.lower()))
            return hooks

        yield add
