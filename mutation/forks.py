"""Processes that are forked, as many at a time in the whole run as there are slots."""

import os
import pickle
import resource
import signal
import traceback
from collections.abc import Callable, Iterable
from multiprocessing.synchronize import Semaphore

# With what a fork ends in which tests were run against a mutant; with anything else, they were not.
SURVIVED, KILLED, TOO_SLOW, NOT_TRIED = 11, 12, 13, 14
# A mutant has so many times what its tests take without it, and so many seconds more, on the
# processor; by the clock three times that, since it may wait for what never comes.
TIMES, SECONDS = 4, 10


def in_fork[**P, T](function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function returns in a fork of this process, which stays as it is.

    Raises ChildProcessError where it returns nothing.
    """
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.write(write, pickle.dumps(function(*args, **kwargs)))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    if not answer:
        raise ChildProcessError
    return pickle.loads(answer)  # noqa: S301 (of our own process)


def fork_each[T](things: Iterable[T], slots: Semaphore, note: Callable[[T, int], None]) -> T | None:
    """Fork this process for each thing and note how the forks end.

    Returns the thing in its fork, and None in this process when all have ended.
    """
    running: dict[int, T] = {}

    def wait(options: int) -> None:
        while running:
            pid, status = os.waitpid(-1, options)
            if not pid:
                return
            note(running.pop(pid), outcome_of(status))
            slots.release()

    slots.release()  # this process only waits
    for thing in things:
        while not slots.acquire(timeout=0.05):
            wait(os.WNOHANG)
        if (pid := os.fork()) == 0:
            return thing
        running[pid] = thing
    wait(0)
    slots.acquire()
    return None


def write_into(file: int) -> None:
    """Have what this process prints go into a file."""
    for stream in (1, 2):
        os.dup2(file, stream)


def outcome_of(status: int) -> int:
    """Return what the end of a fork means."""
    if os.WIFSIGNALED(status):
        signals = {signal.SIGXCPU, signal.SIGALRM}
        return TOO_SLOW if os.WTERMSIG(status) in signals else KILLED
    ended = os.WEXITSTATUS(status)
    return ended if ended in {SURVIVED, KILLED} else NOT_TRIED


def limit(seconds: float) -> None:
    """End this process when it takes much longer than its tests without a mutant."""
    most = int(TIMES * seconds) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    signal.alarm(3 * most)
