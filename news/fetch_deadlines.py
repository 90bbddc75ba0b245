"""How long a request of the newsroom may wait for other sites altogether.

A story has any number of embeds and tweets, and each may wait for a site that does not answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

TOTAL_SECONDS = 8

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def fetching_within(seconds: float = TOTAL_SECONDS) -> Iterator[None]:
    """Limit what is fetched meanwhile to so many seconds together; with 0 nothing is fetched.

    Of limits within each other the first that ends counts.
    """
    outer, own = _deadline.get(), monotonic() + seconds
    token = _deadline.set(own if outer is None else min(outer, own))
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left(limit: float) -> float:
    """Return how long one fetch may take: the limit at most, 0 after the deadline."""
    deadline = _deadline.get()
    return limit if deadline is None else max(0.0, min(limit, deadline - monotonic()))
