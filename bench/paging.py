"""Measure what the first page and the deepest of a list cost at 100,000 stories.

    .venv/bin/python bench/paging.py
    scripts/with-postgresql .venv/bin/python bench/paging.py

Builds the stories in a temporary database, prints the medians of many runs in turn, in
milliseconds, and how many times as much the deepest page takes.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "byline.settings.test"
os.environ["LOG_LEVEL"] = "WARNING"

STORIES = 100_000
RUNS = 60
APART = timedelta(minutes=25)  # so that they fill five years


def main() -> None:
    """Build, measure, print."""
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    runner = get_runner(settings)(verbosity=0, interactive=False)
    setup_test_environment()
    databases = runner.setup_databases()
    try:
        build()
        for name, address in (("Recent", "/recent/"), ("Section", "/news/"), *archives()):
            compare(name, address)
    finally:
        runner.teardown_databases(databases)


def build() -> None:
    """Fill a section."""
    from django.db import connection
    from django.utils import timezone

    from news.models import ArticlePage
    from tests.factories import ArticleFactory, SectionFactory
    from tests.news.test_query_counts import repeat

    section = SectionFactory(title="News", slug="news")
    story = ArticleFactory(parent=section, authors=["Mara Lind"])
    repeat(story, STORIES - 1)
    now = timezone.now()
    stories = list(ArticlePage.objects.only("pk"))
    for number, story in enumerate(stories):
        story.published_at = now - number * APART
    ArticlePage.objects.bulk_update(stories, ["published_at"], batch_size=300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(f"{len(stories):,} stories, {connection.vendor}\n")


def archives() -> list[tuple[str, str]]:
    """Return a month in the middle of the archive, of the whole paper and of the section."""
    from django.utils import timezone

    day = timezone.localdate() - APART * STORIES / 2
    month = f"/recent/{day:%Y/%m}/"
    return [("Month", month), ("Month of a section", f"{month}?section=news")]


def compare(name: str, address: str) -> None:
    """Open the first page and the deepest in turn."""
    from django.test import Client

    from news.paging import DEEPEST

    client = Client()
    pages = {
        number: f"{address}{'&' if '?' in address else '?'}page={number}" for number in (1, DEEPEST)
    }
    times: dict[int, list[float]] = {number: [] for number in pages}
    took: dict[int, list[float]] = {number: [] for number in pages}
    for _ in range(RUNS):
        for number, page in pages.items():
            queries, whole = spent(client, page)
            times[number].append(queries)
            took[number].append(whole)
    first, deepest = median(times[1]), median(times[DEEPEST])
    sys.stdout.write(
        f"{name:20} page 1: {first:6.2f} ms in queries ({median(took[1]):6.1f} in all), "
        f"page {DEEPEST}: {deepest:6.2f} ({median(took[DEEPEST]):6.1f}), "
        f"{deepest / first:.2f} times as much\n"
    )


def spent(client: Any, address: str) -> tuple[float, float]:
    """Return how long a page spends in queries, and in all."""
    from django.db import connection

    total = 0.0

    def measure(execute: Any, *args: Any) -> Any:
        nonlocal total
        start = perf_counter()
        try:
            return execute(*args)
        finally:
            total += perf_counter() - start

    start = perf_counter()
    with connection.execute_wrapper(measure):
        response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address}: {response.status_code}")
    return 1000 * total, 1000 * (perf_counter() - start)


if __name__ == "__main__":
    main()
