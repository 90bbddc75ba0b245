"""Requests on a server: one, looked at closely, or as many as it answers."""

import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import brotli

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("load.lua")
# A browser's, behind the proxy that ends TLS.
HEADERS = {
    "Host": "localhost",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html",
    "Accept-Encoding": "gzip, deflate, br",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "192.0.2.7",
}


@dataclass(frozen=True)
class Answer:
    """What a server answers."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page, unpacked."""
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
        encoding = self.headers.get("content-encoding", "")
        return unpack.get(encoding, bytes)(self.body).decode()


@dataclass(frozen=True)
class Load:
    """What came of many requests; times in milliseconds."""

    requests: int
    seconds: float
    bytes_each: float
    p50: float
    p99: float
    refused: int = 0  # of the requests: a server that is overloaded refuses some

    @property
    def rate(self) -> float:
        """Requests in a second that were not refused."""
        return (self.requests - self.refused) / self.seconds


def ask(
    url: str, headers: Mapping[str, str], method: str = "GET", body: str | None = None
) -> Answer:
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
    answer = Answer(
        response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    )
    connection.close()
    return answer


@dataclass(frozen=True)
class Connections:
    """How many there are, and what they send where that is not always the same."""

    lines: Path | None = None
    first: int = 0  # the first visitor
    number: int = CONNECTIONS


def load(url: str, headers: Mapping[str, str], seconds: int, how: Connections) -> Load:
    """Send requests for so long, each connection the next when it has its answer.

    Ends the bench where most of them were refused: what answers errors is no yardstick.
    """
    command = ["wrk", "-t", "1", "-c", str(how.number), "-d", f"{seconds}s", "--timeout", "30s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command += [
        "-s",
        str(SCRIPT),
        url,
        "--",
        *([str(how.lines), str(how.first)] if how.lines else []),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    last = (run.stdout.strip().splitlines() or [""])[-1]
    if not last.startswith("{"):
        sys.exit(f"{url}: wrk failed: {run.stdout} {run.stderr}")
    told = json.loads(last)
    if told["refused"] > told["requests"] / 2 or told["broken"]:
        sys.exit(f"{url}: {told}")
    return Load(
        requests=told["requests"],
        seconds=told["microseconds"] / 1e6,
        bytes_each=told["bytes"] / max(1, told["requests"]),
        p50=told["p50"] / 1000,
        p99=told["p99"] / 1000,
        refused=told["refused"],
    )
