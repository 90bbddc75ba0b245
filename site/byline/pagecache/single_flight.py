"""Rendering a page once, while other requests for it wait."""

from collections.abc import Callable, Hashable
from threading import Event, Lock, Semaphore

from byline.bulkheads.responses import Refused
from byline.bulkheads.slots import READ_QUEUE_SIZE, WAIT_SECONDS


class SingleFlight[K: Hashable]:
    """The keys that are being rendered, each by one thread."""

    def __init__(self) -> None:
        self.flights: dict[K, Event] = {}
        self.waiting = Semaphore(READ_QUEUE_SIZE)
        self.lock = Lock()

    def begin(self, key: K, is_done: Callable[[K], bool]) -> Event | None:
        """Begin with a key, and return the event to be set by `end()`.

        None where another thread has begun with it, or it is done already.
        """
        with self.lock:
            if key in self.flights or is_done(key):
                return None
            return self.flights.setdefault(key, Event())

    def end(self, key: K) -> None:
        """Let others go on that wait for the key."""
        with self.lock:
            self.flights.pop(key).set()

    def wait(self, key: K, seconds: float = WAIT_SECONDS) -> None:
        """Wait until another thread has ended with a key. Raises Refused on a timeout."""
        if (flight := self.flights.get(key)) is None:
            return
        if not self.waiting.acquire(blocking=False):
            raise Refused
        try:
            if not flight.wait(seconds):
                raise Refused
        finally:
            self.waiting.release()
