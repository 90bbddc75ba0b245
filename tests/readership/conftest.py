"""The clock, a story and the browser of an editor."""

import pytest

from tests.factories import ArticleFactory
from tests.readership.reading import NOW


@pytest.fixture
def _now(time_machine):
    """Stop the clock at `NOW`."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)
