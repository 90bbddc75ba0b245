"""Requests to a server: a single one, the load of wrk, or what is sent again and again."""

import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import brotli

CONNECTIONS_COUNT = 16
INTERRUPT_INTERVAL_SECONDS = 0.02
WRK_SCRIPT = Path(__file__).with_name("load.lua")
# Of a browser, behind a proxy that terminates TLS.
BROWSER_HEADERS = {
    "Host": "localhost",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html",
    "Accept-Encoding": "gzip, deflate, br",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "192.0.2.7",
}


@dataclass(frozen=True)
class BenchResponse:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The decompressed body."""
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
        encoding = self.headers.get("content-encoding", "")
        return unpack.get(encoding, bytes)(self.body).decode()


@dataclass(frozen=True)
class LoadResult:
    """The result of a load; times in milliseconds."""

    requests: int
    seconds: float
    bytes_each: float
    p50: float
    p99: float
    refused: int = 0  # of the requests, with a status from 400 on

    @property
    def rate(self) -> float:
        """Requests per second that were not refused."""
        return (self.requests - self.refused) / self.seconds


def send_request(
    url: str, headers: Mapping[str, str], method: str = "GET", body: str | None = None
) -> BenchResponse:
    """Send one request."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=60)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode() if body is not None else None)
    response = connection.getresponse()
    answer = BenchResponse(
        response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    )
    connection.close()
    return answer


@dataclass(frozen=True)
class Connections:
    """The connections of a load, with the requests to send, if not always the same."""

    lines: Path | None = None
    first: int = 0  # number of the first client
    number: int = CONNECTIONS_COUNT
    # Whether each of the requests is sent once, in the given seconds at most.
    once: bool = False


def run_load(url: str, headers: Mapping[str, str], seconds: int, how: Connections) -> LoadResult:
    """Send requests for some seconds, on each connection one after the other.

    Exits if most of them were refused.
    """
    command = ["wrk", "-t", "1", "-c", str(how.number), "-d", f"{seconds}s", "--timeout", "30s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command += [
        "-s",
        str(WRK_SCRIPT),
        url,
        "--",
        *([str(how.lines), str(how.first)] if how.lines else []),
        *(["once"] if how.once else []),
    ]
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        for line in process.stdout or ():
            last = line.strip() or last
            if last == "answered":
                interrupt(process)
    if not last.startswith("{"):
        sys.exit(f"{url}: wrk failed: {last}")
    result = json.loads(last)
    if result["refused"] > result["requests"] / 2 or result["broken"]:
        sys.exit(f"{url}: {result}")
    return LoadResult(
        requests=result["requests"],
        seconds=result["microseconds"] / 1e6,
        bytes_each=result["bytes"] / max(1, result["requests"]),
        p50=result["p50"] / 1000,
        p99=result["p99"] / 1000,
        refused=result["refused"],
    )


def interrupt(process: subprocess.Popen[str]) -> None:
    """End a process. It may miss a signal that reaches a thread that ends itself."""
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(INTERRUPT_INTERVAL_SECONDS)


def write_lines(file: Path, paths: Sequence[str]) -> None:
    """Write requests as `load.lua` reads them."""
    file.write_text("".join(f"GET\t{path}\t\n" for path in paths))


@contextmanager
def every(seconds: int, act: Callable[[], object]) -> Iterator[None]:
    """Do something at once, and again every so many seconds."""
    is_over, begun = Event(), time.monotonic()

    def repeat() -> None:
        for number in count(1):
            act()
            if is_over.wait(max(0, begun + number * seconds - time.monotonic())):
                return

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(repeat)
        try:
            yield
        finally:
            is_over.set()
        running.result()
