"""The dependencies of a page, recorded while it is rendered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import inf
from time import time

from django.http import HttpRequest, QueryDict

# The tag of every page, for the masthead, the banner and the footer.
SETTINGS = "settings"

# A safeguard against a dependency that is not recorded.
PAGE_MAX_AGE_SECONDS = 3600

# Returns the next time after a given one at which something changes.
type Clock = Callable[[datetime], datetime | None]


@dataclass(slots=True)
class Recording:
    """The dependencies of one page. Times are seconds since 1970."""

    # The query string without tracking parameters.
    query: str = ""
    begun_at: float = field(default_factory=time)
    tags: set[str] = field(default_factory=set)
    # The parameters that the page reads; None if it is not cacheable.
    parameters: frozenset[str] | None = None
    # From when on it has to be rendered again, and from when on it must not be served.
    stale_at: float = inf
    expires_at: float = inf
    clocks: set[Clock] = field(default_factory=set)
    # What the clocks returned, for the page and its parts.
    said: dict[Clock, datetime | None] = field(default_factory=dict)

    def ask_clocks(self) -> None:
        """Call each clock, once for a page, and set `stale_at`. Raises DatabaseError."""
        begun_at = datetime.fromtimestamp(self.begun_at, UTC)
        for clock in self.clocks:
            if clock not in self.said:
                self.said[clock] = clock(begun_at)
            if moment := self.said[clock]:
                self.stale_at = min(self.stale_at, moment.timestamp())

    def is_to_come(self, moment: datetime | None) -> bool:
        """Return whether a time was still to come when the rendering began."""
        return moment is not None and moment.timestamp() > self.begun_at


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)
current = _recording.get


@contextmanager
def record(query: str = "") -> Iterator[Recording]:
    """Record the dependencies of the page that is rendered in the block."""
    with noting(Recording(query)) as recording:
        yield recording


@contextmanager
def part() -> Iterator[Recording]:
    """Record the dependencies of a part of the page; it is as old as the page."""
    page = current()
    own = Recording(begun_at=page.begun_at, said=page.said) if page else Recording()
    with noting(own) as recording:
        yield recording


@contextmanager
def noting(recording: Recording) -> Iterator[Recording]:
    """Make a recording the current one in the block."""
    token = _recording.set(recording)
    try:
        yield recording
    finally:
        _recording.reset(token)


def mark_cacheable(request: HttpRequest, *parameters: str) -> None:
    """Mark the response as the same for every anonymous client, and name its parameters.

    To make sure, cookies, `Accept-Encoding` and tracking parameters are removed from the request.
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
    """Add tags to the page; `changed()` with any of them invalidates it."""
    if recording := current():
        recording.tags.update(tags)


def noted() -> Recording | None:
    """Return a copy of the recording until now, to be used in `repeat()`."""
    recording = current()
    return recording and replace(recording, tags={*recording.tags}, clocks={*recording.clocks})


def repeat(earlier: Recording) -> None:
    """Add the dependencies of another recording."""
    if recording := current():
        recording.tags |= earlier.tags
        recording.clocks |= earlier.clocks
        recording.stale_at = min(recording.stale_at, earlier.stale_at)
        recording.expires_at = min(recording.expires_at, earlier.expires_at)


def stale_at(moment: datetime | None) -> None:
    """Have the page rendered again from a time on."""
    if (recording := current()) and moment and recording.is_to_come(moment):
        recording.stale_at = min(recording.stale_at, moment.timestamp())


def stale_by(clock: Clock) -> None:
    """Have the page rendered again from the time on that a function returns.

    It is called once for a page, at the end of rendering.
    """
    if recording := current():
        recording.clocks.add(clock)


def expires_at(moment: datetime | None) -> None:
    """Have the page never served from a time on."""
    if (recording := current()) and moment and recording.is_to_come(moment):
        recording.expires_at = min(recording.expires_at, moment.timestamp())
