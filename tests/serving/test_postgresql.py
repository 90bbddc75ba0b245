"""A site whose PostgreSQL server goes away and comes back."""

import pytest

from tests.byline.outage import expect_all_away, get
from tests.postgresql import running_postgresql
from tests.processes import Newsroom, eventually, is_answered


@pytest.fixture
def database():
    with running_postgresql() as database:
        yield database


@pytest.fixture
def newsroom(database, tmp_path):
    newsroom = Newsroom(database.url, tmp_path)
    yield newsroom
    newsroom.close()


def is_kept(port, address):
    """Tell whether the page comes without Django, which gives each answer an id."""
    return "X-Request-ID" not in get(port, address)[1]


def is_stale(port, address):
    status, headers, _text = get(port, address)
    return status == 200 and "stale" in headers.get("Cache-Status", "")


def test_a_site_outlives_the_server_that_is_stopped_and_started(database, newsroom, port):
    newsroom.manage("migrate", "--verbosity", "0")
    newsroom.start("serve", "--port", str(port), "--workers", "1")
    eventually(lambda: is_answered(port))
    assert get(port, "/")[0] == 200
    eventually(lambda: is_kept(port, "/recent/"))
    database.stop()
    expect_all_away(port)
    # Who is nobody in particular gets what is remembered.
    eventually(lambda: is_stale(port, "/recent/"))
    assert all(is_stale(port, "/recent/") for _ in range(10))
    assert "The database is away: OperationalError" in newsroom.log.read_text()
    database.start()
    eventually(lambda: not is_stale(port, "/recent/"))
    assert get(port, "/")[0] == 200
    assert get(port, "/admin/login/")[0] == 200
