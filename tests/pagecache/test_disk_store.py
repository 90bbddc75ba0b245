"""What the page cache keeps on disk comes back whole, and takes no more room than it may."""

import os
import resource
import tempfile
import time
import warnings
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import pytest

from byline.pagecache import disk_store
from byline.pagecache.disk_store import DISK_BLOCK_BYTES, DiskStore
from byline.pagecache.stored_values import VALUE_MAX_BYTES
from tests.clock import Clock
from tests.processes import FORK

MEGABYTE = 1024 * 1024
NOBODY = 65534


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "page-cache"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(folder, clock):
    return DiskStore(folder, MEGABYTE, clock=clock)


def put(store, name, value=b"<p>The wall stands.</p>"):
    """Store a value and wait until the files are counted; return the value."""
    store.put(name, value)
    if store.counter:
        store.counter.join()
    return value


def file_of(store, name):
    return store.path(f"{store.version}:{name}")


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def logged(caplog):
    return [r.getMessage() for r in caplog.records if r.name == "byline.pagecache.disk_store"]


@contextmanager
def full_disk(free=100):
    """Let no file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def read_only():
    """A folder of a user who is bound by permissions, and a function that takes these away."""
    parent = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(parent, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield parent
    finally:
        if is_root:
            os.seteuid(0)
        for path in [parent, *parent.rglob("*")]:
            path.chmod(0o700)
        rmtree(parent)


@pytest.mark.parametrize("value", [b"", b"\n\n\n\n\n", b"\x00\xff" * 5000, b"<p>The wall</p>"])
@pytest.mark.parametrize("name", ["a", "", "https://localhost/news/?q=ä\nb", "\ud800", "x" * 3000])
def test_a_value_comes_back_as_it_was(store, name, value):
    put(store, name, value)
    assert store.get(name) == value
    assert store.get(name + "2") is None


def test_a_value_is_replaced(store):
    put(store, "a", b"The wall")
    put(store, "a", b"The boat")
    assert store.get("a") == b"The boat"
    assert len(files(store.folder)) == 1


def test_values_are_there_after_a_restart(store, folder):
    put(store, "a", b"The wall")
    assert DiskStore(folder, MEGABYTE).get("a") == b"The wall"


def test_another_version_of_the_code_sees_nothing_of_the_old(folder):
    old, new = DiskStore(folder, MEGABYTE, "one"), DiskStore(folder, MEGABYTE, "two")
    put(old, "a", b"The wall")
    assert new.get("a") is None
    put(new, "a", b"The boat")
    assert [old.get("a"), new.get("a")] == [b"The wall", b"The boat"]


def test_nobody_else_can_read_the_files(store):
    before = os.umask(0)
    try:
        put(store, "a")
    finally:
        os.umask(before)
    file = file_of(store, "a")
    assert file.stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o777 for path in (file.parent, store.folder)} == {0o700}


def test_processes_that_write_at_once_never_leave_half_a_value(folder):
    values = [bytes([number]) * (5000 * number) for number in range(1, 9)]
    store = DiskStore(folder, 64 * MEGABYTE)
    put(store, "a", values[0])

    def write():
        own = DiskStore(folder, 64 * MEGABYTE)
        for _ in range(50):
            for value in values:
                own.put("a", value)

    writers = [FORK.Process(target=write) for _ in range(2)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the threads of pytest-xdist
        for writer in writers:
            writer.start()
    found = set()
    while any(writer.is_alive() for writer in writers):
        found.add(store.get("a"))
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert found <= set(values)
    assert len(found) > 1
    assert files(folder) == [file_of(store, "a")]


def flip(file, other):
    data = bytearray(file.read_bytes())
    data[-3] ^= 1
    file.write_bytes(data)


def make_fifo(file, other):
    file.unlink()
    os.mkfifo(file)


DAMAGES = {
    "damaged": flip,
    "truncated": lambda file, other: os.truncate(file, file.stat().st_size - 1),
    "too long": lambda file, other: file.write_bytes(file.read_bytes() + b"\n"),
    "empty": lambda file, other: file.write_bytes(b""),
    "foreign": lambda file, other: file.write_text("<p>A note</p>"),
    "huge": lambda file, other: os.truncate(file, 3 * VALUE_MAX_BYTES),
    "of another format": lambda file, other: file.write_bytes(b"X" + file.read_bytes()[1:]),
    "of another name": lambda file, other: file.write_bytes(other.read_bytes()),
    "no file": make_fifo,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_not_as_it_was_written_is_a_miss_and_deleted(store, damage):
    put(store, "a")
    put(store, "b")
    DAMAGES[damage](file_of(store, "a"), file_of(store, "b"))
    assert store.get("a") is None
    assert not file_of(store, "a").exists()
    assert put(store, "a") == store.get("a")


def test_a_link_in_the_place_of_a_file_is_not_followed(store, tmp_path):
    put(store, "a")
    moved = file_of(store, "a").rename(tmp_path / "moved")
    file_of(store, "a").symlink_to(moved)
    assert store.get("a") is None
    put(store, "a", b"The boat")
    assert store.get("a") == b"The boat"
    assert b"The wall" in moved.read_bytes()


def test_a_full_disk_is_left_alone_for_a_while(store, clock, caplog):
    wall = put(store, "a")
    with full_disk():
        put(store, "b", b"x" * 20_000)
        assert store.get("a") == wall
    assert store.get("b") is None
    assert len(files(store.folder)) == 1
    put(store, "b")
    assert store.get("b") is None
    clock.now += disk_store.RETRY_AFTER_SECONDS
    assert put(store, "b") == store.get("b")
    assert len(logged(caplog)) == 1


def test_faults_are_logged_once_a_minute(store, clock, caplog):
    with full_disk():
        for number in range(13):
            put(store, f"{number}", b"x" * 20_000)
            clock.now += disk_store.RETRY_AFTER_SECONDS
    assert [line.count("File too large") for line in logged(caplog)] == [1, 1, 1]


def test_a_disk_that_turns_read_only_still_gives_what_it_has(read_only, caplog):
    clock, folder = Clock(), read_only / "page-cache"
    store = DiskStore(folder, MEGABYTE, clock=clock)
    wall = put(store, "a")
    for path in [*folder.iterdir(), folder, read_only]:
        path.chmod(0o500)
    for name in "ab":
        put(store, name, b"The boat")
        clock.now += disk_store.RETRY_AFTER_SECONDS
    assert store.get("a") == DiskStore(folder, MEGABYTE).get("a") == wall
    assert store.get("b") is None
    assert len(logged(caplog)) == 1


def test_without_a_folder_there_are_only_misses_until_it_can_be_made(folder, clock, caplog):
    folder.write_text("A file")
    store = DiskStore(folder, MEGABYTE, clock=clock)
    put(store, "a")
    assert store.get("a") is None
    assert folder.read_text() == "A file"
    assert len(logged(caplog)) == 1
    folder.unlink()
    clock.now += disk_store.RETRY_AFTER_SECONDS
    assert put(store, "a") == store.get("a")


def link(folder, monkeypatch):
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


FOREIGN_FOLDERS = {
    "a link": link,
    "of another user": lambda folder, patch: patch.setattr(os, "geteuid", lambda: 12345),
    "that others can write to": lambda folder, patch: folder.chmod(0o770),
}


@pytest.mark.parametrize("kind", FOREIGN_FOLDERS)
def test_a_folder_that_others_may_have_filled_is_not_used(store, kind, monkeypatch, caplog):
    put(store, "a")
    FOREIGN_FOLDERS[kind](store.folder, monkeypatch)
    another = DiskStore(store.folder, MEGABYTE)
    assert another.get("a") is None
    put(another, "a", b"The boat")
    [file] = files(store.folder.resolve())
    assert b"The wall" in file.read_bytes()
    assert len(logged(caplog)) == 1


def test_a_folder_that_was_deleted_is_made_again(store, caplog):
    put(store, "a")
    rmtree(store.folder)
    assert store.get("a") is None
    assert put(store, "a") == store.get("a")
    assert logged(caplog) == []


def write_in_order(store, names):
    """Store a value of a block for each name, one second after the other."""
    begun = time.time() - len(names)
    for number, name in enumerate(names):
        store.put(name, b"x" * 1000)
        os.utime(file_of(store, name), (begun + number, begun + number))


def test_the_oldest_go_first_when_there_is_no_more_room(folder):
    names = [f"{number}" for number in range(100)]
    write_in_order(DiskStore(folder, 100 * MEGABYTE), names)
    store = DiskStore(folder, 40 * DISK_BLOCK_BYTES)
    store.get(names[0])  # reading makes it no younger
    store.delete_oldest()
    left = [name for name in names if store.get(name)]
    assert left == names[-35:]


def test_processes_that_share_a_folder_take_no_more_room_than_one_may(folder):
    stores = [DiskStore(folder, 64 * DISK_BLOCK_BYTES) for _ in range(2)]
    most = 0
    for number in range(80):
        for writer, store in enumerate(stores):
            put(store, f"{writer} {number}", b"x" * 1000)
        most = max(most, len(files(folder)))
    assert 56 <= most <= 64
    assert [store.get("1 79") for store in stores] == [b"x" * 1000] * 2


def test_files_that_were_there_at_the_start_are_counted(folder):
    before = DiskStore(folder, 100 * MEGABYTE)
    for number in range(100):
        put(before, f"{number}", b"x" * 20_000)
    put(DiskStore(folder, MEGABYTE), "a")
    assert sum(file.stat().st_size for file in files(folder)) < MEGABYTE


def test_room_is_left_for_others(store):
    put(store, "a")
    DiskStore(store.folder, MEGABYTE, free_bytes=2**62).delete_oldest()
    assert files(store.folder) == []


def test_what_is_older_than_a_day_is_deleted_within_an_hour(store, clock):
    put(store, "a")
    put(store, "b")
    old = time.time() - disk_store.FILE_MAX_SECONDS - 1
    os.utime(file_of(store, "a"), (old, old))
    put(store, "b")
    assert store.get("a")
    clock.now += disk_store.COUNT_INTERVAL_SECONDS + 1
    put(store, "b")
    assert files(store.folder) == [file_of(store, "b")]


def test_what_was_left_half_written_is_deleted_and_nothing_of_others(store):
    put(store, "a")
    folder = file_of(store, "a").parent
    fresh, old, note = folder / ".part-1", folder / ".part-2", folder / "note.txt"
    outer = store.folder / "note.txt"
    for path in (fresh, old, note, outer):
        path.write_text("<p>")
    before = time.time() - disk_store.PARTIAL_FILE_MAX_SECONDS - 1
    for path in (old, note, outer):
        os.utime(path, (before, before))
    DiskStore(store.folder, 0).delete_oldest()
    assert files(store.folder) == sorted([fresh, note, outer])


def test_a_value_that_is_too_large_is_not_stored(store):
    put(store, "a", b"x" * (VALUE_MAX_BYTES + 1))
    assert files(store.folder) == []


def test_a_slow_disk_is_not_used_for_a_while(store, clock, caplog):
    wall = put(store, "a")
    with store.watch():
        clock.now += disk_store.SLOW_SECONDS * 2
    assert store.get("a") is None
    put(store, "b")
    clock.now += disk_store.RETRY_AFTER_SECONDS
    assert store.get("a") == wall
    assert store.get("b") is None
    assert len(logged(caplog)) == 1


def test_while_a_disk_does_not_answer_one_thread_no_other_waits_for_it(store, clock):
    wall = put(store, "a")
    store.waiting[0] = clock.now
    assert store.get("a") == wall
    clock.now += disk_store.SLOW_SECONDS * 2
    assert store.get("a") is None
    put(store, "b")
    del store.waiting[0]
    assert store.get("a") == wall
    assert store.get("b") is None
