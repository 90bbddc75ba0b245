"""What is measured: each request in each way, beside the two yardsticks."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from secrets import randbelow
from time import sleep

from bench.load import CONNECTIONS, HEADERS, Answer, Connections, Load, ask, load
from bench.servers import Newsroom, Server

BARE = "bare view"
POSTING, BEACON, SEARCH = "posting a comment", "beacon", "search"
# A browser says from where it posts.
POSTS = {
    "Origin": "https://localhost",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}
# So many comments are made ready for a second: more than can be stored in one.
COMMENTS_A_SECOND = 1_500
# Each has visitors of its own, also where a newsroom is kept.
MEASUREMENTS = count(randbelow(1000))
# Fewer answers say nothing of how long one takes, but on a machine that has other things to do
# that may be all; in seconds.
FEWEST, LONGEST = 30, 30
# How far the bytes of an answer may be from those looked at.
TOLERANCE = 0.03


class Way(StrEnum):
    """How a request is answered."""

    # All else is as in production, so what pages are made from is remembered.
    UNCACHED = "no page kept"
    # Neither pages nor what they are made from.
    FORGETFUL = "nothing remembered"
    CACHED = "cached"
    REVALIDATED = "revalidated"
    VARNISH = "behind Varnish"
    NGINX = "nginx"


# The settings with which each page is rendered when it is asked for.
RENDERED = {
    Way.UNCACHED: {"PAGE_CACHE_MEGABYTES": "0"},
    Way.FORGETFUL: {"PAGE_CACHE": "false"},
}


@dataclass
class Case:
    """A request in one of the ways."""

    name: str
    way: Way
    server: Server
    path: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))
    # The requests, where they are not all the same one.
    lines: Path | None = None
    loads: list[Load] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is asked for."""
        return self.server.url + self.path

    def look(self) -> Answer:
        """Ask once, and make sure that the answer is the right one."""
        answer = ask(self.url, self.headers)
        is_page = self.status == 200 and self.name != BARE
        if answer.status != self.status or (is_page and "</html>" not in answer.text):
            sys.exit(f"{self.name}, {self.way}: {answer.status} {answer.body[:500]!r}")
        return answer

    def warm_up(self) -> None:
        """Let the server load what it loads once, and each of its processes keep the page."""
        times = {Way.UNCACHED: 16, Way.FORGETFUL: 4, Way.CACHED: 16, Way.VARNISH: 4}.get(
            self.way, 0
        )
        if self.status == 200:
            for _ in range(times):
                self.look()

    def measure(self, seconds: int, connections: int = CONNECTIONS) -> None:
        """Ask for so long, and make sure that the answers were those that were looked at."""
        how = Connections(self.lines, next_visitor(), connections)
        if self.lines:
            self.note(self.load(seconds, how))
            return
        if self.way in {Way.CACHED, Way.REVALIDATED}:
            # Its minute may be over, or a comment was added. Rendered once more while it is
            # measured, it would be a hundredth of all answers: wrk counts who might have asked.
            kept = Case(self.name, Way.CACHED, self.server, self.path)
            kept.warm_up()
        if self.way == Way.REVALIDATED:
            # Each process made it at its own moment, and may have given it another tag.
            tags = {kept.look().headers["etag"] for _ in range(16)}
            self.headers["If-None-Match"] = ", ".join(sorted(tags))
        answer = self.look()
        found = self.load(seconds, how)
        expected = len(answer.body) + sum(len(k) + len(v) + 4 for k, v in answer.headers.items())
        if found.refused:
            self.look()
        elif abs(found.bytes_each - expected) > TOLERANCE * expected + 50:
            sys.exit(f"{self.name}, {self.way}: {found.bytes_each:.0f} bytes, not {expected}")
        self.note(found)

    def note(self, found: Load) -> None:
        """Keep what was measured, and let the server finish what nobody waits for any more.

        The next case would share the machine with it.
        """
        if found.refused:
            print(f"\n{self.name}, {self.way}: {found.refused} refused.", file=sys.stderr)
        self.loads.append(found)
        sleep(found.p99 / 1000)

    def load(self, seconds: int, how: Connections) -> Load:
        """Ask for so long, or for longer where hardly anything was answered."""
        found = load(self.url, self.headers, seconds, how)
        if found.requests < FEWEST and seconds < LONGEST:
            return self.load(3 * seconds, replace(how, first=next_visitor()))
        return found


def next_visitor() -> int:
    """Return from which number on nobody has been here, in this run of the bench."""
    return 1_000_000 * next(MEASUREMENTS)


def uncached(server: Server, about: dict, folder: Path) -> Iterator[Case]:
    """Yield what is measured where no page is kept, the bare view first."""
    yield Case(BARE, Way.UNCACHED, server, "/bench/bare/")
    yield from pages(server, about, folder, Way.UNCACHED)
    yield from writing(server, about, folder, Way.UNCACHED)


def pages(server: Server, about: dict, folder: Path, way: Way) -> Iterator[Case]:
    """Yield every page, in a way in which it is rendered each time."""
    return (page(name, server, about, folder, way) for name in about["pages"])


def page(name: str, server: Server, about: dict, folder: Path, way: Way) -> Case:
    """Return one of them."""
    # Who searches often has to wait: each search is another visitor's, and another one.
    lines = searches(about, folder) if name == SEARCH else None
    return Case(name, way, server, about["pages"][name], lines=lines)


def kept(server: Server, about: dict, way: Way) -> Iterator[Case]:
    """Yield the pages that a cache keeps, as it answers them."""
    for name, path in about["pages"].items():
        case = Case(name, way, server, path)
        case.look()
        if is_hit(case.look(), way):
            yield case


def is_hit(answer: Answer, way: Way) -> bool:
    """Return whether an answer came out of a cache: what is not kept has no tag."""
    if way == Way.VARNISH:
        return "; hit" in answer.headers.get("cache-status", "")
    return "etag" in answer.headers


def writing(server: Server, about: dict, folder: Path, way: Way) -> Iterator[Case]:
    """Yield what readers send."""
    headers = HEADERS | POSTS
    comments = Case(POSTING, way, server, "/", 303, headers, folder / "comments.txt")
    yield comments
    beacons = folder / "beacons.txt"
    beacons.write_text("".join(f"POST\t/read/{pk}/\t\n" for pk in about["read"]))
    yield Case(BEACON, way, server, "/", 204, headers, beacons)


def searches(about: dict, folder: Path) -> Path:
    """Return the searches, in turn."""
    path = folder / "searches.txt"
    path.write_text("".join(f"GET\t{address}\t\n" for address in about["searches"]))
    return path


def make_forms(newsroom: Newsroom, number: int) -> None:
    """Make so many comments ready to be sent."""
    lines = newsroom.run("-m", "bench.forms", "--number", str(number))
    (newsroom.folder / "comments.txt").write_text(lines)


def count_comments(newsroom: Newsroom) -> int:
    """Return how many comments are stored."""
    return int(newsroom.run("-m", "bench.forms", "--count"))
