"""Forked processes, limited in the whole run by a semaphore."""

import os
import pickle
import resource
import signal
import traceback
from collections.abc import Callable, Iterable
from multiprocessing.synchronize import Semaphore

# Exit codes of forks that ran tests; with any other code they could not be run.
SURVIVED, KILLED, TOO_SLOW, NOT_TRIED = 11, 12, 13, 14
# The limit of CPU time is the time of the tests without a mutant times the factor, plus the extra;
# the limit of wall clock time is three times that.
TIMEOUT_FACTOR, TIMEOUT_EXTRA_SECONDS = 4, 10


def run_in_fork[**P, T](function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a fork of this process; return its result.

    Raises ChildProcessError if the fork ends without a result.
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


def fork_each[T](items: Iterable[T], slots: Semaphore, note: Callable[[T, int], None]) -> T | None:
    """Fork this process for each item; call `note` with the outcome of each fork.

    Returns the item in its fork, and None in this process when all forks have ended.
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
    for item in items:
        while not slots.acquire(timeout=0.05):
            wait(os.WNOHANG)
        if (pid := os.fork()) == 0:
            return item
        running[pid] = item
    wait(0)
    slots.acquire()
    return None


def redirect_output(file: int) -> None:
    """Redirect standard output and error to a file descriptor."""
    for stream in (1, 2):
        os.dup2(file, stream)


def outcome_of(status: int) -> int:
    """Return the outcome of a fork by its exit status."""
    if os.WIFSIGNALED(status):
        signals = {signal.SIGXCPU, signal.SIGALRM}
        return TOO_SLOW if os.WTERMSIG(status) in signals else KILLED
    ended = os.WEXITSTATUS(status)
    return ended if ended in {SURVIVED, KILLED} else NOT_TRIED


def limit_time(seconds: float) -> None:
    """Limit the time of this process, by that of the tests without a mutant."""
    most = int(TIMEOUT_FACTOR * seconds) + TIMEOUT_EXTRA_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    signal.alarm(3 * most)
