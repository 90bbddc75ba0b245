"""The dependencies of a page, recorded while it is rendered."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from time import time

from django.http import HttpRequest, QueryDict

# The tag of every page and fragment: any of them may show the settings of the site.
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
    # The addresses of the fragments that it includes.
    fragments: set[str] = field(default_factory=set)
    # Whether it is a fragment itself, which includes none.
    is_fragment: bool = False
    # By parameter the only values for which the response differs.
    variants: dict[str, frozenset[str]] = field(default_factory=dict)

    def for_part(self) -> "Recording":
        """Return an empty recording for a part of the page that may be given up."""
        return Recording(self.query, self.begun_at, is_fragment=self.is_fragment)

    def add_dependencies(self, other: "Recording") -> None:
        """Add what another one depends on, and its times."""
        self.tags |= other.tags
        self.stale_time_functions |= other.stale_time_functions
        self.stale_at = min(self.stale_at, other.stale_at)
        self.expires_at = min(self.expires_at, other.expires_at)

    def add_part(self, part: "Recording") -> None:
        """Add all of a part that was rendered."""
        self.add_dependencies(part)
        self.fragments |= part.fragments
        self.variants |= part.variants
        self.is_fragment = part.is_fragment
        if part.parameters is not None:
            self.parameters = part.parameters

    def resolve_stale_times(self) -> None:
        """Call each function once for a page, and set `stale_at`. Raises DatabaseError."""
        begun_at = datetime.fromtimestamp(self.begun_at, UTC)
        for next_change in self.stale_time_functions:
            if moment := next_change(begun_at):
                self.stale_at = min(self.stale_at, moment.timestamp())

    def is_in_future(self, moment: datetime | None) -> bool:
        """Return whether a time was in the future when the rendering began."""
        return moment is not None and moment.timestamp() > self.begun_at


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)
current = _recording.get
# For the rest of a context of its own: see `activate` else.
replace = _recording.set


@contextmanager
def record(query: str = "") -> Iterator[Recording]:
    """Record the dependencies of the page that is rendered in the block."""
    with activate(Recording(query)) as recording:
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


def varies_only_for(parameter: str, values: Iterable[object]) -> None:
    """Say for which values of a parameter the response differs from that without the parameter.

    For all others the response without it is used.
    """
    if recording := current():
        recording.variants[parameter] = frozenset(map(str, values))


def depends_on(*tags: str) -> None:
    """Add tags to the page; `changed()` with any of them invalidates it."""
    if recording := current():
        recording.tags.update(tags)


def add_dependencies(earlier: Recording) -> None:
    """Add the dependencies of another recording."""
    if recording := current():
        recording.add_dependencies(earlier)


def stale_at(moment: datetime | StaleTimeFunction | None) -> None:
    """Have the page rendered again from a time on.

    A function that returns the time is called once for a page, at the end of rendering, with the
    time at which that began.
    """
    if (recording := current()) is None:
        return
    if callable(moment):
        recording.stale_time_functions.add(moment)
    elif moment and recording.is_in_future(moment):
        recording.stale_at = min(recording.stale_at, moment.timestamp())


def expires_at(moment: datetime | None) -> None:
    """Have the page never served from a time on."""
    if (recording := current()) and moment and recording.is_in_future(moment):
        recording.expires_at = min(recording.expires_at, moment.timestamp())
