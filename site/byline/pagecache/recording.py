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
SETTINGS_TAG = "settings"

# A safeguard against a dependency that is not recorded.
PAGE_MAX_AGE_SECONDS = 3600

# Returns the next time after a given one at which something changes, or None.
type StaleTimeFunction = Callable[[datetime], datetime | None]


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
    stale_time_functions: set[StaleTimeFunction] = field(default_factory=set)
    # Their results, shared by the page and its parts.
    stale_times: dict[StaleTimeFunction, datetime | None] = field(default_factory=dict)

    def resolve_stale_times(self) -> None:
        """Call each function once for a page, and set `stale_at`. Raises DatabaseError."""
        begun_at = datetime.fromtimestamp(self.begun_at, UTC)
        for next_change in self.stale_time_functions:
            if next_change not in self.stale_times:
                self.stale_times[next_change] = next_change(begun_at)
            if moment := self.stale_times[next_change]:
                self.stale_at = min(self.stale_at, moment.timestamp())

    def is_in_future(self, moment: datetime | None) -> bool:
        """Return whether a time was in the future when the rendering began."""
        return moment is not None and moment.timestamp() > self.begun_at


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)
current = _recording.get


@contextmanager
def record(query: str = "") -> Iterator[Recording]:
    """Record the dependencies of the page that is rendered in the block."""
    with activate(Recording(query)) as recording:
        yield recording


@contextmanager
def record_part() -> Iterator[Recording]:
    """Record the dependencies of a part of the page; it is as old as the page."""
    page = current()
    own = Recording(begun_at=page.begun_at, stale_times=page.stale_times) if page else Recording()
    with activate(own) as recording:
        yield recording


@contextmanager
def activate(recording: Recording) -> Iterator[Recording]:
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
        recording.tags.add(SETTINGS_TAG)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
        request.META["QUERY_STRING"] = recording.query
        request.GET = QueryDict(recording.query)


def depends_on(*tags: str) -> None:
    """Add tags to the page; `changed()` with any of them invalidates it."""
    if recording := current():
        recording.tags.update(tags)


def recorded_dependencies() -> Recording | None:
    """Return a copy of the recording until now, to be used in `add_dependencies()`."""
    recording = current()
    return recording and replace(
        recording,
        tags={*recording.tags},
        stale_time_functions={*recording.stale_time_functions},
    )


def add_dependencies(earlier: Recording) -> None:
    """Add the dependencies of another recording."""
    if recording := current():
        recording.tags |= earlier.tags
        recording.stale_time_functions |= earlier.stale_time_functions
        recording.stale_at = min(recording.stale_at, earlier.stale_at)
        recording.expires_at = min(recording.expires_at, earlier.expires_at)


def stale_at(moment: datetime | None) -> None:
    """Have the page rendered again from a time on."""
    if (recording := current()) and moment and recording.is_in_future(moment):
        recording.stale_at = min(recording.stale_at, moment.timestamp())


def stale_by(next_change: StaleTimeFunction) -> None:
    """Have the page rendered again from the time on that a function returns.

    It is called once for a page, at the end of rendering.
    """
    if recording := current():
        recording.stale_time_functions.add(next_change)


def expires_at(moment: datetime | None) -> None:
    """Have the page never served from a time on."""
    if (recording := current()) and moment and recording.is_in_future(moment):
        recording.expires_at = min(recording.expires_at, moment.timestamp())
