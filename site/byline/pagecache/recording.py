"""What a page depends on, noted while it is rendered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import inf
from time import time

from django.http import HttpRequest, QueryDict

# What every page depends on: the masthead, the banner, the foot.
SETTINGS = "settings"

# What no page says: a safeguard against what nobody thought of, in seconds.
LONGEST = 3600

# Asked for the next moment after one: that at which the rendering began.
type Clock = Callable[[datetime], datetime | None]


@dataclass(slots=True)
class Recording:
    """What is known of a page when it is rendered."""

    # What of the query string a page may look at.
    query: str = ""
    # In seconds since 1970, as all moments here.
    begun_at: float = field(default_factory=time)
    tags: set[str] = field(default_factory=set)
    # The parameters that the page knows; None where it did not ask to be kept.
    parameters: frozenset[str] | None = None
    # From when something on the page is not as it should be, and from when the page shows what
    # readers may not see any more.
    stale_at: float = inf
    expires_at: float = inf
    clocks: set[Clock] = field(default_factory=set)
    # What the clocks said, for the page and what it is made from.
    said: dict[Clock, datetime | None] = field(default_factory=dict)

    def ask_clocks(self) -> None:
        """Ask when what the page shows changes by itself, each clock once for a page."""
        begun_at = datetime.fromtimestamp(self.begun_at, UTC)
        for clock in self.clocks:
            if clock not in self.said:
                self.said[clock] = clock(begun_at)
            if moment := self.said[clock]:
                self.stale_at = min(self.stale_at, moment.timestamp())

    def is_to_come(self, moment: datetime | None) -> bool:
        """Tell whether the page still shows what was before a moment."""
        return moment is not None and moment.timestamp() > self.begun_at


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)
current = _recording.get


@contextmanager
def record(query: str = "") -> Iterator[Recording]:
    """Note what the page depends on that is rendered within."""
    with noting(Recording(query)) as recording:
        yield recording


@contextmanager
def part() -> Iterator[Recording]:
    """Note what a part of the page depends on; it is as old as the page, whenever it is made."""
    page = current()
    own = Recording(begun_at=page.begun_at, said=page.said) if page else Recording()
    with noting(own) as recording:
        yield recording


@contextmanager
def noting(recording: Recording) -> Iterator[Recording]:
    """Have what is noted within go into a recording."""
    token = _recording.set(recording)
    try:
        yield recording
    finally:
        _recording.reset(token)


def mark_cacheable(request: HttpRequest, *parameters: str) -> None:
    """Say that the page is the same for every anonymous visitor, and what parameters it knows.

    So that it is, the page learns nothing of the visitor: no cookies, no encodings, nothing that
    somebody put into the address to follow a reader.
    """
    if recording := current():
        recording.parameters = frozenset(parameters)
        recording.tags.add(SETTINGS)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
        request.META["QUERY_STRING"] = recording.query
        request.GET = QueryDict(recording.query)


def depends_on(*tags: str) -> None:
    """Note what the page shows; `changed()` with any of the tags has it made anew."""
    if recording := current():
        recording.tags.update(tags)


def noted() -> Recording | None:
    """Return what has been noted so far, for parts of the page that show it too: see `repeat`."""
    recording = current()
    return recording and replace(recording, tags={*recording.tags}, clocks={*recording.clocks})


def repeat(earlier: Recording) -> None:
    """Note what was noted elsewhere."""
    if recording := current():
        recording.tags |= earlier.tags
        recording.clocks |= earlier.clocks
        recording.stale_at = min(recording.stale_at, earlier.stale_at)
        recording.expires_at = min(recording.expires_at, earlier.expires_at)


def stale_at(moment: datetime | None) -> None:
    """Note when something on the page changes by the clock."""
    if (recording := current()) and moment and recording.is_to_come(moment):
        recording.stale_at = min(recording.stale_at, moment.timestamp())


def stale_by(clock: Clock) -> None:
    """Note whom to ask, once for a page, when something on it changes by the clock."""
    if recording := current():
        recording.clocks.add(clock)


def expires_at(moment: datetime | None) -> None:
    """Note when the page shows something that readers may not see any more."""
    if (recording := current()) and moment and recording.is_to_come(moment):
        recording.expires_at = min(recording.expires_at, moment.timestamp())
