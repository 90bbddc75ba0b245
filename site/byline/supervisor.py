"""Runs a server and a worker. A worker that ends is restarted; with the server all ends.

    python -m byline.supervisor HOST PORT GREETING SERVER … [-- WORKER …]

The greeting is printed once the server responds. The module does not import Django, to save
memory.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread

# After SIGTERM.
STOP_TIMEOUT_SECONDS = 5
# Before each restart of the worker; from the start again after it was stable.
RESTART_DELAYS_SECONDS = (1, 2, 5, 15, 60)
STABLE_AFTER_SECONDS = 300
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
AWAITED_SIGNALS = {*STOP_SIGNALS, signal.SIGCHLD, signal.SIGALRM}
PR_SET_PDEATHSIG = 1
# Set for the server if there is a worker: see `byline.health`.
WORKER_VARIABLE = "BYLINE_WORKER_BESIDE"

libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def main(host: str, port: str, greeting: str, *rest: str) -> int:
    """Run the commands until a signal or the end of the server; return the exit code."""
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED_SIGNALS)
    server_command, *worker_command = split_commands(rest)
    if worker_command:
        os.environ[WORKER_VARIABLE] = "1"
    server = start(server_command)
    worker = Worker(worker_command[0]) if worker_command else None
    Thread(target=print_when_ready, args=(host, int(port), greeting), daemon=True).start()
    while (
        awaited := signal.sigwait(AWAITED_SIGNALS)
    ) not in STOP_SIGNALS and server.poll() is None:
        if worker:
            worker.check(is_due=awaited == signal.SIGALRM)
    stop([server, *([worker.process] if worker else [])])
    if awaited in STOP_SIGNALS:
        return 0
    log(f"The server ended by itself (exit code {server.returncode}), so everything is stopped.")
    return 1


class Worker:
    """The worker process, with its restarts."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.failures = 0
        self.is_scheduled = False
        self.start()

    def start(self) -> None:
        """Start the process."""
        self.begun = time.monotonic()
        self.process = start(self.command)

    def check(self, *, is_due: bool) -> None:
        """Schedule a restart if it has ended; restart it if the delay is over (`is_due`)."""
        if self.is_scheduled and is_due:
            self.is_scheduled = False
            self.start()
        elif not self.is_scheduled and self.process.poll() is not None:
            if time.monotonic() - self.begun > STABLE_AFTER_SECONDS:
                self.failures = 0
            delay = RESTART_DELAYS_SECONDS[min(self.failures, len(RESTART_DELAYS_SECONDS) - 1)]
            self.failures += 1
            self.is_scheduled = True
            log(
                f"The worker ended by itself (exit code {self.process.returncode}), "
                f"and is started again in {delay} s."
            )
            signal.setitimer(signal.ITIMER_REAL, delay)


def log(words: str) -> None:
    """Write to standard error."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201


def split_commands(words: tuple[str, ...]) -> list[list[str]]:
    """Return the commands, which are separated by `--`."""
    if "--" not in words:
        return [list(words)]
    at = words.index("--")
    return [list(words[:at]), list(words[at + 1 :])]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own: Ctrl-C reaches it only through its parent."""
    return subprocess.Popen(  # noqa: S603
        command,
        process_group=0,
        preexec_fn=prepare_child,  # noqa: PLW1509 (no thread runs yet)
    )


def prepare_child() -> None:
    """Unblock signals in the child, and end it when its parent is killed."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def print_when_ready(host: str, port: int, greeting: str) -> None:
    """Print the greeting at the first response of the server, of any status."""
    while True:
        try:
            connection = HTTPConnection(host, port, timeout=60)
            connection.request("HEAD", "/")
            connection.getresponse()
        except (OSError, HTTPException):
            time.sleep(0.2)
        else:
            break
    print(greeting, flush=True)  # noqa: T201


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Terminate the children, then kill their process groups."""
    for child in children:
        child.terminate()
    end = time.monotonic() + STOP_TIMEOUT_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0, end - time.monotonic()))
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        wait_for_group(child.pid)


def wait_for_group(group: int) -> None:
    """Wait until a process group is empty: until then it may hold the port."""
    end = time.monotonic() + STOP_TIMEOUT_SECONDS
    while time.monotonic() < end:
        with suppress(ChildProcessError):  # as PID 1 of a container we inherit them
            os.waitpid(-group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
