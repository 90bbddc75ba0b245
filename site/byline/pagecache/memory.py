"""What pages show again and again, remembered by a process: cards, bodies, the masthead, the foot.

A page that is made anew takes what has not changed from here. The same holds for it as for kept
pages: what it depends on is noted while it is made, and it is forgotten when any of that changes.
Only pages of anonymous visitors are made from it, and only while changes are heard of.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from time import time
from typing import Any, NamedTuple

from django.db import DatabaseError
from django.utils.safestring import SafeString

from byline.pagecache.recording import (
    PAGE_MAX_AGE_SECONDS,
    Recording,
    add_dependencies,
    current,
    record_part,
)
from byline.pagecache.store import TaggedStore

# So many things are remembered; a card takes about thirty thousand bytes.
MOST = 1000

type Key = tuple[Hashable, ...]
# HTML that is kept with what it is made from.
type Rendered = dict[Key, SafeString]


class Remembered:
    """Something that pages show, with what it depends on."""

    __slots__ = ("expires_at", "key", "renewed_at", "size", "stale_at", "tags", "used", "value")

    def __init__(self, key: Key, value: Any, recording: Recording) -> None:
        self.key = key
        self.value = value
        self.tags = frozenset(recording.tags)
        self.stale_at = min(recording.stale_at, recording.begun_at + PAGE_MAX_AGE_SECONDS)
        self.expires_at = recording.expires_at
        # Pages take it only while it is young: else each would be over with the oldest it shows.
        self.renewed_at = recording.begun_at + PAGE_MAX_AGE_SECONDS / 2
        self.size = 1
        self.used = False

    def is_good(self) -> bool:
        """Tell whether pages may be made from it."""
        return min(self.renewed_at, self.stale_at, self.expires_at) > time()

    def note(self) -> None:
        """Note what the page depends on that shows it."""
        page = current()
        if page is None:
            return
        page.tags |= self.tags
        page.expires_at = min(page.expires_at, self.expires_at)
        page.stale_at = min(page.stale_at, self.stale_at)


class Memory(TaggedStore[Key, Remembered]):
    """What a process remembers, at most so many things."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__(most)

    def find(self, key: Key) -> Remembered | None:
        """Return what is remembered under a key, unless it is over."""
        thing = self.entries.get(key)
        if thing is None or not thing.is_good():
            return None
        thing.used = True
        return thing


class Making(NamedTuple):
    """A page that is made from what is remembered."""

    memory: Memory
    # How many changes had been heard of when it was begun: whatever it looked up is as old.
    begun: int

    def add(
        self, key: Key, value: Any, recording: Recording, *, is_worth_it: bool = True
    ) -> Remembered:
        """Remember something that was made for the page, if it is known how long it holds."""
        add_dependencies(recording)
        if not is_worth_it:
            return Remembered(key, value, recording)
        try:
            recording.resolve_stale_times()
        except DatabaseError:
            return Remembered(key, value, recording)
        thing = Remembered(key, value, recording)
        self.memory.put(thing, self.begun)
        return thing


_making: ContextVar[Making | None] = ContextVar("making", default=None)


@contextmanager
def made_from(memory: Memory | None) -> Iterator[None]:
    """Make the page that is being recorded from what is remembered, if there is a memory."""
    making = Making(memory, memory.changes_seen) if memory and current() else None
    token = _making.set(making)
    try:
        yield
    finally:
        _making.reset(token)


def remember[T](key: Key, make: Callable[[], T], worth: Callable[[T], bool] | None = None) -> T:
    """Return what `make()` returns, which is called again only when something in it changed.

    `worth` tells what is not worth being remembered.
    """
    making = _making.get()
    if making is None:
        return make()
    thing = making.memory.find(key)
    if thing is None:
        with record_part() as own:
            value = make()
        thing = making.add(key, value, own, is_worth_it=worth is None or worth(value))
    thing.note()
    return thing.value


def is_remembered(key: Key) -> bool:
    """Tell whether something need not be made for the page."""
    making = _making.get()
    return making is not None and making.memory.find(key) is not None


def once(rendered: Rendered, key: Key, render: Callable[[], SafeString]) -> SafeString:
    """Render a part of pages once from something that is remembered, which must be all it shows.

    `key` is all else that the part differs by. It is forgotten together with the thing.
    """
    html = rendered.get(key)
    if html is None:
        html = rendered[key] = render()
    return html


def remember_each[N, T](
    kind: str,
    names: Iterable[N],
    find: Callable[[list[N]], Mapping[N, T]],
    note: Callable[[T], None],
) -> dict[N, T]:
    """Return those that are there of many, by name; only what is not remembered is looked up.

    `note` notes what one of them depends on. Pages share them: nobody may change them.
    """
    names, making = list(names), _making.get()
    if making is None:
        return dict(find(names)) if names else {}
    things = {name: thing for name in names if (thing := making.memory.find((kind, name)))}
    if missing := [name for name in names if name not in things]:
        for name, value in find(missing).items():
            with record_part() as own:
                note(value)
            things[name] = making.add((kind, name), value, own)
    for thing in things.values():
        thing.note()
    return {name: thing.value for name, thing in things.items()}
