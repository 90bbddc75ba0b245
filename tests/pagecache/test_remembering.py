"""What is remembered is found until something in it changes or its time is over."""

from datetime import UTC, datetime, timedelta
from time import time

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django.utils.safestring import mark_safe

from byline.pagecache import (
    depends_on,
    expires_at,
    is_remembered,
    once,
    remember,
    remember_each,
    stale_at,
    stale_by,
)
from byline.pagecache.changes import EVERYTHING
from byline.pagecache.memory import MOST, Memory, Remembered, made_from
from byline.pagecache.recording import PAGE_MAX_AGE_SECONDS, Recording, record
from tests.pagecache.visiting import page_from

HOUR = timedelta(hours=1)


def made(memory, key, value, *tags):
    """Remember something that depends on tags, and return what a page gets."""

    def make():
        depends_on(*tags)
        return value

    with page_from(memory) as recording:
        return remember(key, make), recording


@pytest.mark.parametrize("tag", ["story:1", "list:stories", EVERYTHING])
def test_what_changed_is_made_again(tag):
    memory = Memory()
    made(memory, ("a",), "old", "story:1", "list:stories")
    assert made(memory, ("a",), "new")[0] == "old"
    memory.invalidate(frozenset({"story:2"}))
    assert made(memory, ("a",), "new")[0] == "old"
    memory.invalidate(frozenset({tag}))
    assert made(memory, ("a",), "new")[0] == "new"


def test_a_page_depends_on_what_it_was_made_from():
    memory = Memory()
    end = timezone.now() + timedelta(hours=2)

    def make():
        depends_on("story:1")
        expires_at(end)

    for _ in range(2):
        with page_from(memory) as recording:
            remember(("a",), make)
        assert recording.tags == {"story:1"}
        assert recording.expires_at == end.timestamp()


def test_what_changed_while_it_was_made_is_not_remembered():
    memory = Memory()

    def make():
        depends_on("story:1")
        memory.invalidate(frozenset({"story:1"}))
        return "old"

    with page_from(memory):
        assert remember(("a",), make) == "old"
        assert remember_each("b", [1], lambda _names: {1: make()}, lambda _: depends_on("story:1"))
    assert not memory.entries


def test_of_many_only_those_that_are_missing_are_looked_up():
    memory, calls = Memory(), []

    def find(names):
        calls.append(names)
        return {name: str(name) for name in names if name < 4}

    def note(value):
        depends_on(f"story:{value}")

    with page_from(memory):
        assert remember_each("s", [1, 2, 9], find, note) == {1: "1", 2: "2"}
    memory.invalidate(frozenset({"story:2"}))
    with page_from(memory) as recording:
        assert remember_each("s", [3, 2, 1], find, note) == {3: "3", 2: "2", 1: "1"}
    assert calls == [[1, 2, 9], [3, 2]]
    assert recording.tags == {"story:1", "story:2", "story:3"}


def test_only_so_much_is_remembered():
    memory = Memory(most=10)
    for number in range(100):
        made(memory, (number,), number)
    assert len(memory.entries) == 10


def test_what_nobody_asked_for_makes_room_first():
    memory = Memory(most=2)
    for name in ("old", "new"):
        made(memory, (name,), name)
    assert made(memory, ("old",), "else")[0] == "old"
    made(memory, ("third",), "third")
    assert set(memory.entries) == {("old",), ("third",)}


def test_a_page_that_remembers_nothing_makes_everything():
    for memory in (Memory(), None):
        with made_from(memory):  # which is no page: nothing is recorded
            assert [remember(("a",), lambda value=value: value) for value in (1, 2)] == [1, 2]
            assert not is_remembered(("a",))
    with record(), made_from(None):
        assert [remember(("a",), lambda value=value: value) for value in (1, 2)] == [1, 2]
        assert remember_each("s", [1], lambda names: dict.fromkeys(names, 3), None) == {1: 3}
        assert remember_each("s", [], None, None) == {}


