"""A semaphore with a bounded queue."""

from threading import Semaphore

from byline.bulkheads.responses import Refused

# How long a request waits for a slot.
WAIT_SECONDS = 1.0
# How many requests wait in a process: for a page, to write, and for anything else.
READ_QUEUE_SIZE, WRITE_QUEUE_SIZE, OTHER_QUEUE_SIZE = 60, 32, 12


class Slots:
    """A number of slots, and a queue of `waiting` requests for them."""

    def __init__(self, number: int, waiting: int, wait_seconds: float) -> None:
        self.wait_seconds = wait_seconds
        self.free = Semaphore(number)
        self.room = Semaphore(number + waiting)

    def acquire(self) -> None:
        """Take a slot. Raises Refused if the queue is full or none becomes free in time."""
        if not self.room.acquire(blocking=False):
            raise Refused
        if not self.free.acquire(timeout=self.wait_seconds):
            self.room.release()
            raise Refused

    def release(self) -> None:
        """Free the slot."""
        self.free.release()
        self.room.release()
