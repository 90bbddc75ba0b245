"""Compares rendering times and memory of two newsrooms, one with a hundred times as many stories.

Both with cached parts of pages, as in production, and without: the cache could hide growth.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median

from bench import report, servers
from bench.cases import RENDERED_SETTINGS, ServingCase, Way, page
from bench.fill import ABOUT_FILE
from bench.servers import BenchNewsroom

GROWTH_LIMIT = 1.5
# So few that no request waits for another.
CONNECTIONS_COUNT = 2


def compare(options: argparse.Namespace, newsrooms: list[BenchNewsroom]) -> str:
    """Measure both newsrooms in turn, and return the table."""
    abouts = [json.loads((room.folder / ABOUT_FILE).read_text()) for room in newsrooms]
    with ExitStack() as stack:
        sites = {
            way: [
                stack.enter_context(servers.site(room, f"growth-{way.name.lower()}", **settings))
                for room in newsrooms
            ]
            for way, settings in RENDERED_SETTINGS.items()
        }
        pairs = [
            [
                page(name, site, about, room.folder, way)
                for site, about, room in zip(both, abouts, newsrooms, strict=True)
            ]
            for name in abouts[0]["pages"]
            for way, both in sites.items()
        ]
        measure(pairs, options)
        memory = {way: [site.megabytes for site in both] for way, both in sites.items()}
    numbers = [f"{about['stories']:,} stories" for about in abouts]
    return "\n".join(
        [
            report.machine(),
            report.method(options, CONNECTIONS_COUNT),
            "",
            *table(numbers, pairs, memory),
        ]
    )


def measure(pairs: list[list[ServingCase]], options: argparse.Namespace) -> None:
    """Measure every page in both newsrooms, in turn, in several runs."""
    for pair in pairs:
        for case in pair:
            case.warm_up()
    for run in range(options.runs):
        print(f"Run {run + 1} of {options.runs}", file=sys.stderr, flush=True)
        for pair in pairs:
            for case in pair:
                case.measure(options.seconds, connections=CONNECTIONS_COUNT)


def table(
    numbers: Sequence[str], pairs: list[list[ServingCase]], memory: dict[Way, list[float]]
) -> Iterator[str]:
    """Yield the rows of the table."""
    yield f"| p50 | {numbers[0]} | {numbers[1]} | times as much | limit {GROWTH_LIMIT} |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for pair in pairs:
        few, many = (median(load.p50 for load in case.loads) for case in pair)
        yield row(f"{pair[0].name}, {pair[0].way}", few, many, "ms")
    for way, (few, many) in memory.items():
        yield row(f"memory of the server, {way}", few, many, "MB")


def row(name: str, few: float, many: float, unit: str) -> str:
    """Return a row of the table."""
    ratio = many / few
    holds = report.verdict(holds=ratio <= GROWTH_LIMIT)
    return f"| {name} | {few:.1f} {unit} | {many:.1f} {unit} | {ratio:.2f} | {holds} |"
