"""Calls with a time limit, in threads that do not keep a process from ending."""

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from django.db import close_old_connections, connections

from byline.bulkheads.database_timeouts import DatabaseTimeouts, this_thread

# A thread that has nothing to do ends after this time.
IDLE_SECONDS = 60
# Calls of one plugin that go on after their time; beyond these no further call of it is begun.
HANGING_LIMIT = 4
# Of the statements of plugins where pages are rendered, as for these.
DATABASE_TIMEOUTS = DatabaseTimeouts(statement_seconds=10, lock_seconds=3)

type Call = tuple[Future[Any], Callable[[], Any]]


class CallLimitError(Exception):
    """Why a call was given up, or not begun."""


class NotBegunError(CallLimitError):
    """Why a call was not begun."""


class Threads:
    """Threads that wait for calls; there is always one for each call."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin without any, as a forked process does: it has none of its parent's threads."""
        self.calls: SimpleQueue[Call] = SimpleQueue()
        self.lock = Lock()
        self.idle = 0
        # How many calls go on after their time, by who made them.
        self.hanging: Counter[str] = Counter()

    def submit(self, call: Callable[[], Any]) -> Future[Any]:
        """Begin a call."""
        future: Future[Any] = Future()
        with self.lock:
            if self.idle:
                self.idle -= 1
            else:
                Thread(target=self.work, name="plugin", daemon=True).start()
        self.calls.put((future, call))
        return future

    def work(self) -> None:
        """Do calls until there are none for a while."""
        this_thread.timeouts = DATABASE_TIMEOUTS
        while True:
            try:
                future, call = self.calls.get(timeout=IDLE_SECONDS)
            except Empty:
                with self.lock:
                    if not self.idle:  # a call is about to come
                        continue
                    self.idle -= 1
                break
            run(future, call)
            with self.lock:
                self.idle += 1
        connections.close_all()


def run(future: Future[Any], call: Callable[[], Any]) -> None:
    """Do a call, and set its result or exception: after that the thread does nothing more of it."""
    try:
        try:
            result = call()
        finally:
            close_old_connections()
        future.set_result(result)
    except KeyboardInterrupt as error:  # no person's, whose signals are for the main thread
        future.set_exception(RuntimeError(repr(error)))
    except BaseException as error:
        future.set_exception(error)


threads = Threads()


def submit(call: Callable[[], Any]) -> Future[Any]:
    """Begin a call without a time limit."""
    return threads.submit(call)


def begin_without() -> None:
    """Begin without threads in a forked process."""
    threads.reset()


os.register_at_fork(after_in_child=begin_without)


def run_in_thread(owner: str, call: Callable[..., Any], *args: Any, seconds: float) -> Any:
    """Return the result of a call in another thread. Raises CallLimitError after these seconds.

    After that it goes on, and its result is dropped. While too many calls of an owner go on like
    this, no further one is begun.
    """
    if threads.hanging[owner] >= HANGING_LIMIT:
        raise NotBegunError(f"{HANGING_LIMIT} calls that took too long have not ended yet")
    future = threads.submit(lambda: call(*args))
    try:
        return future.result(seconds)
    except TimeoutError as error:
        if future.done():  # just now, or with a TimeoutError of its own
            return future.result()
        with threads.lock:
            threads.hanging[owner] += 1
        future.add_done_callback(partial(no_longer_hangs, owner))
        raise CallLimitError(f"took more than {seconds:g} s") from error


def no_longer_hangs(owner: str, _future: Future[Any]) -> None:
    """Count a call that has ended after its time."""
    with threads.lock:
        threads.hanging[owner] -= 1
