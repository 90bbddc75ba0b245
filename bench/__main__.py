"""Measure a newsroom as it is served: `make bench`.

    python -m bench --stories 10000 --comments 100000 [--write]

Starts the production server with a synthetic newsroom, and nginx with the same bytes as files, and
prints the throughput of each. Measurements alternate, so that other load affects all alike; the
ratios count.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import (
    cases,
    cold_tail,
    growth,
    hanging,
    idle_plugins,
    news_day,
    publishing,
    report,
    servers,
)
from bench.cases import RENDERED_SETTINGS, ServingCase, Way
from bench.fill import ABOUT_FILE
from bench.servers import BenchNewsroom, Server

# What is measured besides single requests, by its name for --only.
LOADS = {
    news_day.NAME: news_day.measure,
    cold_tail.NAME: cold_tail.measure,
    idle_plugins.NAME: idle_plugins.measure,
}


def main() -> None:
    """Build, measure, and print the tables."""
    options = read_options()
    if packages := servers.missing_packages():
        sys.exit(f"The bench needs what is missing here: apt install {' '.join(packages)}")
    if options.growth:
        grow(options)
        return
    with built(options.stories, options.comments, options.keep) as newsroom:
        about = json.loads((newsroom.folder / ABOUT_FILE).read_text())
        if options.publishes:
            publish(newsroom, about, options)
            return
        if options.hanging:
            hang(newsroom, about, options)
            return
        database = newsroom.run("-m", "bench.about_database").strip()
        tables = {}
        if options.only not in LOADS:
            tables["Serving on {}: `bench`"] = serve(newsroom, about, options, database)
        for name, measure_load in LOADS.items():
            if options.only in name:
                title = f'{name.capitalize()} on {{}}: `bench --only "{name}"`'
                tables[title] = f"{database}. {measure_load(newsroom, about, options)}"
    print(*tables.values(), sep="\n\n")
    for title, text in tables.items() if options.write else ():
        report.write(text, title.format(database.split()[0]))


def serve(
    newsroom: BenchNewsroom, about: dict[str, Any], options: argparse.Namespace, database: str
) -> str:
    """Measure each request in every way, and return the tables."""
    queries = json.loads(newsroom.run("-m", "bench.queries"))
    measured, memory = measure(newsroom, about, options)
    used = ", ".join(f"{name} {number:.0f} MB" for name, number in memory.items())
    method = f"{report.method(options)} Memory of the server at the end: {used}."
    return report.tables(report.Results(measured, queries), about, database, method)


def grow(options: argparse.Namespace) -> None:
    """Compare a newsroom with one of many more stories, and print the table."""
    with ExitStack() as stack:
        sizes = [(options.stories, options.comments), (options.against, options.against)]
        newsrooms = [
            stack.enter_context(built(*size, options.keep and options.keep / str(size[0])))
            for size in sizes
        ]
        database = newsrooms[0].run("-m", "bench.about_database").strip()
        text = f"{database}. {growth.compare(options, newsrooms)}"
    print(text)
    if options.write:
        report.write(text, f"Growth on {database.split()[0]}: `bench --growth`")


def publish(newsroom: BenchNewsroom, about: dict[str, Any], options: argparse.Namespace) -> None:
    """Publish a story repeatedly, and print the delay until readers got it."""
    database = newsroom.run("-m", "bench.about_database").strip()
    text = f"{database}. {publishing.measure(newsroom, about, options.publishes)}"
    print(text)
    if options.write:
        report.write(text, f"Publishing on {database.split()[0]}: `bench --publishes`")


def hang(newsroom: BenchNewsroom, about: dict[str, Any], options: argparse.Namespace) -> None:
    """Request a cached page while everything else hangs, and print the times."""
    database = newsroom.run("-m", "bench.about_database").strip()
    text = f"{database}. {hanging.measure(newsroom, about, options.hanging)}"
    print(text)
    if options.write:
        report.write(
            text, f"Kept pages while all else hangs, on {database.split()[0]}: `bench --hanging`"
        )


def read_options() -> argparse.Namespace:
    """Return the command line options."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--runs", type=int, default=5, help="whose medians count")
    parser.add_argument(
        "--keep", type=Path, help="a folder to keep the newsroom in, for the next time"
    )
    parser.add_argument("--only", default="", help="a part of the names of what is measured")
    parser.add_argument("--day", type=int, default=60, help="seconds of each part of a news day")
    parser.add_argument("--write", action="store_true", help="write the tables into RESULTS.md")
    parser.add_argument(
        "--growth", action="store_true", help="compare it with a hundred times as many stories"
    )
    parser.add_argument("--against", type=int, default=1_000_000, help="how many these are")
    parser.add_argument(
        "--publishes", type=int, default=0, help="publish so often, and see when readers get it"
    )
    parser.add_argument(
        "--hanging", type=int, default=0, help="let all else hang for so many seconds"
    )
    return parser.parse_args()


