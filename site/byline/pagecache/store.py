"""A bounded cache in memory, whose entries are invalidated by tag."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from threading import Lock
from typing import Protocol

from byline.pagecache.changes import EVERYTHING, is_list

# How many invalidations are stored, to check entries that are rendered meanwhile.
CHANGES_LIMIT = 2000


class Kept[K: Hashable](Protocol):
    """An entry of the store, with its tags and its size."""

    @property
    def key(self) -> K:
        """The key of the entry."""

    tags: frozenset[str]
    size: int
    stale_at: float
    # Whether it was read since it was last spared by an eviction.
    used: bool


class Store[K: Hashable, T: Kept]:
    """Entries by key, evicted by second chance (CLOCK) beyond a total size."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.kept: dict[K, T] = {}
        self.by_tag: defaultdict[str, set[K]] = defaultdict(set)
        self.changes: deque[tuple[int, frozenset[str]]] = deque(maxlen=CHANGES_LIMIT)
        self.changes_heard = 0
        self.lock = Lock()

    def put(self, one: T, begun: int) -> bool:
        """Store an entry, unless one of its tags changed since it was begun.

        `begun` is the value of `changes_heard` at that time. Returns whether it is stored.
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
        """Evict entries with any of the tags; those that only list it become stale.

        Returns the keys of both. The change is counted last: what begins after it finds none.
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
        """Evict what shows the tags, mark stale what lists them; return the keys."""
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
        """Return whether any of the tags changed since then, or more changed than is stored."""
        if self.changes_heard - begun > len(self.changes):
            return True
        shown = {*tags, EVERYTHING}
        return any(heard > begun and shown & changed for heard, changed in self.changes)

    def take_out(self, key: K) -> None:
        """Evict an entry, if it is there."""
        if (one := self.kept.pop(key, None)) is None:
            return
        self.size -= one.size
        for tag in one.tags:
            keys = self.by_tag[tag]
            keys.discard(key)
            if not keys:
                del self.by_tag[tag]

    def make_room(self) -> None:
        """Evict the oldest entry, or give it a second chance if it was read since."""
        key, one = next(iter(self.kept.items()))
        if not one.used:
            self.take_out(key)
            return
        one.used = False
        self.kept[key] = self.kept.pop(key)
