"""The settings choose the second level of the page cache, and a shared cache can be one."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from byline import caches as shared
from byline.pagecache.second_level import DiskStore, SharedStore, code_version, second_level
from byline.settings.data import caches as configured

NOWHERE = "redis://127.0.0.1:1"


@pytest.fixture
def cache(settings):
    """A cache that forgets nothing, in memory."""
    return caches["limits"]


@pytest.fixture
def kept(settings, tmp_path):
    """The settings of a production site, but for the folder."""
    settings.PAGE_CACHE_DISK_MEGABYTES = 3
    settings.PAGE_CACHE_FOLDER = tmp_path / "page-cache"
    return settings


@pytest.fixture
def away():
    """The caches of a server that cannot be reached."""
    shared.outages_by_server.pop(NOWHERE, None)
    with override_settings(CACHES=configured(NOWHERE)):
        yield caches["pages"]
    shared.outages_by_server.pop(NOWHERE, None)


def stored(cache):
    """Return the keys of a cache in memory."""
    return [*cache._cache]


def test_what_is_kept_goes_to_the_disk(kept):
    store = second_level()
    assert isinstance(store, DiskStore)
    assert (store.folder, store.capacity) == (kept.PAGE_CACHE_FOLDER, 3 * 1024 * 1024)
    assert (store.version, store.free_bytes) == (code_version(), kept.FREE_DISK_MIN_BYTES)


def test_with_a_shared_cache_nothing_goes_to_the_disk(kept, away):
    store = second_level()
    assert isinstance(store, SharedStore)
    assert (store.cache, store.version) == (away, code_version())
    assert not kept.PAGE_CACHE_FOLDER.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEBUG", True), ("PAGE_CACHE", False), ("PAGE_CACHE_DISK_MEGABYTES", 0)],
)
def test_settings_turn_it_off(kept, name, value):
    setattr(kept, name, value)
    assert second_level() is None
    assert not kept.PAGE_CACHE_FOLDER.exists()


def test_tests_have_none():
    assert second_level() is None


def test_a_shared_value_comes_back_as_it_was(cache):
    SharedStore(cache).put("https://localhost/news/ ä\n", b"\n\x00<p>" * 5000)
    assert SharedStore(cache).get("https://localhost/news/ ä\n") == b"\n\x00<p>" * 5000
    assert SharedStore(cache).get("another") is None


def test_another_version_of_the_code_sees_nothing_of_the_old(cache):
    SharedStore(cache, "one").put("a", b"The wall")
    assert SharedStore(cache, "two").get("a") is None
    assert SharedStore(cache, "one").get("a") == b"The wall"


def test_a_shared_value_is_kept_for_an_hour(cache, time_machine):
    time_machine.move_to("2026-05-01T12:00Z", tick=False)
    SharedStore(cache).put("a", b"The wall")
    time_machine.shift(3599)
    assert SharedStore(cache).get("a") == b"The wall"
    time_machine.shift(2)
    assert SharedStore(cache).get("a") is None


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: [data], lambda data: "x"])
def test_what_is_not_as_it_was_stored_is_a_miss(cache, damage):
    store = SharedStore(cache)
    store.put("a", b"The wall")
    [key] = [key.removeprefix(f"{cache.key_prefix}:1:") for key in stored(cache)]
    cache.set(key, damage(cache.get(key)))
    assert store.get("a") is None


def test_a_pickle_that_cannot_be_read_is_a_miss(cache):
    store = SharedStore(cache)
    store.put("a", b"The wall")
    [key] = stored(cache)
    cache._cache[key] = b"\x80\x04K\xff"
    assert store.get("a") is None


def test_a_server_that_is_away_is_asked_once_and_memory_does_not_stand_in(away, caplog):
    store = SharedStore(away)
    assert store.get("a") is None
    assert store.is_away
    store.put("a", b"The wall")
    assert store.get("a") is None
    assert stored(away.memory) == []
    assert len(caplog.records) == 1


def test_a_value_that_is_too_large_is_not_shared(cache):
    SharedStore(cache).put("a", b"x" * (16 * 1024 * 1024 + 1))
    assert stored(cache) == []