@contextmanager
def built(stories: int, comments: int, keep: Path | None) -> Iterator[BenchNewsroom]:
    """Build a newsroom, or use the one of --keep, with its static files."""
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # Varnish is another user
        newsroom = BenchNewsroom(folder.resolve(), stack.enter_context(database(folder, keep)))
        if not (folder / ABOUT_FILE).exists():
            numbers = ["--stories", str(stories), "--comments", str(comments)]
            newsroom.run("-m", "bench.fill", *numbers)
        newsroom.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        yield newsroom


@contextmanager
def database(folder: Path, keep: Path | None) -> Iterator[str]:
    """Create a database on the server of DATABASE_URL, if there is one; yield its URL.

    It is dropped at the end, unless with --keep.
    """
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    known = folder / "database"
    name = known.read_text() if known.exists() else f"bench_{uuid4().hex}"
    if not known.exists():
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        known.write_text(name)
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        if not keep:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure(
    newsroom: BenchNewsroom, about: dict[str, Any], options: argparse.Namespace
) -> tuple[list[ServingCase], dict[str, float]]:
    """Start every server, and measure all cases in turn, in several runs."""
    forms = options.seconds * cases.COMMENTS_PER_SECOND
    stored = cases.count_comments(newsroom)
    with ExitStack() as stack:
        sites, every = all_cases(newsroom, about, stack)
        every = [
            case
            for case in every
            if options.only in f"{case.name}, {case.way}" or case.name == cases.BARE
        ]
        for case in every:
            case.warm_up()
        for run in range(options.runs):
            for number, case in enumerate(every):
                print(
                    f"\rRun {run + 1} of {options.runs}: {number + 1} of {len(every)} \x1b[K",
                    end="",
                    file=sys.stderr,
                    flush=True,
                )
                if case.name == cases.POSTING:
                    cases.make_forms(newsroom, forms)
                case.measure(options.seconds)
        print(file=sys.stderr)
        memory = {name: server.megabytes for name, server in sites.items()}
    sent = sum(
        load.requests - load.refused
        for case in every
        if case.name == cases.POSTING
        for load in case.loads
    )
    if cases.count_comments(newsroom) < stored + sent:
        sys.exit("Comments were acknowledged that are not stored.")
    return every, memory


def all_cases(
    newsroom: BenchNewsroom, about: dict[str, Any], stack: ExitStack
) -> tuple[dict[str, Server], list[ServingCase]]:
    """Start the servers; return them with all cases."""
    plain, forgetful = (
        stack.enter_context(servers.site(newsroom, way.name.lower(), **settings))
        for way, settings in RENDERED_SETTINGS.items()
    )
    caching = stack.enter_context(servers.site(newsroom, "cached"))
    sites = {Way.UNCACHED: plain, Way.FORGETFUL: forgetful, "page cache on": caching}
    hits = list(cases.kept(caching, about, Way.CACHED))
    found = list(cases.uncached(plain, about, newsroom.folder))
    found += [*cases.pages(forgetful, about, newsroom.folder, Way.FORGETFUL), *hits]
    found += [ServingCase(c.name, Way.REVALIDATED, caching, c.path, 304) for c in hits]
    found += cases.writing(caching, about, newsroom.folder, Way.CACHED)
    found += behind_varnish(newsroom, about, stack)
    # Pages that are not cached have the same bytes.
    looked = hits or [c for c in found if c.way == Way.UNCACHED and c.status == 200 and not c.lines]
    files = stack.enter_context(
        servers.nginx(newsroom.folder, {c.path.partition("?")[0]: c.look() for c in looked})
    )
    return sites, [*found, *(ServingCase(c.name, Way.NGINX, files, c.path) for c in looked)]


def behind_varnish(
    newsroom: BenchNewsroom, about: dict[str, Any], stack: ExitStack
) -> list[ServingCase]:
    """Start Varnish in front of another server; return the cases that it caches."""
    if not servers.VCL_FILE.exists():
        return []
    server, _site = stack.enter_context(servers.site_behind(servers.varnish, newsroom, "behind"))
    return list(cases.kept(server, about, Way.VARNISH))


if __name__ == "__main__":
    main()
