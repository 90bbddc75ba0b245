"""Fixtures of the tests of feeds."""

import pytest

from tests.feeds.validation import read_response


@pytest.fixture
def feed(client):
    """Read a feed as a strict reader does: `feed("/feeds/rss/")`."""

    def get(address):
        file_format = address.partition("?")[0].rstrip("/").rpartition("/")[2]
        return read_response(client.get(address), file_format)

    return get
