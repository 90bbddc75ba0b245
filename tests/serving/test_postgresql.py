"""A site whose PostgreSQL server goes away and comes back."""

import re
import time

import pytest

from tests.byline.outage import expect_all_away, get
from tests.faults.clients import Crowd
from tests.postgresql import running_postgresql
from tests.processes import Newsroom, eventually, is_answered

TOKEN = "t" * 40


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with running_postgresql() as database:
        newsroom = Newsroom(database.url, tmp_path_factory.mktemp("migrated"))
        newsroom.manage("migrate", "--verbosity", "0")
        yield database


@pytest.fixture
def newsroom(database, tmp_path):
    newsroom = Newsroom(database.url, tmp_path)
    yield newsroom
    newsroom.close()


def is_kept(port, address):
    """Return whether the page comes without Django, which gives each response an id."""
    return "X-Request-ID" not in get(port, address)[1]


def hits(port):
    """Return how many pages the cache of the only process has sent."""
    text = get(port, "/metrics", Authorization=f"Bearer {TOKEN}")[2]
    return float(re.search(r'^byline_page_cache{.*what="hits".*} (.+)$', text, re.MULTILINE)[1])


def stays_kept(port, address):
    """Return whether a page is cached for two seconds: a new process invalidates all once."""
    before = hits(port)
    for _ in range(20):
        get(port, address)
        time.sleep(0.1)
    return hits(port) - before == 20


def is_stale(port, address):
    status, headers, _text = get(port, address)
    return status == 200 and "stale" in headers.get("Cache-Status", "")


def test_a_site_outlives_the_server_that_is_stopped_and_started(database, newsroom, port):
    newsroom.start("serve", "--port", str(port), "--workers", "1")
    eventually(lambda: is_answered(port))
    assert get(port, "/")[0] == 200
    eventually(lambda: is_kept(port, "/recent/"))
    database.stop()
    expect_all_away(port)
    # An anonymous client gets the cached page.
    eventually(lambda: is_stale(port, "/recent/"))
    assert all(is_stale(port, "/recent/") for _ in range(10))
    assert "The database is away: OperationalError" in newsroom.log.read_text()
    database.start()
    eventually(lambda: not is_stale(port, "/recent/"))
    assert get(port, "/")[0] == 200
    assert get(port, "/admin/login/")[0] == 200


def test_a_server_that_hangs_holds_up_no_page_that_is_kept(database, newsroom, port):
    newsroom.environment["METRICS_TOKEN"] = TOKEN
    newsroom.start("serve", "--port", str(port), "--workers", "1", "--no-worker")
    eventually(lambda: is_answered(port))
    eventually(lambda: stays_kept(port, "/recent/"))
    database.freeze()
    try:
        crowd = Crowd()
        for number in range(10):
            crowd.begin(get, port, f"/search/?q=word{number}")
        kept = 0
        while crowd.is_busy:
            assert get(port, "/recent/")[0] == 200
            kept += 1
        assert {status for status, *_ in crowd.wait()} == {503}
        assert kept > len(crowd.threads)
    finally:
        database.thaw()
    eventually(lambda: get(port, "/search/?q=word")[0] == 200)
    eventually(lambda: not is_stale(port, "/recent/"))
