"""Measures searches in a large newsroom, compared with the front of a section.

    python -m bench.search --stories 100000

The first thousand stories are indexed as `update_index` does it; for the others the engine does
its part, in several processes where the database allows for them. Every page is opened with cold
caches, but for the paths of the sites, and once more.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import batched
from statistics import median
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from bench.newsroom import add_stories, analyze, is_sqlite, newsroom

STORY_INTERVAL_MINUTES = 25  # 100,000 stories fill five years
RUNS_COUNT = 15
USUAL_STORIES_COUNT = 1_000
STORIES_BATCH_SIZE = 500
PROCESSES_COUNT = 2


class SearchCase(NamedTuple):
    """A measured URL."""

    name: str
    address: str


def main() -> None:
    """Build, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=RUNS_COUNT)
    options = parser.parse_args()
    with newsroom():
        fill(options.stories)
        measure(cases(), options.runs)


def fill(number: int) -> None:
    """Fill the newsroom and the index, and print the rate of indexing."""
    from bench.texts import add_texts
    from search.index import index_stories, live_stories

    print_progress(f"{number:,} stories")
    add_stories(number, minutes=STORY_INTERVAL_MINUTES)
    add_texts()
    stories = live_stories().order_by("published_at")
    ids = list(stories.values_list("pk", flat=True))
    start = perf_counter()
    index_stories(ids[:USUAL_STORIES_COUNT])
    speed = len(ids[:USUAL_STORIES_COUNT]) / (perf_counter() - start)
    print_progress(f"{speed:.0f} stories indexed in a second, as usual")
    start = perf_counter()
    in_processes(ids[USUAL_STORIES_COUNT:])
    rate = len(ids[USUAL_STORIES_COUNT:]) / (perf_counter() - start)
    print_progress(f"{rate:.0f} in a second, by the engine alone")
    learn_all()
    analyze()


def in_processes(ids: Sequence[int]) -> None:
    """Index the stories, in several processes if the database allows it."""
    processes = 1 if is_sqlite() else PROCESSES_COUNT
    connection.close()
    children = []
    for n in range(processes):
        if not (child := os.fork()):
            write(ids[n::processes])
            os._exit(0)
        children.append(child)
    if any(os.waitpid(child, 0)[1] for child in children):
        sys.exit("The index could not be written.")


def write(ids: Sequence[int]) -> None:
    """Index stories."""
    from news.models import ArticlePage
    from search.engines import get_engine
    from search.models import Entry
    from search.stories import story_texts

    for some in batched(ids, STORIES_BATCH_SIZE):
        stories = ArticlePage.objects.filter(pk__in=some).order_by("published_at")
        there = list(stories.with_bylines().prefetch_related("topics"))
        with transaction.atomic():
            texts = [(story, story_texts(story)) for story in there]
            Entry.objects.bulk_create(Entry(story=story, text=t.body) for story, t in texts)
            get_engine().write(texts)


def learn_all() -> None:
    """Store every word, as indexing a story does otherwise."""
    from bench.texts import vocabulary
    from search.models import KnownWord

    known = [KnownWord(word=word, backwards=word[::-1], spelling=word) for word in vocabulary()]
    KnownWord.objects.bulk_create(known, batch_size=STORIES_BATCH_SIZE, ignore_conflicts=True)


def cases() -> list[SearchCase]:
    """Return the measured URLs, the reference first."""
    from bench.texts import vocabulary
    from news.models import Author

    words = vocabulary()
    common, second, middling, rare = words[0], words[1], words[1500], words[-1]
    author = Author.objects.order_by("pk").values_list("slug", flat=True)[7]
    queries = {
        "a rare word": {"q": rare},
        "a middling word": {"q": middling},
        "the commonest word": {"q": common},
        "the same, newest first": {"q": common, "order": "newest"},
        "the same, of a section and a year": {
            "q": common,
            "section": "section-1",
            "period": "year",
        },
        "the same, of a section and an author": {
            "q": common,
            "section": "section-7",
            "author": author,
        },
        "two common words": {"q": f"{common} {second}"},
        "a common word without another": {"q": f"{common} -{second}"},
        "a phrase of two common words": {"q": f'"{common} {second}"'},
        "a phrase of middling words": {"q": f'"{middling} {words[1501]}"'},
        "a misspelt word": {"q": f"{middling[:3]}x{middling[3:]}"},
        "nothing like it": {"q": "xqzzqx wqyxxz"},
    }
    return [
        SearchCase("a section's front", "/section-0/"),
        *(SearchCase(name, f"/search/?{urlencode(query)}") for name, query in queries.items()),
        *(
            SearchCase(f"suggestions: {n} letters", f"/search/suggest/?q={common[:n]}")
            for n in (2, 4, 6)
        ),
    ]


def measure(cases: Sequence[SearchCase], runs: int) -> None:
    """Request all URLs in turn, in several runs, and print the medians."""
    client = Client(SERVER_NAME="localhost")
    times: dict[SearchCase, list[tuple[float, float]]] = {case: [] for case in cases}
    for _ in range(runs + 1):
        for case in cases:
            times[case].append(opened(client, case.address))
    print(
        f"| {connection.vendor} | stories found | cold | times the front | warm | times the front |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    yardstick: list[float] = []
    for case, took in times.items():
        # The first run warms the database up.
        cold, warm = (median(column) for column in zip(*took[1:], strict=True))
        yardstick = yardstick or [cold, warm]
        print(
            f"| {case.name} | {found(case.address)} | {cold:.0f} ms | {cold / yardstick[0]:.2f} "
            f"| {warm:.0f} ms | {warm / yardstick[1]:.2f} |",
        )


def opened(client: Client, address: str) -> tuple[float, float]:
    """Return the milliseconds of a page with cold caches, and with warm ones."""
    from wagtail.models import Site

    for name in set(settings.CACHES) - {"readership"}:
        caches[name].clear()
    Site.get_site_root_paths()
    cold = timed(client, address)
    caches["limits"].clear()
    return cold, timed(client, address)


def timed(client: Client, address: str) -> float:
    """Return the milliseconds of a page."""
    start = perf_counter()
    response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address}: {response.status_code}")
    return 1000 * (perf_counter() - start)


def found(address: str) -> str:
    """Return how many stories a search finds."""
    from django.http import QueryDict

    from search.searches import Search

    path, _mark, query = address.partition("?")
    return f"{Search.read(QueryDict(query)).stories.count():,}" if path == "/search/" else ""


def print_progress(what: str) -> None:
    """Print a message."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
