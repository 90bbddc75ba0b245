"""Where so many may be at once."""

from threading import Semaphore

from byline.bulkheads.responses import Refused

# Seconds that a request waits for a place.
PATIENCE = 1.0
# In a process, so many wait at once for a page, to write, and for anything else.
READERS_WAITING, WRITERS_WAITING, OTHERS_WAITING = 60, 32, 12


class Places:
    """Where so many may be at once; so many more wait for a while, in seconds."""

    def __init__(self, number: int, waiting: int, patience: float) -> None:
        self.patience = patience
        self.free = Semaphore(number)
        self.room = Semaphore(number + waiting)

    def enter(self) -> None:
        """Take a place. Raises Refused where none gets free in time."""
        if not self.room.acquire(blocking=False):
            raise Refused
        if not self.free.acquire(timeout=self.patience):
            self.room.release()
            raise Refused

    def leave(self) -> None:
        """Give the place to the next."""
        self.free.release()
        self.room.release()
