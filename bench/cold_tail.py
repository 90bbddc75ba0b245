"""What stories cost that nobody has asked for lately: `make bench ARGS='--only "cold tail"'`.

Many stories are asked for once each. What all pages share, such as the masthead and the recent
stories, was just shown; none of the stories was, with its comments or without. Then all processes
are started again, and the same stories are asked for once more.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import cases, report, servers
from bench.cases import BARE, SEARCH, ServingCase, Way, next_visitor
from bench.load import (
    BROWSER_HEADERS,
    CONNECTIONS_COUNT,
    Connections,
    LoadResult,
    run_load,
    write_lines,
)
from bench.metrics import RenderedStories, metrics_settings, rendered_stories
from bench.servers import WORKERS_COUNT, BenchNewsroom

NAME = "cold tail"
# The bare view is so many times as fast at most, at first and after the restart.
COLD_LIMIT, RESTARTED_LIMIT = 20, 3
COLD_AIM = "aim 1/12"
QUERIES_LIMIT = 8  # for a page
COLD, PAGES_COLD, RESTARTED = "nothing kept", "fragments kept, no page", "after a restart"
# All stories have been asked for within this time.
MAX_SECONDS = 600
# For every process to have dropped its pages.
INVALIDATION_SECONDS = 2
SET_UP = "import django; django.setup(); from byline.pagecache import changed; "
INVALIDATE_ALL = SET_UP + 'changed("everything")'
# Every story names its authors; no fragment does.
INVALIDATE_PAGES = SET_UP + (
    "from news.models import Author; changed(*(one.cache_tag for one in Author.objects.all()))"
)
INVALIDATIONS = {COLD: INVALIDATE_ALL, PAGES_COLD: INVALIDATE_PAGES}
# So often before, for most fragments to be in every process.
WARM_UPS = 3


@dataclass
class TailPass:
    """The results of asking for every story once, in some runs."""

    loads: list[LoadResult] = field(default_factory=list)
    rendered: list[RenderedStories] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median of the rates."""
        return median(load.rate for load in self.loads)

    @property
    def queries(self) -> float:
        """The queries of a page that was rendered."""
        pages = sum(one.number for one in self.rendered)
        return sum(one.queries for one in self.rendered) / pages if pages else 0


def measure(newsroom: BenchNewsroom, about: dict[str, Any], options: argparse.Namespace) -> str:
    """Ask for every story before and after a restart, and return the tables."""
    write_lines(newsroom.folder / "tail.txt", about["asked"])
    passes = {COLD: TailPass(), PAGES_COLD: TailPass(), RESTARTED: TailPass()}
    with servers.site(newsroom, "bare", PAGE_CACHE_MEGABYTES="0") as plain:
        bare = ServingCase(BARE, Way.UNCACHED, plain, "/bench/bare/")
        bare.warm_up()
        for run in range(options.runs):
            print(f"{NAME}: run {run + 1} of {options.runs}", file=sys.stderr)
            bare.measure(options.seconds)
            for name, tail in passes.items():
                ask(newsroom, about, tail, name)
                bare.measure(options.seconds)
    return "\n".join([report.machine(), method(about, options), "", *tables(bare, passes)])


def ask(newsroom: BenchNewsroom, about: dict[str, Any], tail: TailPass, what: str) -> None:
    """Start a site, show what all pages share, and ask for every story once."""
    name = "tail"
    how = Connections(newsroom.folder / "tail.txt", next_visitor(), once=True)
    with servers.site(newsroom, name, **metrics_settings(newsroom, name)) as site:
        if what == PAGES_COLD:
            # In every process, mostly.
            for _ in range(WARM_UPS):
                run_load(site.url, BROWSER_HEADERS, MAX_SECONDS, how)
        if what in INVALIDATIONS:
            newsroom.run("-c", INVALIDATIONS[what])
            time.sleep(INVALIDATION_SECONDS)
        for page in about["pages"].keys() - {SEARCH}:
            cases.page(page, site, about, newsroom.folder, Way.CACHED).warm_up()
        before = rendered_stories(site)
        found = run_load(site.url, BROWSER_HEADERS, MAX_SECONDS, how)
        rendered = rendered_stories(site) - before
    answered = found.requests - found.refused
    if found.requests != len(about["asked"]):
        sys.exit(f"{NAME}: only {found.requests} were asked for in {MAX_SECONDS} s.")
    if what in INVALIDATIONS and rendered.number < answered:
        sys.exit(f"{NAME}: {answered - rendered.number} of the stories were kept.")
    if found.refused:
        print(f"{NAME}: {found.refused} refused.", file=sys.stderr)
    tail.loads.append(found)
    tail.rendered.append(rendered)


def method(about: dict[str, Any], options: argparse.Namespace) -> str:
    """Describe the method."""
    return (
        f"{len(about['asked']):,} of {about['stories']:,} stories, each asked for once; what all "
        f"pages share was shown before. Medians of {options.runs} runs, the bare view between them "
        f"for {options.seconds} s each; {WORKERS_COUNT} workers, {CONNECTIONS_COUNT} connections "
        "from the same machine."
    )


def tables(bare: ServingCase, passes: dict[str, TailPass]) -> Iterator[str]:
    """Yield the rows of the tables."""
    rate = median(load.rate for load in bare.loads)
    yield (
        "| | requests/s | p50 ms | p99 ms | of the bare view | stories rendered | queries of each |"
    )
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    yield row(BARE, bare.loads, "", "", "")
    for name, tail in passes.items():
        rendered = sum(one.number for one in tail.rendered)
        of_bare = f"1/{rate / tail.rate:.1f}"
        yield row(name, tail.loads, of_bare, f"{rendered:,}", f"{tail.queries:.1f}")
    yield ""
    yield from report.must_hold(targets(rate, passes))


def row(name: str, loads: Sequence[LoadResult], *more: str) -> str:
    """Return the row of some loads."""
    found = (median(getattr(load, what) for load in loads) for what in ("rate", "p50", "p99"))
    rate, p50, p99 = found
    return f"| {' | '.join([name, f'{rate:,.0f}', f'{p50:.2f}', f'{p99:.2f}', *more])} |"


def targets(bare_rate: float, passes: dict[str, TailPass]) -> Iterator[report.ReportTarget]:
    """Yield what must hold."""
    limits = {PAGES_COLD: (COLD_LIMIT, f", {COLD_AIM}"), RESTARTED: (RESTARTED_LIMIT, "")}
    for name, (limit, aim) in limits.items():
        times = bare_rate / passes[name].rate
        what = f"{NAME}, {name}: the bare view as many times"
        yield report.ReportTarget(what, times, f"≤ {limit}{aim}", times <= limit)
    queries = passes[PAGES_COLD].queries
    yield report.ReportTarget(
        f"{NAME}, {PAGES_COLD}: queries", queries, f"≤ {QUERIES_LIMIT}", queries <= QUERIES_LIMIT
    )
