"""What was measured, as tables, beside what has to hold."""

import argparse
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.cases import BARE, BEACON, POSTING, RENDERED, SEARCH, Case, Way
from bench.load import CONNECTIONS
from bench.servers import WORKERS

# Whether Linux shares its time between sessions instead of processes.
AUTOGROUP = Path("/proc/sys/kernel/sched_autogroup_enabled")
RESULTS = Path(__file__).with_name("RESULTS.md")
TALKED_ABOUT = "story, 100 comments"
type Queries = Mapping[str, Sequence[int]]


class Found(NamedTuple):
    """The medians of a case."""

    rate: float
    p50: float
    p99: float


class Target(NamedTuple):
    """Something that has to hold."""

    what: str
    found: float
    limit: str
    holds: bool

    @property
    def row(self) -> str:
        """The line of the table."""
        shown = f"{self.found:.2f}" if self.found < 3 else f"{self.found:.1f}"
        return f"| {self.what} | {shown} | {self.limit} | {verdict(holds=self.holds)} |"


class Results:
    """The medians of everything that was measured."""

    def __init__(self, measured: Sequence[Case], queries: Queries) -> None:
        self.queries = queries
        self.found = {
            (case.name, case.way): Found(
                median(load.rate for load in case.loads),
                median(load.p50 for load in case.loads),
                median(load.p99 for load in case.loads),
            )
            for case in measured
        }

    @property
    def bare(self) -> Found:
        """The bare view."""
        return self.found[BARE, Way.UNCACHED]

    def rows(self) -> Iterator[str]:
        """Yield the lines of the table."""
        yield (
            "| | answered | requests/s | p50 ms | p99 ms | of nginx | of the bare view "
            "| queries, cold / warm |"
        )
        yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
        order = {name: at for at, (name, _way) in enumerate(self.found)}
        for name, way in sorted(self.found, key=lambda key: order[key[0]]):
            yield self.row(name, way)

    def row(self, name: str, way: Way) -> str:
        """Return the line of a case."""
        found, files = self.found[name, way], self.found.get((name, Way.NGINX))
        of_files = (
            f"{found.rate / files.rate:.2f}" if files and way not in {Way.NGINX, *RENDERED} else ""
        )
        of_bare = f"1/{self.bare.rate / found.rate:.1f}" if way in RENDERED else ""
        queries = " / ".join(map(str, self.queries_of(name, way)))
        return (
            f"| {name} | {way} | {found.rate:,.0f} | {found.p50:.2f} | {found.p99:.2f} "
            f"| {of_files} | {of_bare if name != BARE else ''} | {queries} |"
        )

    def queries_of(self, name: str, way: Way) -> Sequence[int]:
        """Return how many queries were counted of a case, cold and warm.

        Those of pages were counted with nothing remembered; for what readers send nothing is.
        """
        counted = Way.UNCACHED if name in {POSTING, BEACON} else Way.FORGETFUL
        return self.queries.get(name, ()) if way == counted else ()

    def targets(self, *, is_durable: bool) -> Iterator[Target]:
        """Yield what has to hold, of what was measured."""
        yield from self.beside_nginx()
        for way in RENDERED:
            yield from self.beside_bare(TALKED_ABOUT, way, 50, "aim 1/30")
            yield from self.few_queries(TALKED_ABOUT, way, 18)
            for name in ("section", "front page", "recent"):
                yield from self.beside_bare(name, way, 40)
                yield from self.few_queries(name, way, 15)
            yield from self.beside_bare(SEARCH, way, 80)
        if is_durable:
            yield from self.beside_bare(POSTING, Way.CACHED, 40, "waiting for the disk")

    def beside_nginx(self) -> Iterator[Target]:
        """Yield what has to hold of a story that is kept."""
        files = self.found.get(("story", Way.NGINX))
        for way, limit, aim in ((Way.CACHED, 0.55, ", aim 0.65"), (Way.VARNISH, 0.6, "")):
            if files and (found := self.found.get(("story", way))):
                ratio = found.rate / files.rate
                yield Target(f"story, {way}: of nginx", ratio, f"≥ {limit}{aim}", ratio >= limit)
        if files and (found := self.found.get(("story", Way.CACHED))):
            ratio = found.p99 / files.p99
            yield Target(f"story, {Way.CACHED}: p99, times nginx's", ratio, "≤ 2", ratio <= 2)

    def beside_bare(self, name: str, way: Way, parts: int, note: str = "") -> Iterator[Target]:
        """Yield that a request has so large a part of the bare view's rate."""
        if found := self.found.get((name, way)):
            times = self.bare.rate / found.rate
            limit = f"≤ {parts}{', ' if note else ''}{note}"
            what = f"{name}, {way}: the bare view as many times"
            yield Target(what, times, limit, times <= parts)

    def few_queries(self, name: str, way: Way, most: int) -> Iterator[Target]:
        """Yield that a page costs few queries with cold caches."""
        if (name, way) in self.found and (queries := self.queries_of(name, way)):
            number = queries[0]
            yield Target(f"{name}, {way}: queries", number, f"≤ {most}", number <= most)


def of(results: Results, about: Mapping[str, Any], database: str, method: str) -> str:
    """Return the tables with what they are of, and how it was measured."""
    stock = f"{about['stories']:,} stories, {about['comments']:,} comments; {database}."
    targets = results.targets(is_durable=database.endswith("fsync on"))
    return "\n".join(
        [
            f"{stock} {machine()}",
            method,
            "",
            *results.rows(),
            "",
            "| Must hold | found | limit | |",
            "| --- | ---: | ---: | --- |",
            *(target.row for target in targets),
        ]
    )


def method(options: argparse.Namespace, connections: int = CONNECTIONS) -> str:
    """Say how it was measured."""
    runs = f"Medians of {options.runs} runs in turn, {options.seconds} s each"
    return f"{runs}, {WORKERS} workers, {connections} connections from the same machine."


def machine() -> str:
    """Describe the machine."""
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.+)$", info, re.MULTILINE)
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    cores = len(re.findall(r"^processor", info, re.MULTILINE))
    one, _five, _fifteen = Path("/proc/loadavg").read_text().split()[:3]
    autogroup = AUTOGROUP.exists() and AUTOGROUP.read_text().strip() == "1"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}: {cores} cores ({model[1] if model else 'unknown'}), "
        f"{int(memory[1]) / 2**20 if memory else 0:.0f} GB, Python {platform.python_version()}, "
        f"a load of {one} at the end{', autogroup on' if autogroup else ''}."
    )


def verdict(*, holds: bool) -> str:
    """Say whether something holds."""
    return "holds" if holds else "**does not hold**"


def write(text: str, title: str) -> None:
    """Put the tables into RESULTS.md, in place of those of the same title."""
    heading = f"## {title}"
    sections = re.split(r"(?m)^(?=## )", RESULTS.read_text())
    others = [section for section in sections if not section.startswith(f"{heading}\n")]
    others.insert(1, f"{heading}\n\n{text}\n\n")
    RESULTS.write_text("".join(others).rstrip() + "\n")
