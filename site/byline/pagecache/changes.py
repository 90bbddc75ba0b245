"""Invalidation by tag: in this process at once, in others through the database."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.conf import settings
from django.db import Error, transaction
from django.utils import timezone

from byline.pagecache.change_log import CHANGE_RETENTION, EVERYTHING, ChangeLog

# When a list changes, pages with its tag become stale; with any other tag they are evicted.
LIST_PREFIX = "list:"

type Subscriber = Callable[[frozenset[str]], None]

logger = logging.getLogger(__name__)


change_log = ChangeLog()
# Called with the tags of every change; called when one tag changed.
subscribers: list[Subscriber] = []
handlers_by_tag: defaultdict[str, list[Callable[[], object]]] = defaultdict(list)
# The ids of changes that this process wrote, and has dispatched already.
written: set[int] = set()
# Changes that could not be written yet.
unwritten: list[frozenset[str]] = []


class PendingTags:
    """The tags of one transaction, published together when it commits."""

    def __init__(self, savepoints: tuple[str, ...], tags: Iterable[str]) -> None:
        self.savepoints = savepoints
        self.tags = set(tags)

    def waits(self) -> bool:
        """Return whether the transaction is neither committed nor rolled back."""
        return any(self.commit == call[1] for call in transaction.get_connection().run_on_commit)

    def holds_for(self, savepoints: tuple[str, ...]) -> bool:
        """Return whether a rollback of it also rolls back these savepoints."""
        return savepoints[: len(self.savepoints)] == self.savepoints

    def commit(self) -> None:
        """Publish the tags."""
        publish(frozenset(self.tags))


def changed(*tags: str) -> None:
    """Invalidate pages that depend on any of the tags, when this transaction commits."""
    if not settings.PAGE_CACHE or not tags:
        return
    connection = transaction.get_connection()
    savepoints = tuple(connection.savepoint_ids)
    pending: PendingTags | None = getattr(connection, "pending_tags", None)
    if pending and pending.waits() and pending.holds_for(savepoints):
        pending.tags.update(tags)
        return
    connection.pending_tags = PendingTags(savepoints, tags)
    transaction.on_commit(connection.pending_tags.commit, robust=True)


def publish(tags: frozenset[str]) -> None:
    """Dispatch a change in this process, and write it to the table for others."""
    change_log.add(tags)
    dispatch(tags)
    unwritten.append(tags)
    write_pending_changes()


def write_pending_changes() -> None:
    """Write unwritten changes to the table; while the database is away, they stay unwritten."""
    from byline.pagecache.models import Change  # noqa: PLC0415 - apps may not be ready yet

    tags: frozenset[str] = frozenset()
    with suppress(IndexError):  # another thread may be faster
        while True:
            tags |= unwritten.pop()
    if not tags:
        return
    try:
        # In autocommit, so that ids are in the order of commits.
        number = Change.objects.create(tags=" ".join(sorted(tags))).pk
    except Error:
        unwritten.append(tags)
        logger.exception("A change cannot be written yet for other processes")
    else:
        if subscribers:  # else this process has no listener
            written.add(number)


def dispatch(tags: frozenset[str]) -> None:
    """Call the handlers of a change in this process."""
    for tag in [*handlers_by_tag] if EVERYTHING in tags else handlers_by_tag.keys() & tags:
        for handler in handlers_by_tag[tag]:
            handler()
    for subscriber in subscribers:
        subscriber(tags)


def on_change(tag: str, handler: Callable[[], object]) -> None:
    """Call a function in every process whenever a tag changed."""
    if handler not in handlers_by_tag[tag]:
        handlers_by_tag[tag].append(handler)


def delete_old_changes() -> None:
    """Delete changes that every process has read. A periodic task."""
    from byline.pagecache.models import Change  # noqa: PLC0415 - apps may not be ready yet

    old = Change.objects.filter(at__lt=timezone.now() - CHANGE_RETENTION)
    # Not the newest: pages of the second level are compared with its id.
    if newest := Change.objects.order_by("-pk").values_list("pk", flat=True).first():
        old.exclude(pk=newest).delete()


def is_list(tag: str) -> bool:
    """Return whether a tag is that of a list."""
    return tag.startswith(LIST_PREFIX)
