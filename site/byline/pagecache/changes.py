"""Saying that something changed: to this process at once, to others by the database."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import Error, transaction
from django.utils import timezone

# Pages that depend on a list lack something when it changes; on anything else, they are wrong.
LIST = "list:"
EVERYTHING = "everything"
# How long a change can be looked up.
KEPT_FOR = timedelta(hours=1)

type Subscriber = Callable[[frozenset[str]], None]

logger = logging.getLogger(__name__)
# Whoever keeps pages in this process, and what else is to be forgotten with a tag.
subscribers: list[Subscriber] = []
consequences: defaultdict[str, list[Callable[[], object]]] = defaultdict(list)
# The changes this process wrote into the table: it knows them already.
written: set[int] = set()
# What could not be written into it yet.
unwritten: list[frozenset[str]] = []


class PendingTags:
    """The tags of one transaction, told of together when it is committed."""

    def __init__(self, savepoints: tuple[str, ...], tags: Iterable[str]) -> None:
        self.savepoints = savepoints
        self.tags = set(tags)

    def waits(self) -> bool:
        """Tell whether the transaction is neither committed nor undone."""
        return any(self.commit == call[1] for call in transaction.get_connection().run_on_commit)

    def holds_for(self, savepoints: tuple[str, ...]) -> bool:
        """Tell whether it is undone only together with what is done in the savepoints."""
        return savepoints[: len(self.savepoints)] == self.savepoints

    def commit(self) -> None:
        """Say what was pending."""
        publish(frozenset(self.tags))


def changed(*tags: str) -> None:
    """Have pages that depend on any of the tags made anew, once this transaction is committed."""
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


def changed_everything() -> None:
    """Have every page made anew, once this transaction is committed."""
    changed(EVERYTHING)


def publish(tags: frozenset[str]) -> None:
    """Tell this process, and write down for others, what changed."""
    dispatch(tags)
    unwritten.append(tags)
    write_down()


def write_down() -> None:
    """Write down for others what is not written yet; while the database is away, keep it."""
    from byline.pagecache.models import Change

    tags: frozenset[str] = frozenset()
    with suppress(IndexError):  # another thread may be faster
        while True:
            tags |= unwritten.pop()
    if not tags:
        return
    try:
        # In a transaction of its own, so that changes are numbered as they are committed.
        number = Change.objects.create(tags=" ".join(sorted(tags))).pk
    except Error:
        unwritten.append(tags)
        logger.exception("Other processes cannot be told yet that something changed")
    else:
        if subscribers:  # else nobody reads the table here
            written.add(number)


def dispatch(tags: frozenset[str]) -> None:
    """Act on what changed, in this process."""
    for tag in [*consequences] if EVERYTHING in tags else consequences.keys() & tags:
        for act in consequences[tag]:
            act()
    for subscriber in subscribers:
        subscriber(tags)


def on_change(tag: str, act: Callable[[], object]) -> None:
    """Have something forgotten in every process whenever a tag changed."""
    if act not in consequences[tag]:
        consequences[tag].append(act)


def forget_old() -> None:
    """Delete changes that every process has heard of."""
    from byline.pagecache.models import Change

    Change.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


def is_list(tag: str) -> bool:
    """Tell whether a tag is that of a list."""
    return tag.startswith(LIST)
