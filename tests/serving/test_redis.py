"""The shared cache in a real Redis, and without it."""

import json
import os
import signal
import subprocess
import time
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.core.cache import caches
from django.test import override_settings

from byline import caches as shared
from byline.pagecache.second_level import SharedStore
from byline.settings.data import caches as configured
from readership.ranking import ranking_by_section
from readership.windows import WINDOWS
from tests.clock import Clock
from tests.processes import ROOT, eventually, served

# A pickle of `nowhere.X`.
UNKNOWN = b"\x80\x04\x8c\x07nowhere\x94\x8c\x01X\x94\x93\x94."


class Redis:
    """A server that can be hung and killed."""

    def __init__(self):
        self.process = subprocess.Popen(  # noqa: S603
            [
                *("bash", str(ROOT / "scripts" / "with-redis"), "bash", "-c"),
                "echo $CACHE_URL; cat /proc/$PPID/task/$PPID/children; echo; cat",
            ],
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url, self.process.communicate()[1]  # what to install
        self.pid = int(self.process.stdout.readline().split()[0])  # the script's first child
        self.port = urlsplit(self.url).port

    def close(self):
        self.process.communicate("")


@pytest.fixture
def redis():
    redis = Redis()
    yield redis
    redis.close()


@pytest.fixture
def cached(redis):
    """The caches of the settings, in this server, which has not failed."""
    shared.outages_by_server.pop(redis.url, None)  # of an earlier one with the same port
    with override_settings(CACHES=configured(redis.url)):
        yield caches
        for cache in caches.all(initialized_only=True):
            cache.close()


@pytest.fixture(params=["", "redis"])
def either(request):
    """The caches of the settings: each process by itself, and shared."""
    if not request.param:
        with override_settings(CACHES=configured("")):
            yield caches
    else:
        yield request.getfixturevalue("cached")


def test_both_kinds_of_cache_do_the_same(either):
    cache = either["limits"]
    cache.clear()
    assert cache.get("a") is None
    assert cache.add("a", 0, 60)
    assert not cache.add("a", 5, 60)
    assert [cache.incr("a"), cache.incr("a")] == [1, 2]
    with pytest.raises(ValueError, match="b"):
        cache.incr("b")
    cache.set("forever", {None: [1], "x": (True, 2.5)}, timeout=None)
    assert cache.get("forever") == {None: [1], "x": (True, 2.5)}
    cache.set_many({"c": 1, "d": None}, 60)
    assert cache.get_many(["c", "d", "e"]) == {"c": 1, "d": None}
    assert "c" in cache
    assert cache.get_or_set("f", lambda: 7) == 7
    cache.delete_many(["c", "d"])
    assert cache.get("c", "gone") == "gone"
    assert cache.set("g", 1, 1) is None
    time.sleep(1.2)
    assert cache.get("g") is None


def test_one_cache_is_cleared_and_no_other(cached):
    for name in ("default", "renditions", "readership", "limits"):
        cached[name].set("a", name)
    cached["renditions"].clear()
    found = {name: cached[name].get("a") for name in ("default", "renditions", "limits")}
    assert found == {"default": "default", "renditions": None, "limits": "limits"}


@pytest.mark.django_db
def test_a_ranking_goes_through_it_and_back(cached):
    made = ranking_by_section(WINDOWS["day"])
    assert ranking_by_section(WINDOWS["day"]) == made
    assert cached["readership"].get("day")[1] == made


def test_while_it_is_away_each_process_has_its_own_and_one_line_is_logged(redis, cached, caplog):
    cache = cached["limits"]
    cache.set("a", 1)
    os.kill(redis.pid, signal.SIGKILL)
    assert cache.get("a") is None
    assert cache.add("a", 0, 60)
    assert [cache.incr("a"), cache.incr("a")] == [1, 2]
    assert cached["default"].get_many(["b"]) == {}
    cache.clear()
    assert cache.get("a") is None
    lines = [record.getMessage() for record in caplog.records if record.name == "byline.caches"]
    assert lines == ["The shared cache is away (ConnectionError); each process uses its own."]
    assert str(redis.port) not in lines[0]


def test_one_that_hangs_costs_a_moment_and_is_used_again_when_it_is_back(redis, cached, caplog):
    cache, clock = cached["default"], Clock()
    shared.outages_by_server[redis.url].clock = clock
    cache.set("a", 1)
    os.kill(redis.pid, signal.SIGSTOP)
    assert cache.get("a") is None
    os.kill(redis.pid, signal.SIGCONT)
    # It is left alone for a while: each question would have waited.
    assert cache.get("a") is None

    def is_back():
        clock.now += shared.RETRY_AFTER_SECONDS
        return cache.get("a") == 1

    eventually(is_back)
    assert caplog.messages[-1] == "The shared cache is back."


def test_pages_are_kept_in_it_and_it_is_left_alone_while_it_hangs(redis, cached):
    clock = Clock()
    store = SharedStore(cached["pages"], "one")
    shared.outages_by_server[redis.url].clock = clock
    store.put("a", b"<p>\x00\xff" * 5000)
    assert SharedStore(configured_anew(redis), "one").get("a") == b"<p>\x00\xff" * 5000
    assert SharedStore(cached["pages"], "two").get("a") is None
    os.kill(redis.pid, signal.SIGSTOP)
    assert store.get("a") is None
    assert store.is_away
    store.put("a", b"Lost")
    os.kill(redis.pid, signal.SIGCONT)
    assert store.get("a") is None

    def is_back():
        clock.now += shared.RETRY_AFTER_SECONDS
        return store.get("a") == b"<p>\x00\xff" * 5000

    eventually(is_back)


def configured_anew(redis):
    """Return the cache for pages as another process has it."""
    values = configured(redis.url)["pages"]
    return shared.SharedCache(values["LOCATION"], values)


def test_a_site_without_it_is_ready_and_says_that_it_does_without(redis, newsroom, port):
    def cache():
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
            return json.load(answer)["checks"]["cache"]

    newsroom.environment["CACHE_URL"] = redis.url
    served(newsroom, port, "--no-worker")
    assert cache() == "ok"
    os.kill(redis.pid, signal.SIGKILL)
    eventually(lambda: cache() == "away")


@pytest.mark.django_db
def test_readers_get_their_pages_while_it_is_away(redis, cached, client):
    os.kill(redis.pid, signal.SIGKILL)
    for address in ("/", "/search/?q=storm", "/popular/"):
        assert client.get(address).status_code == 200


def test_what_another_release_wrote_is_a_miss(cached):
    cache = cached["default"]
    key = cache.make_and_validate_key("a")
    cache._cache.get_client(write=True).set(key, UNKNOWN)
    assert cache.get("a") is None
    cache.set("a", 2)
    assert cache.get("a") == 2
