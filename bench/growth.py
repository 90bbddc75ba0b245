"""What a hundred times as many stories cost: each reader page, uncached, and memory."""

import argparse
import json
import sys
from contextlib import ExitStack
from statistics import median
from typing import Any

from bench import report, servers
from bench.cases import SEARCH, Case, Way, searches
from bench.fill import ABOUT
from bench.servers import Newsroom

LIMIT = 1.5
# So few that nobody waits for another: what counts is how long a page takes.
CONNECTIONS = 2


def compare(options: argparse.Namespace, newsrooms: list[Newsroom]) -> str:
    """Measure both newsrooms in turn, and return the table."""
    small, large = (json.loads((room.folder / ABOUT).read_text()) for room in newsrooms)
    with ExitStack() as stack:
        sites = [
            stack.enter_context(servers.site(room, "growth", PAGE_CACHE_MEGABYTES="0"))
            for room in newsrooms
        ]
        pairs = [
            [case_of(name, *at) for at in zip(sites, (small, large), newsrooms, strict=True)]
            for name in small["pages"]
        ]
        for pair in pairs:
            for case in pair:
                case.warm_up()
        for run in range(options.runs):
            print(f"Run {run + 1} of {options.runs}", file=sys.stderr, flush=True)
            for pair in pairs:
                for case in pair:
                    case.measure(options.seconds, connections=CONNECTIONS)
        memory = [site.megabytes for site in sites]
    return table(pairs, memory, small, large, options)


def case_of(name: str, site: servers.Server, about: dict[str, Any], room: Newsroom) -> Case:
    """Return a page of one of the newsrooms, uncached."""
    lines = searches(about, room.folder) if name == SEARCH else None
    return Case(name, Way.UNCACHED, site, about["pages"][name], lines=lines)


def table(
    pairs: list[list[Case]],
    memory: list[float],
    small: dict[str, Any],
    large: dict[str, Any],
    options: argparse.Namespace,
) -> str:
    """Return the table, with what it is of."""
    numbers = [f"{about['stories']:,} stories" for about in (small, large)]
    lines = [
        report.machine(),
        report.method(options, CONNECTIONS),
        "",
        f"| p50 | {numbers[0]} | {numbers[1]} | times as much | limit {LIMIT} |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for pair in pairs:
        few, many = (median(load.p50 for load in case.loads) for case in pair)
        lines.append(row(pair[0].name, few, many, "ms"))
    return "\n".join([*lines, row("memory of the server", *memory, "MB")])


def row(name: str, few: float, many: float, unit: str) -> str:
    """Return a line of the table."""
    ratio = many / few
    holds = "holds" if ratio <= LIMIT else "**does not hold**"
    return f"| {name} | {few:.1f} {unit} | {many:.1f} {unit} | {ratio:.2f} | {holds} |"
