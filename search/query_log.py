"""The query log: what readers search for, how often, and how many stories they find.

Queries and days are stored, never the client. Wagtail's tables have the queries and how often
each was made on a day (UTC), which the lists of promoted results show; ours the number found.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta

from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.search.utils import MAX_QUERY_STRING_LENGTH, normalise_query_string

from byline.text import without_unfit_characters
from search.models import SearchQuery

logger = logging.getLogger(__name__)

# How long a page waits for a busy database.
LOCK_TIMEOUT_MILLISECONDS = 250
STORIES_FOUND_MAX = 2_147_483_647  # the range of the column

ADD_QUERY_SQL = """
    INSERT INTO {query} (query_string) VALUES (%s) ON CONFLICT (query_string) DO NOTHING
"""
ADD_HIT_SQL = """
    INSERT INTO {hits} (query_id, date, hits) SELECT id, %s, 1 FROM {query} WHERE query_string = %s
    ON CONFLICT (query_id, date) DO UPDATE SET hits = {hits}.hits + 1
"""
ADD_FOUND_SQL = """
    INSERT INTO {search_query} (query_id, found, at)
    SELECT id, %s, %s FROM {query} WHERE query_string = %s
    ON CONFLICT (query_id) DO UPDATE SET found = EXCLUDED.found, at = EXCLUDED.at
"""


def normalise(words: str) -> str:
    """Return a query as it is stored: lower case, single spaces, cut to fit the column."""
    words = " ".join(without_unfit_characters(words).split())
    # Some letters are two in lower case.
    return str(normalise_query_string(words))[:MAX_QUERY_STRING_LENGTH].strip()


def log_query(words: str, found: int) -> None:
    """Log a query and the number of stories found.

    Costs three statements and those of a transaction. An error of the database is logged: the
    page matters more.
    """
    if not (words := normalise(words)):
        return
    try:
        with short_lock_timeout(), transaction.atomic():
            count_query(words, max(0, min(found, STORIES_FOUND_MAX)))
    except Error:
        logger.warning("A search could not be written down", exc_info=True)


def count_query(words: str, found: int) -> None:
    """Increment the count of a query, atomically."""
    tables = {
        "query": Query._meta.db_table,
        "hits": QueryDailyHits._meta.db_table,
        "search_query": SearchQuery._meta.db_table,
    }
    now = timezone.now()
    day = connection.ops.adapt_datefield_value(now.astimezone(UTC).date())
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MILLISECONDS}")
        cursor.execute(ADD_QUERY_SQL.format(**tables), [words])
        cursor.execute(ADD_HIT_SQL.format(**tables), [day, words])
        cursor.execute(ADD_FOUND_SQL.format(**tables), [found, at, words])


@contextmanager
def short_lock_timeout() -> Iterator[None]:
    """Set SQLite's busy timeout for the block; on PostgreSQL `count_query` sets its own."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    usual = database.execute("PRAGMA busy_timeout").fetchone()[0]
    database.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_MILLISECONDS}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA busy_timeout = {usual}")


def delete_old_queries() -> None:
    """Delete old queries, except those with promoted results.

    A periodic task of the worker. Wagtail deletes daily hits by `WAGTAILSEARCH_HITS_MAX_AGE`.
    """
    oldest = timezone.now() - timedelta(settings.SEARCH_QUERY_RETENTION_DAYS)
    QueryDailyHits.garbage_collect()
    SearchQuery.objects.filter(at__lt=oldest).delete()
    Query.garbage_collect()
