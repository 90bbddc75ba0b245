"""What the tests of stories share."""

import pytest

from tests.news.editing import Desk


@pytest.fixture
def desk(client, editor):
    """The desk of somebody who may publish."""
    return Desk(client, editor)
