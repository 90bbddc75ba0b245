"""The cases: each request in each way, and the two references."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from secrets import randbelow
from time import sleep

from bench.load import (
    BROWSER_HEADERS,
    CONNECTIONS_COUNT,
    BenchResponse,
    Connections,
    LoadResult,
    run_load,
    send_request,
)
from bench.servers import BenchNewsroom, Server

BARE = "bare view"
POSTING, BEACON, SEARCH = "posting a comment", "beacon", "search"
# Of a form in a browser.
POST_HEADERS = {
    "Origin": "https://localhost",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}
# How many forms are prepared: more than can be stored.
COMMENTS_PER_SECOND = 1_500
# Each measurement has other clients, also with --keep.
measurement_numbers = count(randbelow(1000))
# With fewer responses the measurement is repeated with more seconds, up to a maximum.
MIN_RESPONSES, MAX_SECONDS = 30, 30
# How much the size of responses may differ from that of the checked one.
SIZE_TOLERANCE = 0.03


class Way(StrEnum):
    """The way in which a request is answered."""

    # Joined from fragments, none of which is stored.
    UNCACHED = "no page kept"
    # Without a page cache.
    FORGETFUL = "nothing remembered"
    CACHED = "cached"
    REVALIDATED = "revalidated"
    VARNISH = "behind Varnish"
    NGINX = "nginx"


# The settings with which each request is rendered.
RENDERED_SETTINGS = {
    Way.UNCACHED: {"PAGE_CACHE_MEGABYTES": "0"},
    Way.FORGETFUL: {"PAGE_CACHE": "false"},
}


@dataclass
class ServingCase:
    """A request in one of the ways."""

    name: str
    way: Way
    server: Server
    path: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(BROWSER_HEADERS))
    # The requests, if not always the same.
    lines: Path | None = None
    loads: list[LoadResult] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The URL of the request."""
        return self.server.url + self.path

    def look(self) -> BenchResponse:
        """Send one request, and check the response."""
        answer = send_request(self.url, self.headers)
        is_page = self.status == 200 and self.name != BARE
        if answer.status != self.status or (is_page and "</html>" not in answer.text):
            sys.exit(f"{self.name}, {self.way}: {answer.status} {answer.body[:500]!r}")
        return answer

    def warm_up(self) -> None:
        """Warm up the server, and the cache of each of its processes."""
        times = {Way.UNCACHED: 16, Way.FORGETFUL: 4, Way.CACHED: 16, Way.VARNISH: 4}.get(
            self.way, 0
        )
        if self.status == 200:
            for _ in range(times):
                self.look()

    def measure(self, seconds: int, connections: int = CONNECTIONS_COUNT) -> None:
        """Measure for some seconds, and check the size of the responses."""
        how = Connections(self.lines, next_visitor(), connections)
        if self.lines:
            self.note(self.load(seconds, how))
            return
        if self.way in {Way.CACHED, Way.REVALIDATED}:
            # It may be stale, or a comment was added: rendering would be part of the measurement.
            kept = ServingCase(self.name, Way.CACHED, self.server, self.path)
            kept.warm_up()
        if self.way == Way.REVALIDATED:
            # Each process has rendered it, maybe with another ETag.
            tags = {kept.look().headers["etag"] for _ in range(16)}
            self.headers["If-None-Match"] = ", ".join(sorted(tags))
        answer = self.look()
        found = self.load(seconds, how)
        expected = len(answer.body) + sum(len(k) + len(v) + 4 for k, v in answer.headers.items())
        if found.refused:
            self.look()
        elif abs(found.bytes_each - expected) > SIZE_TOLERANCE * expected + 50:
            sys.exit(f"{self.name}, {self.way}: {found.bytes_each:.0f} bytes, not {expected}")
        self.note(found)

    def note(self, found: LoadResult) -> None:
        """Store a result, and wait until the server has finished abandoned requests."""
        if found.refused:
            print(f"\n{self.name}, {self.way}: {found.refused} refused.", file=sys.stderr)
        self.loads.append(found)
        sleep(found.p99 / 1000)

    def load(self, seconds: int, how: Connections) -> LoadResult:
        """Run a load, again with more seconds if there were few responses."""
        found = run_load(self.url, self.headers, seconds, how)
        if found.requests < MIN_RESPONSES and seconds < MAX_SECONDS:
            return self.load(3 * seconds, replace(how, first=next_visitor()))
        return found


def next_visitor() -> int:
    """Return the first number of new clients, in this run of the bench."""
    return 1_000_000 * next(measurement_numbers)


def uncached(server: Server, about: dict, folder: Path) -> Iterator[ServingCase]:
    """Yield the cases without the page cache, the bare view first."""
    yield ServingCase(BARE, Way.UNCACHED, server, "/bench/bare/")
    yield from pages(server, about, folder, Way.UNCACHED)
    yield from writing(server, about, folder, Way.UNCACHED)


def pages(server: Server, about: dict, folder: Path, way: Way) -> Iterator[ServingCase]:
    """Yield a case for every page, rendered at each request."""
    return (page(name, server, about, folder, way) for name in about["pages"])


def page(name: str, server: Server, about: dict, folder: Path, way: Way) -> ServingCase:
    """Return the case of a page."""
    # Searches are rate limited: each is of another client, and for other words.
    lines = searches(about, folder) if name == SEARCH else None
    return ServingCase(name, way, server, about["pages"][name], lines=lines)


def kept(server: Server, about: dict, way: Way) -> Iterator[ServingCase]:
    """Yield the cases of pages that are cached."""
    for name, path in about["pages"].items():
        case = ServingCase(name, way, server, path)
        case.look()
        if is_hit(case.look(), way):
            yield case


def is_hit(answer: BenchResponse, way: Way) -> bool:
    """Return whether a response came out of a cache: others have no ETag."""
    if way == Way.VARNISH:
        return "; hit" in answer.headers.get("cache-status", "")
    return "etag" in answer.headers


def writing(server: Server, about: dict, folder: Path, way: Way) -> Iterator[ServingCase]:
    """Yield the cases of comments and beacons."""
    headers = BROWSER_HEADERS | POST_HEADERS
    comments = ServingCase(POSTING, way, server, "/", 303, headers, folder / "comments.txt")
    yield comments
    beacons = folder / "beacons.txt"
    beacons.write_text("".join(f"POST\t/read/{pk}/\t\n" for pk in about["read"]))
    yield ServingCase(BEACON, way, server, "/", 204, headers, beacons)


def searches(about: dict, folder: Path) -> Path:
    """Return the file with the searches."""
    path = folder / "searches.txt"
    path.write_text("".join(f"GET\t{address}\t\n" for address in about["searches"]))
    return path


def make_forms(newsroom: BenchNewsroom, number: int) -> None:
    """Write the forms of some comments."""
    lines = newsroom.run("-m", "bench.forms", "--number", str(number))
    (newsroom.folder / "comments.txt").write_text(lines)


def count_comments(newsroom: BenchNewsroom) -> int:
    """Return how many comments are stored."""
    return int(newsroom.run("-m", "bench.forms", "--count"))
