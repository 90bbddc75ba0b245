"""What a process keeps, pages above all: bounded, and found by what it depends on."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from threading import Lock
from typing import Protocol

from byline.pagecache.changes import EVERYTHING, is_list

# So many changes are remembered for what is being made meanwhile.
REMEMBERED = 2000


class Kept[K: Hashable](Protocol):
    """Something that is kept: what it depends on, how much room it takes."""

    @property
    def key(self) -> K:
        """The key it is found by."""

    tags: frozenset[str]
    size: int
    stale_at: float
    # Whether it was asked for since there was last too little room.
    used: bool


class Store[K: Hashable, T: Kept]:
    """What is kept by key, at most so much of it."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.kept: dict[K, T] = {}
        self.by_tag: defaultdict[str, set[K]] = defaultdict(set)
        self.changes: deque[tuple[int, frozenset[str]]] = deque(maxlen=REMEMBERED)
        self.changes_heard = 0
        self.lock = Lock()

    def put(self, one: T, begun: int) -> bool:
        """Keep something, unless what it shows changed since the making of it began.

        That is told by how many changes had been heard of then.
        """
        with self.lock:
            if one.size > self.capacity or self.changed_since(begun, one.tags):
                return False
            self.take_out(one.key)
            while self.size + one.size > self.capacity:
                self.make_room()
            self.kept[one.key] = one
            self.size += one.size
            for tag in one.tags:
                self.by_tag[tag].add(one.key)
            return True

    def forget(self, tags: frozenset[str]) -> list[K]:
        """Act on a change: take out what is wrong now, and mark what lacks something.

        Returns the keys of both. Counted last, so that who begins after it finds none of them.
        """
        with self.lock:
            concerned = [*self.kept] if EVERYTHING in tags else self.take_out_or_mark(tags)
            if EVERYTHING in tags:
                for key in concerned:
                    self.take_out(key)
            self.changes.append((self.changes_heard + 1, tags))
            self.changes_heard += 1
            return concerned

    def take_out_or_mark(self, tags: frozenset[str]) -> list[K]:
        """Take out what shows what changed, and mark what lists it; return the keys."""
        concerned = []
        for tag in tags & self.by_tag.keys():
            for key in [*self.by_tag.get(tag, ())]:
                concerned.append(key)
                if is_list(tag):
                    self.kept[key].stale_at = 0
                else:
                    self.take_out(key)
        return concerned

    def changed_since(self, begun: int, tags: Iterable[str]) -> bool:
        """Tell whether any of the tags, or more than is remembered, changed since then."""
        if self.changes_heard - begun > len(self.changes):
            return True
        shown = {*tags, EVERYTHING}
        return any(heard > begun and shown & changed for heard, changed in self.changes)

    def take_out(self, key: K) -> None:
        """Take something out, if it is there."""
        if (one := self.kept.pop(key, None)) is None:
            return
        self.size -= one.size
        for tag in one.tags:
            keys = self.by_tag[tag]
            keys.discard(key)
            if not keys:
                del self.by_tag[tag]

    def make_room(self) -> None:
        """Take out the oldest, or give it a second chance if it was asked for since."""
        key, one = next(iter(self.kept.items()))
        if not one.used:
            self.take_out(key)
            return
        one.used = False
        self.kept[key] = self.kept.pop(key)