def test_what_is_remembered_need_not_be_made():
    memory = Memory()
    with page_from(memory):
        assert not is_remembered(("a",))
        remember(("a",), lambda: 1)
        assert is_remembered(("a",))
    assert not is_remembered(("a",))


def test_what_is_not_worth_it_is_not_remembered_and_still_depended_on():
    memory = Memory()

    def make():
        depends_on("story:1")
        return 1

    with page_from(memory) as recording:
        assert remember(("a",), make, lambda value: value > 1) == 1
        assert remember(("b",), make, lambda value: value == 1) == 1
    assert [*memory.entries] == [("b",)]
    assert recording.tags == {"story:1"}


def test_what_is_remembered_is_over_at_the_first_of_its_ends(time_machine):
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    half = timedelta(seconds=PAGE_MAX_AGE_SECONDS / 2)
    for note, end in [
        (lambda: None, half),
        (lambda: expires_at(start + HOUR / 6), HOUR / 6),
        (lambda: stale_at(start + HOUR / 6), HOUR / 6),
        (lambda: stale_by(lambda _after: start + HOUR / 6), HOUR / 6),
    ]:
        time_machine.move_to(start, tick=False)
        memory = Memory()
        with page_from(memory):
            remember(("a",), note)
        time_machine.move_to(start + end - timedelta(seconds=1), tick=False)
        assert memory.find(("a",))
        time_machine.move_to(start + end, tick=False)
        assert memory.find(("a",)) is None


def test_a_page_is_over_with_what_it_was_made_from():
    memory, end = Memory(), timezone.now() + HOUR / 6

    def make():
        stale_at(end)
        expires_at(end + HOUR)

    for _ in range(2):
        with page_from(memory) as recording:
            remember(("a",), make)
        assert recording.stale_at == end.timestamp()
        assert recording.expires_at == (end + HOUR).timestamp()


def test_a_page_made_of_two_things_is_over_with_the_first():
    memory, now = Memory(), timezone.now()
    for name, hours in [("a", 0.3), ("b", 0.2), ("c", 0.4)]:
        with page_from(memory):
            remember(
                (name,), lambda hours=hours: [f(now + hours * HOUR) for f in (stale_at, expires_at)]
            )
    with page_from(memory) as recording:
        for name in ("a", "b", "c"):
            remember((name,), None)
    assert recording.expires_at == recording.stale_at == (now + 0.2 * HOUR).timestamp()


def test_a_remembered_thing_is_good_for_no_longer_than_a_page():
    recording = Recording(begun_at=1000)
    thing = Remembered(("a",), 1, recording)
    assert (thing.stale_at, thing.renewed_at) == (
        1000 + PAGE_MAX_AGE_SECONDS,
        1000 + PAGE_MAX_AGE_SECONDS / 2,
    )
    assert thing.size == 1
    assert not thing.used
    assert PAGE_MAX_AGE_SECONDS == 3600


def test_what_cannot_be_dated_is_not_remembered():
    memory = Memory()

    def clock(_after):
        raise DatabaseError

    def make():
        stale_by(clock)
        return "made"

    with page_from(memory) as recording:
        assert remember(("a",), make) == "made"
    assert not memory.entries
    assert recording.stale_time_functions == {clock}


def test_a_part_is_as_old_as_its_page_and_asks_the_same_clocks_once():
    calls = []

    def clock(after):
        calls.append(after)

    with page_from(Memory()) as page:
        page.begun_at = time() - 100
        for name in ("a", "b"):
            remember((name,), lambda: stale_by(clock))
        page.resolve_stale_times()
    assert calls == [datetime.fromtimestamp(page.begun_at, UTC)]


def test_html_is_rendered_once_from_what_is_remembered():
    rendered = {}
    assert once(rendered, ("card", 3), lambda: mark_safe("<p>a</p>")) == "<p>a</p>"
    assert once(rendered, ("card", 3), lambda: mark_safe("<p>b</p>")) == "<p>a</p>"
    assert once(rendered, ("card", 2), lambda: mark_safe("<p>b</p>")) == "<p>b</p>"


def test_a_thousand_things_are_remembered_by_default():
    assert Memory().capacity == MOST == 1000
