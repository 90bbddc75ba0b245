"""Run a server and the worker beside it: when one of them ends, so does the other.

    python -m byline.supervisor HOST PORT GREETING SERVER … [-- WORKER …]

Once the server answers there, the greeting is shown. Without Django, so that the
parent of the two costs next to no memory.
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
PATIENCE = 5
STOP = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
AWAITED = {*STOP, signal.SIGCHLD}
PR_SET_PDEATHSIG = 1

libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def main(host: str, port: str, greeting: str, *rest: str) -> int:
    """Run the commands until told to stop or one of them ends; return the exit code."""
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
    children = [start(command) for command in split(rest)]
    Thread(target=greet, args=(host, int(port), greeting), daemon=True).start()
    ended = wait_for_an_end(children)
    stop(children)
    if ended is None:
        return 0
    names = ["server", "worker"]
    print(  # noqa: T201
        f"The {names[children.index(ended)]} ended by itself (exit code {ended.returncode}), "
        "so everything is stopped.",
        file=sys.stderr,
    )
    return 1


def split(words: tuple[str, ...]) -> list[list[str]]:
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
        preexec_fn=prepare,  # noqa: PLW1509 (no thread runs yet)
    )


def prepare() -> None:
    """Let the child hear signals, and end with its parent even if that is killed."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def greet(host: str, port: int, greeting: str) -> None:
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


def wait_for_an_end(children: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes] | None:
    """Return the child that ended by itself, or None when told to stop."""
    while signal.sigwait(AWAITED) not in STOP:
        for child in children:
            if child.poll() is not None:
                return child
    return None


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Tell the children to end, and end those that take too long, with all they started."""
    for child in children:
        child.terminate()
    end = time.monotonic() + PATIENCE
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
    end = time.monotonic() + PATIENCE
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
