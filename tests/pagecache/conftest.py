"""What the tests of the page cache share."""

import pytest

from byline.pagecache import changes


@pytest.fixture
def changes_seen():
    """The tags of the changes that a subscriber of this process gets, in order."""
    seen = []
    changes.written.clear()
    changes.subscribers.append(seen.append)
    yield seen
    changes.subscribers.remove(seen.append)
    changes.written.clear()
