"""The results as tables, with the targets."""

import argparse
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.cases import BARE, BEACON, POSTING, RENDERED_SETTINGS, SEARCH, ServingCase, Way
from bench.load import CONNECTIONS_COUNT
from bench.servers import WORKERS_COUNT

# Whether Linux schedules by session instead of process.
AUTOGROUP_FILE = Path("/proc/sys/kernel/sched_autogroup_enabled")
RESULTS_FILE = Path(__file__).with_name("RESULTS.md")
COMMENTED_STORY = "story, 100 comments"
type Queries = Mapping[str, Sequence[int]]


class Medians(NamedTuple):
    """The medians of a case."""

    rate: float
    p50: float
    p99: float


class ReportTarget(NamedTuple):
    """A target, with its result."""

    what: str
    found: float
    limit: str
    holds: bool

    @property
    def row(self) -> str:
        """The row of the table."""
        shown = f"{self.found:.2f}" if self.found < 3 else f"{self.found:.1f}"
        if isinstance(self.found, int):
            shown = f"{self.found:,}"
        return f"| {self.what} | {shown} | {self.limit} | {verdict(holds=self.holds)} |"


class Results:
    """The medians of all cases."""

    def __init__(self, measured: Sequence[ServingCase], queries: Queries) -> None:
        self.queries = queries
        self.found = {
            (case.name, case.way): Medians(
                median(load.rate for load in case.loads),
                median(load.p50 for load in case.loads),
                median(load.p99 for load in case.loads),
            )
            for case in measured
        }

    @property
    def bare(self) -> Medians:
        """The bare view."""
        return self.found[BARE, Way.UNCACHED]

    def rows(self) -> Iterator[str]:
        """Yield the rows of the table."""
        yield (
            "| | answered | requests/s | p50 ms | p99 ms | of nginx | of the bare view "
            "| queries, cold / warm |"
        )
        yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
        order = {name: at for at, (name, _way) in enumerate(self.found)}
        for name, way in sorted(self.found, key=lambda key: order[key[0]]):
            yield self.row(name, way)

    def row(self, name: str, way: Way) -> str:
        """Return the row of a case."""
        found, files = self.found[name, way], self.found.get((name, Way.NGINX))
        of_files = (
            f"{found.rate / files.rate:.2f}"
            if files and way not in {Way.NGINX, *RENDERED_SETTINGS}
            else ""
        )
        of_bare = f"1/{self.bare.rate / found.rate:.1f}" if way in RENDERED_SETTINGS else ""
        queries = " / ".join(map(str, self.queries_of(name, way)))
        return (
            f"| {name} | {way} | {found.rate:,.0f} | {found.p50:.2f} | {found.p99:.2f} "
            f"| {of_files} | {of_bare if name != BARE else ''} | {queries} |"
        )

    def queries_of(self, name: str, way: Way) -> Sequence[int]:
        """Return the query counts of a case, with cold and warm caches.

        Those of pages are counted without cached parts.
        """
        counted = Way.UNCACHED if name in {POSTING, BEACON} else Way.FORGETFUL
        return self.queries.get(name, ()) if way == counted else ()

    def targets(self, *, is_durable: bool) -> Iterator[ReportTarget]:
        """Yield the targets of the measured cases."""
        yield from self.beside_nginx()
        for way in RENDERED_SETTINGS:
            yield from self.beside_bare(COMMENTED_STORY, way, 50, "aim 1/30")
            yield from self.few_queries(COMMENTED_STORY, way, 18)
            for name in ("section", "front page", "recent"):
                yield from self.beside_bare(name, way, 40)
                yield from self.few_queries(name, way, 15)
            yield from self.beside_bare(SEARCH, way, 80)
        if is_durable:
            yield from self.beside_bare(POSTING, Way.CACHED, 40, "waiting for the disk")

    def beside_nginx(self) -> Iterator[ReportTarget]:
        """Yield the targets of a cached story, compared with nginx."""
        files = self.found.get(("story", Way.NGINX))
        for way, limit, aim in ((Way.CACHED, 0.55, ", aim 0.65"), (Way.VARNISH, 0.6, "")):
            if files and (found := self.found.get(("story", way))):
                ratio = found.rate / files.rate
                yield ReportTarget(
                    f"story, {way}: of nginx", ratio, f"≥ {limit}{aim}", ratio >= limit
                )
        if files and (found := self.found.get(("story", Way.CACHED))):
            ratio = found.p99 / files.p99
            yield ReportTarget(f"story, {Way.CACHED}: p99, times nginx's", ratio, "≤ 2", ratio <= 2)

    def beside_bare(
        self, name: str, way: Way, parts: int, note: str = ""
    ) -> Iterator[ReportTarget]:
        """Yield the target of a case, compared with the bare view."""
        if found := self.found.get((name, way)):
            times = self.bare.rate / found.rate
            limit = f"≤ {parts}{', ' if note else ''}{note}"
            what = f"{name}, {way}: the bare view as many times"
            yield ReportTarget(what, times, limit, times <= parts)

    def few_queries(self, name: str, way: Way, most: int) -> Iterator[ReportTarget]:
        """Yield the target of the query count with cold caches."""
        if (name, way) in self.found and (queries := self.queries_of(name, way)):
            number = queries[0]
            yield ReportTarget(f"{name}, {way}: queries", number, f"≤ {most}", number <= most)


def tables(results: Results, about: Mapping[str, Any], database: str, method: str) -> str:
    """Return the tables, with the size of the newsroom and the method."""
    stock = f"{about['stories']:,} stories, {about['comments']:,} comments; {database}."
    targets = results.targets(is_durable=database.endswith("fsync on"))
    return "\n".join(
        [
            f"{stock} {machine()}",
            method,
            "",
            *results.rows(),
            "",
            *must_hold(targets),
        ]
    )


def must_hold(targets: Iterable[ReportTarget]) -> Iterator[str]:
    """Yield the rows of the table of targets."""
    yield "| Must hold | found | limit | |"
    yield "| --- | ---: | ---: | --- |"
    yield from (target.row for target in targets)


def method(options: argparse.Namespace, connections: int = CONNECTIONS_COUNT) -> str:
    """Describe the method."""
    runs = f"Medians of {options.runs} runs in turn, {options.seconds} s each"
    return f"{runs}, {WORKERS_COUNT} workers, {connections} connections from the same machine."


def machine() -> str:
    """Describe the machine."""
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.+)$", info, re.MULTILINE)
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    cores = len(re.findall(r"^processor", info, re.MULTILINE))
    one, _five, _fifteen = Path("/proc/loadavg").read_text().split()[:3]
    autogroup = AUTOGROUP_FILE.exists() and AUTOGROUP_FILE.read_text().strip() == "1"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}: {cores} cores ({model[1] if model else 'unknown'}), "
        f"{int(memory[1]) / 2**20 if memory else 0:.0f} GB, Python {platform.python_version()}, "
        f"a load of {one} at the end{', autogroup on' if autogroup else ''}."
    )


def verdict(*, holds: bool) -> str:
    """Return the text for a target that holds or does not."""
    return "holds" if holds else "**does not hold**"


def write(text: str, title: str) -> None:
    """Replace the section with the title in RESULTS.md."""
    heading = f"## {title}"
    sections = re.split(r"(?m)^(?=## )", RESULTS_FILE.read_text())
    others = [section for section in sections if not section.startswith(f"{heading}\n")]
    others.insert(1, f"{heading}\n\n{text}\n\n")
    RESULTS_FILE.write_text("".join(others).rstrip() + "\n")
