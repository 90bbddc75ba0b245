"""What many pages show, remembered by a process: cards of stories, the masthead, the foot.

A page that is made anew takes what has not changed from here. The same holds for it as for kept
pages: what it depends on is noted while it is made, and it is forgotten when any of that changes.
Only pages that every visitor may see are made from it, and only while changes are heard of.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from time import time
from typing import TYPE_CHECKING, Any

from byline.pagecache.recording import Clock, Recording, current, record
from byline.pagecache.store import Store

if TYPE_CHECKING:
    from datetime import datetime

# So many things are remembered; a card takes about ten thousand bytes.
MOST = 3000
# What no page says: a safeguard against what nobody thought of, in seconds.
LONGEST = 3600

type Key = tuple[Hashable, ...]


class Remembered:
    """Something that pages show, with what it depends on."""

    __slots__ = ("gone_at", "key", "outdated_at", "size", "tags", "used", "value")

    def __init__(self, key: Key, value: Any, recording: Recording) -> None:
        self.key = key
        self.value = value
        self.tags = frozenset(recording.tags)
        self.outdated_at = min(recording.outdated_at, recording.begun_at + LONGEST)
        self.gone_at = recording.gone_at
        self.size = 1
        self.used = False

    def is_good(self) -> bool:
        """Tell whether it is still what readers ought to see."""
        return min(self.outdated_at, self.gone_at) > time()

    def note(self, recording: Recording) -> None:
        """Note what a page depends on that shows it."""
        recording.tags |= self.tags
        recording.gone_at = min(recording.gone_at, self.gone_at)
        recording.outdated_at = min(recording.outdated_at, self.outdated_at)


class Memory(Store[Key, Remembered]):
    """What a process remembers, at most so many things."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__(most)

    def find(self, key: Key) -> Remembered | None:
        """Return what is remembered under a key, unless it is over."""
        thing = self.kept.get(key)
        if thing is None or not thing.is_good():
            return None
        thing.used = True
        return thing


def remember[T](key: Key, make: Callable[[], T]) -> T:
    """Return what `make()` returns, which is called again only when something in it changed."""
    recording = current()
    if recording is None or (memory := recording.memory) is None:
        return make()
    thing = memory.find(key)
    if thing is None:
        begun = memory.changes_heard
        with record(memory=memory) as own:
            value = make()
        own.ask_clocks()
        thing = Remembered(key, value, own)
        memory.put(thing, begun)
    thing.note(recording)
    return thing.value


def remember_each[N, T](
    kind: str,
    names: Iterable[N],
    find: Callable[[list[N]], Mapping[N, T]],
    note: Callable[[T], None],
) -> dict[N, T]:
    """Return those that are there of many, by name; only what is not remembered is looked up.

    `note` notes what one of them depends on. Pages share them: nobody may change them.
    """
    names, recording = list(names), current()
    if recording is None or (memory := recording.memory) is None:
        return dict(find(names)) if names else {}
    things = {name: thing for name in names if (thing := memory.find((kind, name)))}
    if missing := [name for name in names if name not in things]:
        begun = memory.changes_heard
        clocks: dict[Clock, datetime | None] = {}
        for name, value in find(missing).items():
            with record() as own:
                note(value)
            own.ask_clocks(clocks)
            things[name] = Remembered((kind, name), value, own)
            memory.put(things[name], begun)
    for thing in things.values():
        thing.note(recording)
    return {name: thing.value for name, thing in things.items()}
