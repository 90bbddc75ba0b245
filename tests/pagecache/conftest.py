"""What the tests of the page cache share."""

import pytest
from django.db import connection

from byline.pagecache import changes
from tests.pagecache.visiting import Visitor


@pytest.fixture
def visitor(db):
    visitor = Visitor()
    yield visitor
    visitor.leave()


@pytest.fixture
def changes_seen():
    """The tags of the changes that a subscriber of this process gets, in order."""
    seen = []
    changes.written.clear()
    changes.subscribers.append(seen.append)
    yield seen
    changes.subscribers.remove(seen.append)
    changes.written.clear()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something in a transaction of its own: `with committed(): story.save()`."""

    def commit():
        # What was done before waits for the end of the test's own transaction, which never comes.
        connection.pending_tags = None
        return django_capture_on_commit_callbacks(execute=True)

    return commit
