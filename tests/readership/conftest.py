"""The clock, a story and the browser of an editor."""

import pytest

from tests.factories import ArticleFactory
from tests.readership.reading import NOW


@pytest.fixture
def _now(time_machine):
    """Let it be `NOW`, and let no time pass."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


@pytest.fixture
def desk(client, editor):
    """The browser of an editor who has signed in."""
    client.force_login(editor)
    return client
