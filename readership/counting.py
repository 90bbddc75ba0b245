"""Counting readers: each visit once, across all processes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import batched
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from news.models import ArticlePage
from readership.plugin_events import tell_plugins
from readership.records import HourlyReaders, Visit
from readership.visitors import REPEAT_PERIOD
from readership.windows import HOUR, hour_of

# Visits per transaction.
VISITS_BATCH_SIZE = 500
# A visit written later than this counts in the present hour: its own day may be closed.
OWN_HOUR_MAX_DELAY = 12 * HOUR
# An attempt fails if a story is deleted meanwhile.
COUNT_TRIES = 3

# A stored visit is updated, and counts again, once `REPEAT_PERIOD` is over.
INSERT_VISITS_SQL = """
    INSERT INTO {table} (visitor, story_id, at) VALUES {values}
    ON CONFLICT (visitor, story_id) DO UPDATE SET at = EXCLUDED.at
    WHERE {table}.at <= EXCLUDED.at - {repeat}
    RETURNING visitor, story_id
"""
ADD_READERS_SQL = """
    INSERT INTO {table} (hour, story_id, readers) VALUES {values}
    ON CONFLICT (hour, story_id) DO UPDATE SET readers = {table}.readers + EXCLUDED.readers
"""


class ReadEvent(NamedTuple):
    """A visitor opened a story."""

    visitor: str
    story: int
    at: int  # in seconds since 1970
    # The visitor's hash with the key of yesterday, within `REPEAT_PERIOD` after midnight.
    former: str = ""
    # What the link said that led there.
    source: str = ""


def count(visits: Iterable[ReadEvent]) -> int:
    """Count visits to published stories, repeats left out. Return how many were counted."""
    number = 0
    for batch in batched(visits, VISITS_BATCH_SIZE):
        counted = count_batch(batch)
        tell_plugins("stories_read", counted)
        number += len(counted)
    return number


def count_batch(visits: Sequence[ReadEvent]) -> list[ReadEvent]:
    """Count visits in one transaction, all or none. Raises DatabaseError."""
    for _ in range(COUNT_TRIES - 1):
        with suppress(IntegrityError):  # a story was deleted meanwhile
            return store_batch(visits)
    return store_batch(visits)


@transaction.atomic
def store_batch(visits: Sequence[ReadEvent]) -> list[ReadEvent]:
    """Insert the visits and add them to the hourly readers; return those that were counted."""
    counted = insert_visits(without_repeats(visits))
    add_readers(Counter((hour_to_count_for(visit.at), visit.story) for visit in counted))
    return counted


def without_repeats(visits: Sequence[ReadEvent]) -> list[ReadEvent]:
    """Return one visit per visitor and story, of published stories.

    Sorted, so that two processes never deadlock.
    """
    ids = {visit.story for visit in visits}
    readable = set(ArticlePage.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
    formers = [visit.former for visit in visits if visit.former]
    known = {(visit.visitor, visit.story) for visit in visits}
    if formers:
        since = min(visit.at for visit in visits) - REPEAT_PERIOD.total_seconds()
        recent = Visit.objects.filter(visitor__in=formers, at__gt=since)
        known |= set(recent.values_list("visitor", "story_id"))
    kept = {
        (visit.visitor, visit.story): visit
        for visit in visits
        if visit.story in readable and (visit.former, visit.story) not in known
    }
    return [kept[key] for key in sorted(kept)]


def insert_visits(visits: list[ReadEvent]) -> list[ReadEvent]:
    """Upsert the visits; return those that are no repeats."""
    if not visits:
        return []
    sql = INSERT_VISITS_SQL.format(
        table=Visit._meta.db_table,
        values=", ".join(["(%s, %s, %s)"] * len(visits)),
        repeat=int(REPEAT_PERIOD.total_seconds()),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for v in visits for value in (v.visitor, v.story, v.at)])
        counted = set(cursor.fetchall())
    return [visit for visit in visits if (visit.visitor, visit.story) in counted]


def add_readers(numbers: Counter[tuple[datetime, int]]) -> None:
    """Upsert numbers of readers by hour and story."""
    if not numbers:
        return
    sql = ADD_READERS_SQL.format(
        table=HourlyReaders._meta.db_table, values=", ".join(["(%s, %s, %s)"] * len(numbers))
    )
    adapt = connection.ops.adapt_datetimefield_value
    rows = [(adapt(hour), story, number) for (hour, story), number in sorted(numbers.items())]
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])


def hour_to_count_for(at: int) -> datetime:
    """Return the hour to count a visit in: its own, or the present one if it is too old."""
    now, opened = timezone.now(), datetime.fromtimestamp(at, UTC)
    return hour_of(now if now - opened > OWN_HOUR_MAX_DELAY else opened)
