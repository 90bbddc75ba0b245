"""Compares the first and the last page of lists in a large newsroom.

python -m bench.paging --stories 100000
"""

import argparse
import sys
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.newsroom import add_stories, analyze, newsroom

RUNS_COUNT = 60
STORY_INTERVAL = timedelta(minutes=25)  # 100,000 stories fill five years


def main() -> None:
    """Build, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=100_000)
    stories = parser.parse_args().stories
    with newsroom():
        add_stories(stories, minutes=STORY_INTERVAL / timedelta(minutes=1))
        analyze()
        month = f"/recent/{timezone.localdate() - STORY_INTERVAL * stories * 0.4:%Y/%m}/"
        print(f"| {stories:,} stories, {connection.vendor} | page 1 | deepest | times as much |")
        print("| --- | --- | --- | --- |")
        compare("recent stories", "/recent/")
        compare("a section", "/section-0/")
        compare("a month", month)
        compare("a month of a section", f"{month}?section=section-0")


def compare(name: str, address: str) -> None:
    """Request the first page and the last in turn, and print a row of the table."""
    client = Client(SERVER_NAME="localhost")
    pages = [with_page(address, 1), with_page(address, deepest(client, address))]
    times = [[in_queries(client, page) for page in pages] for _ in range(RUNS_COUNT)]
    first, last = (median(took) for took in zip(*times, strict=True))
    print(f"| {name} | {first:.1f} ms | {last:.1f} ms | {last / first:.2f} |", flush=True)


def deepest(client: Client, address: str) -> int:
    """Return the number of the last page that the list offers."""
    from news.pagination import LIST_PAGES_LIMIT

    numbers = range(LIST_PAGES_LIMIT, 0, -1)
    return next(n for n in numbers if client.get(with_page(address, n)).status_code == 200)


def with_page(address: str, number: int) -> str:
    """Return the address of a page of a list."""
    return f"{address}{'&' if '?' in address else '?'}page={number}"


def in_queries(client: Client, address: str) -> float:
    """Return the milliseconds of the queries of a page."""
    total = 0.0

    def measure(execute: Any, *args: Any) -> Any:
        nonlocal total
        start = perf_counter()
        try:
            return execute(*args)
        finally:
            total += perf_counter() - start

    with connection.execute_wrapper(measure):
        response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address}: {response.status_code}")
    return 1000 * total


if __name__ == "__main__":
    main()
