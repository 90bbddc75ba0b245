"""The pages kept by a process: bounded, and found by what they depend on."""

from collections import defaultdict, deque
from collections.abc import Iterable
from threading import Lock

from byline.pagecache.addresses import Key
from byline.pagecache.changes import EVERYTHING, is_list
from byline.pagecache.pages import KeptPage

# So many changes are remembered for pages that are being rendered meanwhile.
REMEMBERED = 2000


class Store:
    """Kept pages by key, at most so many bytes of them."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.pages: dict[Key, KeptPage] = {}
        self.by_tag: defaultdict[str, set[Key]] = defaultdict(set)
        self.changes: deque[tuple[int, frozenset[str]]] = deque(maxlen=REMEMBERED)
        self.changes_heard = 0
        self.lock = Lock()

    def put(self, page: KeptPage, begun: int) -> bool:
        """Keep a page, unless something it shows changed since its rendering began.

        That is told by how many changes had been heard of then.
        """
        with self.lock:
            if page.size > self.capacity or self.changed_since(begun, page.tags):
                return False
            self.take_out(page.key)
            while self.size + page.size > self.capacity:
                self.make_room()
            self.pages[page.key] = page
            self.size += page.size
            for tag in page.tags:
                self.by_tag[tag].add(page.key)
            return True

    def forget(self, tags: frozenset[str]) -> list[Key]:
        """Act on a change: take out what is wrong now, and mark what lacks something.

        Returns the keys of both.
        """
        with self.lock:
            self.changes_heard += 1
            self.changes.append((self.changes_heard, tags))
            if EVERYTHING in tags:
                concerned = [*self.pages]
                for key in concerned:
                    self.take_out(key)
                return concerned
            concerned = []
            for tag in tags & self.by_tag.keys():
                for key in [*self.by_tag.get(tag, ())]:
                    concerned.append(key)
                    if is_list(tag):
                        self.pages[key].outdated_at = 0
                    else:
                        self.take_out(key)
            return concerned

    def changed_since(self, begun: int, tags: Iterable[str]) -> bool:
        """Tell whether any of the tags, or more than is remembered, changed since then."""
        if self.changes_heard - begun > len(self.changes):
            return True
        shown = {*tags, EVERYTHING}
        return any(heard > begun and shown & changed for heard, changed in self.changes)

    def take_out(self, key: Key) -> None:
        """Take out a page, if it is there."""
        if (page := self.pages.pop(key, None)) is None:
            return
        self.size -= page.size
        for tag in page.tags:
            keys = self.by_tag[tag]
            keys.discard(key)
            if not keys:
                del self.by_tag[tag]

    def make_room(self) -> None:
        """Take out the oldest page, or give it a second chance if it was asked for since."""
        key, page = next(iter(self.pages.items()))
        if not page.used:
            self.take_out(key)
            return
        page.used = False
        self.pages[key] = self.pages.pop(key)
