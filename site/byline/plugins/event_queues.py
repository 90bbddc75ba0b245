"""Events that plugins have yet to act on: nobody waits for that."""

import atexit
import logging
import os
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, wait
from queue import Empty, Queue
from threading import Lock

from byline.plugins.threads import submit

logger = logging.getLogger(__name__)

EVENTS_LIMIT = 1000
# How long a process that ends waits for all of them: the supervisor ends it two seconds later.
EXIT_SECONDS = 3.0


class EventQueue:
    """The events of one plugin, acted on one by one in their order."""

    def __init__(self) -> None:
        self.waiting: Queue[Callable[[], object]] = Queue(EVENTS_LIMIT)
        self.lock = Lock()
        self.is_idle = True
        # Done when all events were acted on.
        self.working: Future[None] = Future()
        self.working.set_result(None)

    def add(self, act: Callable[[], object], seconds: float) -> None:
        """Add an event. Raises queue.Full where there is no room for so many seconds."""
        self.waiting.put(act, timeout=seconds)
        with self.lock:
            if self.is_idle:
                self.working = submit(self.work)
                self.is_idle = False

    def work(self) -> None:
        """Act on what waits."""
        while act := self.next():
            try:
                act()
            except BaseException:  # the next ones are not to wait for ever
                logger.exception("An event of a plugin was not acted on")

    def next(self) -> Callable[[], object] | None:
        """Return what to do next; None where nothing waits."""
        with self.lock:
            try:
                return self.waiting.get_nowait()
            except Empty:
                self.is_idle = True
                return None


# By plugin: a slow one holds up no other.
event_queues: defaultdict[str, EventQueue] = defaultdict(EventQueue)


def finish(seconds: float = EXIT_SECONDS) -> bool:
    """Wait until plugins have acted on all events; return False where that takes too long."""
    return not wait([queue.working for queue in [*event_queues.values()]], seconds).not_done


# Now, so that it runs after what adds events as the process ends.
atexit.register(finish)
# The parent acts on its own.
os.register_at_fork(after_in_child=event_queues.clear)
