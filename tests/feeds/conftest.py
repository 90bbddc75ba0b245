"""Fixtures of the tests of feeds."""

import pytest
from django.db import connection

from tests.feeds.validation import read_response
from tests.pagecache.visiting import Visitor


@pytest.fixture
def feed(client):
    """Read a feed as a strict reader does: `feed("/feeds/rss/")`."""

    def get(address):
        file_format = address.partition("?")[0].rstrip("/").rpartition("/")[2]
        return read_response(client.get(address), file_format)

    return get


@pytest.fixture
def visitor(db):
    """A client of the page cache."""
    visitor = Visitor()
    yield visitor
    visitor.leave()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something in a transaction of its own: `with committed(): story.save()`."""

    def commit():
        # What was done before waits for the end of the test's own transaction, which never comes.
        connection.pending_tags = None
        return django_capture_on_commit_callbacks(execute=True)

    return commit
