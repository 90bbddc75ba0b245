"""Fixtures of the tests of stories."""

import pytest

from tests.news.editing import Desk


@pytest.fixture
def desk(client, editor):
    """The desk of an editor."""
    return Desk(client, editor)
