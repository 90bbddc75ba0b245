"""Response times of a cached page while everything else hangs.

Twenty clients send incomplete forms; others post comments while the database is locked, request
password resets while the mail server hangs, and search, all repeatedly, while one client requests
a cached page.
"""

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPException
from itertools import count
from statistics import quantiles
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench import cases, report, servers
from bench.load import BROWSER_HEADERS, send_request
from bench.servers import BenchNewsroom, Server

P99_LIMIT_MS = 100
SLOW_CLIENTS, COMMENTING_CLIENTS, RESET_CLIENTS, SEARCHING_CLIENTS = 20, 9, 8, 10  # clients
FORM_HEADERS = BROWSER_HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
CSRF_TOKEN = "a" * 32  # in the cookie and the form


def measure(newsroom: BenchNewsroom, about: dict[str, Any], seconds: int) -> str:
    """Request a cached page on an idle site and on one where all else hangs; return the table."""
    cases.make_forms(newsroom, 100 * seconds)
    comments = (newsroom.folder / "comments.txt").read_text().splitlines()
    with ExitStack() as stack:
        mute = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        mail = f"smtp://127.0.0.1:{mute.getsockname()[1]}"
        site = stack.enter_context(servers.site(newsroom, "hanging", EMAIL_URL=mail))
        url = site.url + about["pages"]["story"]
        quiet = times_of(url, seconds)
        stack.enter_context(locked(newsroom))
        stack.enter_context(slow_senders(site))
        stack.enter_context(crowd(site, comments))
        hanging = times_of(url, seconds)
    return "\n".join([report.machine(), method(seconds), "", *table(quiet, hanging)])


def times_of(url: str, seconds: int) -> list[float]:
    """Return the response times of one client in milliseconds."""
    for _ in range(100):
        send_request(url, BROWSER_HEADERS)
    times, end = [], time.monotonic() + seconds
    while (begun := time.monotonic()) < end:
        send_request(url, BROWSER_HEADERS)
        times.append((time.monotonic() - begun) * 1000)
    return times


@contextmanager
def locked(newsroom: BenchNewsroom) -> Iterator[None]:
    """Lock the table of comments; with SQLite the whole file."""
    if newsroom.database:
        import psycopg

        with psycopg.connect(newsroom.database) as connection:
            connection.execute("LOCK TABLE comments_readercomment IN EXCLUSIVE MODE")
            yield
        return
    with closing(sqlite3.connect(newsroom.folder / "byline.sqlite3")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def slow_senders(site: Server) -> Iterator[None]:
    """Send incomplete forms."""
    address = urlsplit(site.url)
    head = "POST /comments/on/1/write/ HTTP/1.1\r\nContent-Length: 1000\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in FORM_HEADERS.items())
    with ExitStack() as stack:
        for _ in range(SLOW_CLIENTS):
            sender = socket.create_connection((address.hostname, address.port))
            stack.enter_context(closing(sender))
            sender.sendall(f"{head}\r\ntext=".encode())
        yield


@contextmanager
def crowd(site: Server, comments: list[str]) -> Iterator[None]:
    """Have clients send requests that the server cannot finish now, repeatedly."""
    is_over, numbers = Event(), count(1)

    def repeat(send: Callable[[int], object]) -> None:
        while not is_over.is_set():
            with suppress(OSError, HTTPException):
                send(next(numbers))

    def comment(number: int) -> None:
        method, path, body = comments[number % len(comments)].split("\t")
        send_request(site.url + path, from_elsewhere(number), method, body)

    def forget_password(number: int) -> None:
        fields = {"email": f"{number}@news.example", "csrfmiddlewaretoken": CSRF_TOKEN}
        headers = from_elsewhere(number) | {"Cookie": f"csrftoken={CSRF_TOKEN}"}
        send_request(f"{site.url}/admin/password_reset/", headers, "POST", urlencode(fields))

    def search(number: int) -> None:
        send_request(f"{site.url}/search/?q=word{number}", from_elsewhere(number))

    sends = (
        [comment] * COMMENTING_CLIENTS
        + [forget_password] * RESET_CLIENTS
        + [search] * SEARCHING_CLIENTS
    )
    clients = [Thread(target=repeat, args=[send], daemon=True) for send in sends]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        is_over.set()


def from_elsewhere(number: int) -> dict[str, str]:
    """Return the headers of another client, which has a rate limit of its own."""
    return FORM_HEADERS | {"X-Forwarded-For": f"203.0.{number // 250 % 250}.{number % 250}"}


def method(seconds: int) -> str:
    """Describe the method."""
    return (
        f"One reader, {seconds} s on a quiet site of {servers.WORKERS_COUNT} workers and "
        f"{seconds} s on one with {SLOW_CLIENTS} slow senders, {COMMENTING_CLIENTS} comments at a "
        f"locked table, {RESET_CLIENTS} forgotten passwords and {SEARCHING_CLIENTS} searches at "
        "once; milliseconds of a kept page."
    )


def table(quiet: list[float], hanging: list[float]) -> Iterator[str]:
    """Yield the rows of the table."""
    yield "| | requests | p50 | p99 | longest | limit of p99 | |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | --- |"
    yield f"| quiet | {row(quiet)} | | |"
    holds = report.verdict(holds=percentile(hanging, 99) <= P99_LIMIT_MS)
    yield f"| all else hangs | {row(hanging)} | {P99_LIMIT_MS} | {holds} |"


def row(times: list[float]) -> str:
    """Return the cells of a measurement."""
    found = (percentile(times, 50), percentile(times, 99), max(times))
    return " | ".join([f"{len(times):,}", *(f"{number:.1f}" for number in found)])


def percentile(times: list[float], number: int) -> float:
    """Return a percentile of the response times."""
    return quantiles(times, n=100)[number - 1]
