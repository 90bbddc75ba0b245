"""Measures the counting of readers and the ranking of stories in a large newsroom.

    python -m bench.readership --stories 1000000 --rows 20000000 [--plans]

The rows are hours of 31 days: every hour has the same number of stories with readers, a few of them
by thousands and most by one. All days but the last are closed, by the periodic task that does it.
"""

import argparse
import itertools
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from statistics import median
from time import perf_counter, time

from bench.newsroom import add_stories, analyze, execute, newsroom, numbers, without_foreign_keys

PERIOD_DAYS = 31
RUNS_COUNT = 5
VISITS_PER_RUN = 500


def main() -> None:
    """Fill the newsroom, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument(
        "--rows", type=int, default=2_000_000, help="hours in which stories were read"
    )
    parser.add_argument("--plans", action="store_true", help="print the plan of each ranking")
    options = parser.parse_args()
    with newsroom():
        print_progress(f"{options.stories:,} stories")
        add_stories(options.stories, minutes=5)
        print_progress(f"{options.rows:,} hours in which stories were read")
        add_hours(options.rows, options.stories)
        analyze()
        measure(options)


def print_progress(what: str) -> None:
    """Print a message."""
    print(f"… {what}", file=sys.stderr, flush=True)


def add_hours(rows: int, stories: int) -> None:
    """Write rows for each hour of a month, with other popular stories in each."""
    from django.db import connection
    from django.db.models import Min
    from django.utils import timezone

    from news.models import ArticlePage

    first = ArticlePage.objects.aggregate(first=Min("pk"))["first"]
    now = timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours, each = 24 * PERIOD_DAYS, rows // (24 * PERIOD_DAYS)
    with without_foreign_keys():
        for back in range(hours):
            hour = connection.ops.adapt_datetimefield_value(now - timedelta(hours=back))
            # A prime step visits every story before it repeats one.
            story = f"(n * CAST(7919 AS bigint) + {back // 6} * 104729) %% {stories - 20}"
            execute(
                "INSERT INTO readership_hourlyreaders (hour, story_id, readers) "
                f"SELECT %s, pk, 1 + 5000 / n FROM (SELECT n, {first} + {story} AS pk "
                f"FROM {numbers(each)}) AS read "
                "WHERE pk IN (SELECT page_ptr_id FROM news_articlepage)",
                hour,
            )
            if back % 24 == 0:
                print_progress(f"day {back // 24 + 1} of {PERIOD_DAYS}")


def measure(options: argparse.Namespace) -> None:
    """Print the seconds of each task, and their share of its interval."""
    from django.utils import timezone

    from readership.models import DailyReaders, HourlyReaders
    from readership.ranking import RANKED_STORIES_LIMIT, RANKING_TTL_FACTOR, RANKING_TTL_SECONDS
    from readership.rollup import close_days
    from readership.scores import scores
    from readership.windows import WINDOWS

    closing = timed(close_days, 1)
    analyze()
    scan = timed(lambda: HourlyReaders.objects.filter(readers__lt=0).count())
    report("every hourly row looked at once (the yardstick)", scan, scan)
    report(f"{DailyReaders.objects.dates('day', 'day').count()} days closed", closing, scan)
    for window in WINDOWS.values():
        took = timed(lambda window=window: scores(window, timezone.now(), RANKED_STORIES_LIMIT))
        every = max(RANKING_TTL_SECONDS, RANKING_TTL_FACTOR * took)
        report(f"ranking: {window.name}", took, scan, f"made every {every:,.0f} s at most")
    visitors = itertools.count()
    write = timed(lambda: write_visits(visitors))
    report(
        f"{VISITS_PER_RUN} visits written",
        write,
        scan,
        f"{write / VISITS_PER_RUN * 1e6:,.0f} µs a visit",
    )
    if options.plans:
        for window in WINDOWS.values():
            print_plan(window)


def timed(act: Callable[[], object], runs: int = RUNS_COUNT) -> float:
    """Return the median seconds of some runs."""
    took = []
    for _ in range(runs):
        start = perf_counter()
        act()
        took.append(perf_counter() - start)
    return median(took)


def report(what: str, took: float, yardstick: float, note: str = "") -> None:
    """Print a row of the table."""
    print(f"| {what} | {took * 1000:,.0f} ms | {took / yardstick:.3f} | {note} |", flush=True)


def write_visits(visitors: Iterator[int]) -> None:
    """Write visits of new clients to the stories of the day."""
    from news.models import ArticlePage
    from readership.counting import ReadEvent, count

    stories = list(ArticlePage.objects.newest_first().values_list("pk", flat=True)[:40])
    now = int(time())
    visits = [
        ReadEvent(f"{next(visitors):032x}", stories[n % 40], now) for n in range(VISITS_PER_RUN)
    ]
    assert count(visits) == VISITS_PER_RUN


def print_plan(window: object) -> None:
    """Print the query plan of the ranking."""
    from django.db import connection
    from django.utils import timezone

    from readership.ranking import RANKED_STORIES_LIMIT
    from readership.scores import scores_query

    sql, params = scores_query(window, timezone.now(), RANKED_STORIES_LIMIT)
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS)"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {sql}", params)
        print(f"\n{window.name}")
        for row in cursor.fetchall():
            print(f"    {row[-1]}")


if __name__ == "__main__":
    main()
