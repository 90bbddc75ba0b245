"""Run a server and the worker beside it: the site outlives its worker, and ends with its server.

    python -m byline.supervisor HOST PORT GREETING SERVER … [-- WORKER …]

Once the server answers there, the greeting is shown. A worker that ends by itself is started
again, after a pause that grows. Without Django, so that the parent of the two costs next to no
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

# How long a child has to finish what it is doing, in seconds.
STOP_TIMEOUT_SECONDS = 5
# After how long a worker is started again, in seconds: longer each time, unless it lived so long.
RESTART_DELAYS_SECONDS = (1, 2, 5, 15, 60)
STABLE_AFTER_SECONDS = 300
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
AWAITED_SIGNALS = {*STOP_SIGNALS, signal.SIGCHLD, signal.SIGALRM}
PR_SET_PDEATHSIG = 1
# Says to the server that there is a worker beside it: see `byline.health`.
WORKER_VARIABLE = "BYLINE_WORKER_BESIDE"

libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def main(host: str, port: str, greeting: str, *rest: str) -> int:
    """Run the commands until told to stop or the server ends; return the exit code."""
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
            worker.look(is_time=awaited == signal.SIGALRM)
    stop([server, *([worker.process] if worker else [])])
    if awaited in STOP_SIGNALS:
        return 0
    log(f"The server ended by itself (exit code {server.returncode}), so everything is stopped.")
    return 1


class Worker:
    """The worker, started again whenever it has ended by itself."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.failures = 0
        self.is_due = False
        self.start()

    def start(self) -> None:
        """Start it."""
        self.begun = time.monotonic()
        self.process = start(self.command)

    def look(self, *, is_time: bool) -> None:
        """Have it started after a pause if it has ended, and start it where that is over."""
        if self.is_due and is_time:
            self.is_due = False
            self.start()
        elif not self.is_due and self.process.poll() is not None:
            if time.monotonic() - self.begun > STABLE_AFTER_SECONDS:
                self.failures = 0
            pause = RESTART_DELAYS_SECONDS[min(self.failures, len(RESTART_DELAYS_SECONDS) - 1)]
            self.failures += 1
            self.is_due = True
            log(
                f"The worker ended by itself (exit code {self.process.returncode}), "
                f"and is started again in {pause} s."
            )
            signal.setitimer(signal.ITIMER_REAL, pause)


def log(words: str) -> None:
    """Tell whoever reads the log."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201


def split_commands(words: tuple[str, ...]) -> list[list[str]]:
    """Return the commands, which two dashes part."""
    if "--" not in words:
        return [list(words)]
    at = words.index("--")
    return [list(words[:at]), list(words[at + 1 :])]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own: a Ctrl-C reaches it once, through its parent."""
    return subprocess.Popen(  # noqa: S603
        command,
        process_group=0,
        preexec_fn=prepare_child,  # noqa: PLW1509 (no thread runs yet)
    )


def prepare_child() -> None:
    """Let the child hear signals, and end with its parent even if that is killed."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def print_when_ready(host: str, port: int, greeting: str) -> None:
    """Show the greeting as soon as the server answers, whatever it answers."""
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
    """Tell the children to end, and end those that take too long, with all they started."""
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
    """Wait until all that a child had started are gone, too: they hold the port till then."""
    end = time.monotonic() + STOP_TIMEOUT_SECONDS
    while time.monotonic() < end:
        with suppress(ChildProcessError):  # as the first process of a container we inherit them
            os.waitpid(-group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
