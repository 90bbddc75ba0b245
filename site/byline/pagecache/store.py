"""A bounded cache in memory, whose entries are invalidated by tag."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from threading import Lock
from time import time
from typing import Protocol

from byline.pagecache.change_log import EVERYTHING
from byline.pagecache.changes import is_list

# How many invalidations are stored, to check entries that are rendered meanwhile.
CHANGES_LIMIT = 2000


class CacheEntry[K: Hashable](Protocol):
    """An entry of the store, with its tags and its size."""

    @property
    def key(self) -> K:
        """The key of the entry."""

    @property
    def size(self) -> int:
        """The room that it takes."""

    tags: frozenset[str]
    stale_at: float
    # Whether it was read since an eviction last passed it over.
    used: bool


class TaggedStore[K: Hashable, T: CacheEntry]:
    """Entries by key, evicted by second chance (CLOCK) beyond a total size."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.entries: dict[K, T] = {}
        self.by_tag: defaultdict[str, set[K]] = defaultdict(set)
        self.changes: deque[tuple[int, frozenset[str]]] = deque(maxlen=CHANGES_LIMIT)
        self.changes_seen = 0
        # What each entry was counted with.
        self.sizes: dict[K, int] = {}
        self.lock = Lock()

    def put(self, entry: T, since: int) -> bool:
        """Store an entry, unless one of its tags changed while it was rendered.

        `since` is the value of `changes_seen` before that. Returns whether it is stored.
        """
        with self.lock:
            size = entry.size  # once: it may grow meanwhile
            if size > self.capacity or self.changed_since(since, entry.tags):
                return False
            self.evict(entry.key)
            while self.size + size > self.capacity:
                self.evict_oldest()
            self.entries[entry.key] = entry
            self.sizes[entry.key] = size
            self.size += size
            for tag in entry.tags:
                self.by_tag[tag].add(entry.key)
            return True

    def recount(self, entry: T) -> None:
        """Count an entry that takes more or less room than before."""
        with self.lock:
            if self.entries.get(entry.key) is not entry:
                return
            size = entry.size  # once: it may grow meanwhile
            self.size += size - self.sizes[entry.key]
            self.sizes[entry.key] = size
            while self.size > self.capacity:
                self.evict_oldest()

    def invalidate(self, tags: frozenset[str]) -> list[K]:
        """Evict entries with any of the tags; those that only list it become stale.

        Returns the keys of both. The change is counted last: a rendering that starts after it
        finds none of them.
        """
        with self.lock:
            affected = [*self.entries] if EVERYTHING in tags else self.evict_or_mark_stale(tags)
            if EVERYTHING in tags:
                for key in affected:
                    self.evict(key)
            self.changes.append((self.changes_seen + 1, tags))
            self.changes_seen += 1
            return affected

    def evict_or_mark_stale(self, tags: frozenset[str]) -> list[K]:
        """Evict entries with any of the tags, or mark them stale; return their keys."""
        affected = []
        for tag in tags & self.by_tag.keys():
            for key in [*self.by_tag.get(tag, ())]:
                affected.append(key)
                if is_list(tag):
                    entry = self.entries[key]
                    entry.stale_at = min(entry.stale_at, time())
                else:
                    self.evict(key)
        return affected

    def changed_since(self, since: int, tags: Iterable[str]) -> bool:
        """Return whether any of the tags changed since then; True if too long ago to know."""
        if self.changes_seen - since > len(self.changes):
            return True
        tags = {*tags, EVERYTHING}
        return any(number > since and tags & changed for number, changed in self.changes)

    def evict(self, key: K) -> None:
        """Evict an entry, if it is there."""
        if (entry := self.entries.pop(key, None)) is None:
            return
        self.size -= self.sizes.pop(key)
        for tag in entry.tags:
            keys = self.by_tag[tag]
            keys.discard(key)
            if not keys:
                del self.by_tag[tag]

    def evict_oldest(self) -> None:
        """Evict the oldest entry, or give it a second chance if it was read since."""
        key, entry = next(iter(self.entries.items()))
        if not entry.used:
            self.evict(key)
            return
        entry.used = False
        self.entries[key] = self.entries.pop(key)
