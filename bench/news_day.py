"""What publishing costs readers: `make bench ARGS='--only "news day"'`.

Readers ask for one story in five, in any order, and for the front page and the sections. Comments
are posted, and popular stories ranked again as always. The same load is measured without publishing
and with it: how fast it is answered, and how many story pages were rendered meanwhile.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import count, cycle
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from bench import cases, report, servers
from bench.cases import POST_HEADERS, Way, next_visitor
from bench.load import (
    BROWSER_HEADERS,
    CONNECTIONS_COUNT,
    Connections,
    LoadResult,
    every,
    run_load,
    send_request,
    write_lines,
)
from bench.metrics import metrics_settings, rendered_stories
from bench.publishing import publish, publishing
from bench.servers import WORKERS_COUNT, BenchNewsroom, Server

NAME = "news day"
QUIET, BUSY = "not publishing", "publishing"
PUBLISHING_INTERVAL_SECONDS, COMMENTING_INTERVAL_SECONDS = 5, 1
# With publishing: of the rate without it, and times its p99.
RATE_LIMIT, P99_LIMIT = 0.5, 5
# Comments that may be posted after the time of a load.
SPARE_FORMS = 10
# One request in so many is for the front page or a section.
FRONTS_STEP = 8
# In so many orders the stories are asked for.
ORDERS_COUNT = 5
# Warming up ends when nothing is rendered any more, or after this time; with so few connections
# that no request is refused.
WARM_UP_SECONDS, WARM_UP_CONNECTIONS = 90, 4
# Where recent and popular stories begin, which are no part of a story.
RAILS_MARKUP = "<aside"
# After a change, for all processes and front caches to have dropped what shows it.
PURGE_SECONDS = 2


@dataclass(frozen=True)
class NewsPhase:
    """What was measured of a load, and what happened meanwhile."""

    load: LoadResult
    rendered: int  # story pages, by all processes
    comments: int
    published: int = 0
    # How many of the stories asked for show a published one in their own part.
    showing: int = 0

    @property
    def expected(self) -> int:
        """How many story pages have to be rendered at most: each in every process."""
        return WORKERS_COUNT * (self.comments + self.published + self.showing)


@dataclass
class NewsDay:
    """The load on one site, which may be behind a front cache."""

    way: str
    server: Server  # that readers ask
    site: Server  # that renders
    paths: list[str]
    folder: Path
    comments: Iterator[tuple[int, str]]  # with the number of the reader
    headlines: Iterator[str] = field(default_factory=lambda: (f"News {n}" for n in count(1)))
    phases: dict[str, list[NewsPhase]] = field(default_factory=lambda: {QUIET: [], BUSY: []})

    def measure(self, seconds: int, publisher: Any = None) -> NewsPhase:
        """Measure the load for some seconds, with publishing if there is a publisher."""
        self.warm_up()
        before = rendered_stories(self.site)
        posted: list[None] = []
        published: dict[str, str] = {}

        def publish_next() -> None:
            headline = next(self.headlines)
            _moment, path = publish(publisher, headline)
            published[path] = headline

        def comment_next() -> None:
            self.comment()
            posted.append(None)

        with ExitStack() as stack:
            stack.enter_context(every(COMMENTING_INTERVAL_SECONDS, comment_next))
            if publisher:
                stack.enter_context(every(PUBLISHING_INTERVAL_SECONDS, publish_next))
            load = self.load("day.txt", seconds)
        for path, headline in published.items():
            answer = send_request(self.server.url + path, BROWSER_HEADERS)
            if answer.status != 200 or headline not in answer.text:
                sys.exit(f"{path} was published, and is answered with {answer.status}.")
        rendered = rendered_stories(self.site) - before
        showing = self.count_showing(published)
        return NewsPhase(load, rendered.number, len(posted), len(published), showing)

    def warm_up(self) -> None:
        """Request each page repeatedly, until no process has to render one."""
        end = time.monotonic() + WARM_UP_SECONDS
        while time.monotonic() < end:
            before = rendered_stories(self.site)
            self.load("asked.txt", WARM_UP_SECONDS, WARM_UP_CONNECTIONS)
            if rendered_stories(self.site) == before:
                return

    def load(self, lines: str, seconds: int, once_on: int = 0) -> LoadResult:
        """Send the requests of a file, repeatedly, or each once on so many connections."""
        how = Connections(
            self.folder / lines, next_visitor(), once_on or CONNECTIONS_COUNT, once=bool(once_on)
        )
        return run_load(self.server.url, BROWSER_HEADERS, seconds, how)

    def comment(self) -> None:
        """Post a comment, each as another reader."""
        number, form = next(self.comments)
        method, path, body = form.split("\t")
        reader = {"X-Forwarded-For": str(IPv4Address(0x0B000000 + number))}
        headers = BROWSER_HEADERS | POST_HEADERS | reader
        answer = send_request(self.server.url + path, headers, method, body)
        if answer.status != 303:
            sys.exit(f"{cases.POSTING}: {answer.status} {answer.body[:500]!r}")

    def count_showing(self, published: Iterable[str]) -> int:
        """Count the pages that show each of some stories in their own part."""
        if not published:
            return 0
        time.sleep(PURGE_SECONDS)

        def shown_on(path: str) -> int:
            text = send_request(self.server.url + path, BROWSER_HEADERS).text
            own = text.partition(RAILS_MARKUP)[0]
            return sum(f'"{story}"' in own for story in published)

        with ThreadPoolExecutor(CONNECTIONS_COUNT) as pool:
            return sum(pool.map(shown_on, self.paths))


def measure(newsroom: BenchNewsroom, about: dict[str, Any], options: argparse.Namespace) -> str:
    """Measure the load in each way, and return the tables."""
    write_requests(about, newsroom.folder)
    days, slug = [], about["pages"]["story"].strip("/").rpartition("/")[2]
    comments = forms(newsroom, 2 * len(WAYS) * options.runs * (options.day + SPARE_FORMS))
    with publishing(newsroom, slug, "--new") as publisher:
        for way, start in WAYS.items():
            with start(newsroom, f"day-{way.name.lower()}") as (server, site):
                day = NewsDay(way, server, site, about["asked"], newsroom.folder, comments)
                for run in range(options.runs):
                    print(f"{NAME}, {way}: run {run + 1} of {options.runs}", file=sys.stderr)
                    day.phases[QUIET].append(day.measure(options.day))
                    day.phases[BUSY].append(day.measure(options.day, publisher))
            days.append(day)
    return "\n".join([report.machine(), method(about, options), "", *tables(days)])


def forms(newsroom: BenchNewsroom, number: int) -> Iterator[tuple[int, str]]:
    """Return comments to post, each with the number of its reader."""
    cases.make_forms(newsroom, number)
    lines = (newsroom.folder / "comments.txt").read_text().splitlines()
    return zip(count(next_visitor()), lines, strict=False)


@contextmanager
def alone(newsroom: BenchNewsroom, name: str) -> Iterator[tuple[Server, Server]]:
    """Run a site that readers ask themselves."""
    with servers.site(newsroom, name, **metrics_settings(newsroom, name)) as site:
        yield site, site


@contextmanager
def behind_varnish(newsroom: BenchNewsroom, name: str) -> Iterator[tuple[Server, Server]]:
    """Run a site behind Varnish; yield Varnish and the site."""
    settings = metrics_settings(newsroom, name)
    with servers.site_behind(servers.varnish, newsroom, name, **settings) as both:
        yield both


WAYS = {Way.CACHED: alone, Way.VARNISH: behind_varnish}


def write_requests(about: dict[str, Any], folder: Path) -> None:
    """Write the requests of readers, and each of the pages once."""
    fronts = ["/", *about["sections"]]
    write_lines(folder / "asked.txt", [*about["asked"], *fronts])
    dice, others = Random(NAME), cycle(fronts)  # noqa: S311 - the same readers every time
    orders = [dice.sample(about["asked"], len(about["asked"])) for _ in range(ORDERS_COUNT)]
    paths: list[str] = []
    for number, path in enumerate(path for order in orders for path in order):
        paths += [path] if number % (FRONTS_STEP - 1) else [next(others), path]
    write_lines(folder / "day.txt", paths)


def method(about: dict[str, Any], options: argparse.Namespace) -> str:
    """Describe the method."""
    return (
        f"{len(about['asked']):,} of {about['stories']:,} stories, and in one request of "
        f"{FRONTS_STEP} the front page or a section; a comment every "
        f"{COMMENTING_INTERVAL_SECONDS} s, a story published every "
        f"{PUBLISHING_INTERVAL_SECONDS} s or none. Medians of {options.runs} runs in turn, "
        f"{options.day} s each, counts of all runs; {WORKERS_COUNT} workers, "
        f"{CONNECTIONS_COUNT} connections from the same machine."
    )


def tables(days: Sequence[NewsDay]) -> Iterator[str]:
    """Yield the rows of the tables."""
    yield "| | answered | requests/s | p50 ms | p99 ms | published | comments | stories rendered |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for day in days:
        for name, phases in day.phases.items():
            yield row(name, day.way, phases)
    yield ""
    yield from report.must_hold(target for day in days for target in targets(day))


def row(name: str, way: str, phases: Sequence[NewsPhase]) -> str:
    """Return the row of some phases."""
    rate, p50, p99 = (median_of(phases, what) for what in ("rate", "p50", "p99"))
    counts = (sum_of(phases, what) for what in ("published", "comments", "rendered"))
    numbers = [f"{rate:,.0f}", f"{p50:.2f}", f"{p99:.2f}", *(f"{number:,}" for number in counts)]
    return f"| {name} | {way} | {' | '.join(numbers)} |"


def median_of(phases: Sequence[NewsPhase], what: str) -> float:
    """Return the median of a result of the loads."""
    return median(getattr(phase.load, what) for phase in phases)


def sum_of(phases: Sequence[NewsPhase], what: str) -> int:
    """Return the sum of a count."""
    return sum(getattr(phase, what) for phase in phases)


def targets(day: NewsDay) -> Iterator[report.ReportTarget]:
    """Yield what must hold."""
    name, quiet, busy = f"{NAME}, {day.way}", day.phases[QUIET], day.phases[BUSY]
    rate = median_of(busy, "rate") / median_of(quiet, "rate")
    yield report.ReportTarget(
        f"{name}: of the rate without publishing", rate, f"≥ {RATE_LIMIT}", rate >= RATE_LIMIT
    )
    p99 = median_of(busy, "p99") / median_of(quiet, "p99")
    yield report.ReportTarget(
        f"{name}: p99, times that without publishing", p99, f"≤ {P99_LIMIT}", p99 <= P99_LIMIT
    )
    for what, phases in day.phases.items():
        rendered, most = sum_of(phases, "rendered"), sum_of(phases, "expected")
        causes = (f"{sum_of(phases, c):,} {c}" for c in ("comments", "published", "showing"))
        limit = f"≤ {most:,} = {WORKERS_COUNT} × ({' + '.join(causes)})"
        yield report.ReportTarget(
            f"{name}, {what}: story pages rendered", rendered, limit, rendered <= most
        )
