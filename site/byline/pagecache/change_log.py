"""What has changed of late, to validate pages of the second level."""

from collections.abc import Iterable
from datetime import timedelta
from math import inf
from time import time

EVERYTHING = "everything"
# For how long a change stays in the table: longer than any page is cached.
CHANGE_RETENTION = timedelta(minutes=70)


class ChangeLog:
    """The last change of each tag, as far as the table of changes goes back."""

    def __init__(self) -> None:
        # The id of the change, infinite until it is read from the table, and when it was added.
        self.changes: dict[str, tuple[float, float]] = {}
        self.newest = 0
        # From when on the ids are those of this table: a backup may have been restored.
        self.valid_from = 0.0
        self.pruned_at = 0.0

    def reset(self, rows: Iterable[tuple[int, str]], *, valid_from: float = 0) -> None:
        """Replace all changes by those in the table, with their ids."""
        self.changes.clear()
        self.newest, self.valid_from = 0, valid_from
        for number, tags in rows:
            self.add(tags.split(), number)

    def add(self, tags: Iterable[str], number: float = inf) -> None:
        """Add a change with its id, or one of this process that has none yet."""
        now = time()
        for tag in tags:
            self.changes[tag] = (number, now)
        if number < inf:
            self.newest = max(self.newest, int(number))
        if now - self.pruned_at > CHANGE_RETENTION.total_seconds():
            self.prune(now)

    def prune(self, now: float) -> None:
        """Remove changes that are older than any page."""
        self.pruned_at = now
        for tag, (_number, at) in [*self.changes.items()]:
            if now - at > CHANGE_RETENTION.total_seconds():
                self.changes.pop(tag, None)

    def is_unchanged(self, tags: Iterable[str], number: int, begun_at: float) -> bool:
        """Return whether no tag of a page has changed since its rendering began.

        `number` is the id of the last change that was certainly seen before that.
        """
        if number > self.newest or begun_at < self.valid_from:
            return False
        return all(self.changes.get(tag, (0,))[0] <= number for tag in (*tags, EVERYTHING))
