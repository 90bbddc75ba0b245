"""Measures for how long after a publish any process of two servers sends the old page.

A process publishes a story repeatedly, while clients request it from both servers. After each
publish, new clients request it in turn until many in a row got the new headline: the delay ends
with the last request that got the old one.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any

from bench import report, servers
from bench.load import BROWSER_HEADERS, send_request
from bench.servers import BenchNewsroom, Server

STALE_LIMIT_MS = 1000
CONNECTIONS_COUNT = 4
# After so many fresh responses in a row, alternating between the servers, all processes are fresh.
FRESH_RESPONSES_NEEDED = 40


def measure(newsroom: BenchNewsroom, about: dict[str, Any], times: int) -> str:
    """Publish repeatedly, and return the table."""
    path = about["pages"]["story"]
    with ExitStack() as stack:
        sites = [stack.enter_context(servers.site(newsroom, f"publishing-{n}")) for n in (1, 2)]
        urls = [site.url + path for site in sites]
        publisher = stack.enter_context(publishing(newsroom, path.strip("/").rpartition("/")[2]))
        for site in sites:
            stack.enter_context(readers(site, path))
        delays = [delay_of(publisher, f"Headline {n}", urls) for n in range(times)]
        left = sum(
            f"Headline {times - 1}" not in send_request(url, BROWSER_HEADERS).text
            for url in urls * 20
        )
    return "\n".join([report.machine(), method(times), "", *table(delays, left)])


@contextmanager
def publishing(newsroom: BenchNewsroom, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the process that publishes."""
    command = [sys.executable, "-m", "bench.publisher", *arguments]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = newsroom.environment()
    with subprocess.Popen(command, cwd=servers.ROOT, env=environment, **pipes) as process:  # noqa: S603
        yield process


@contextmanager
def readers(site: Server, path: str) -> Iterator[None]:
    """Have clients request a page continuously."""
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS_COUNT), "-d", "1h", site.url + path]
    for name, value in BROWSER_HEADERS.items():
        command += ["-H", f"{name}: {value}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            yield
        finally:
            process.terminate()


def publish(publisher: Any, headline: str) -> tuple[float, str]:
    """Publish a story; return when it was published, and its address."""
    publisher.stdin.write(f"{headline}\n")
    publisher.stdin.flush()
    if not (line := publisher.stdout.readline()):
        sys.exit("Publishing failed.")
    moment, url = line.split()
    return float(moment), url


def delay_of(publisher: Any, headline: str, urls: list[str]) -> float:
    """Publish; return after how many milliseconds the old page was last requested."""
    published, _url = publish(publisher, headline)
    last_old, in_a_row = published, 0
    while in_a_row < FRESH_RESPONSES_NEEDED:
        requested_at = time.time()
        is_new = headline in send_request(urls[in_a_row % len(urls)], BROWSER_HEADERS).text
        in_a_row, last_old = (in_a_row + 1, last_old) if is_new else (0, requested_at)
    return (last_old - published) * 1000


def method(times: int) -> str:
    """Describe the method."""
    return (
        f"Published {times} times; two servers of {servers.WORKERS_COUNT} workers, "
        f"{CONNECTIONS_COUNT} readers "
        f"of each all the time; the old page was last requested so long after a publish."
    )


def table(delays: list[float], left: int) -> Iterator[str]:
    """Yield the rows of the table."""
    longest = max(delays)
    yield "| | found | limit | |"
    yield "| --- | ---: | ---: | --- |"
    yield f"| median | {median(delays):.0f} ms | | |"
    holds = report.verdict(holds=longest <= STALE_LIMIT_MS)
    yield f"| longest | {longest:.0f} ms | {STALE_LIMIT_MS} ms | {holds} |"
    yield f"| old pages left after the last | {left} | 0 | {report.verdict(holds=left == 0)} |"
