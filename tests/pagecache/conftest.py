"""What the tests of the page cache share."""

import pytest

from tests.pagecache.visiting import Visitor


@pytest.fixture
def visitor(db):
    visitor = Visitor()
    yield visitor
    visitor.leave()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something in a transaction of its own: `with committed(): story.save()`."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
