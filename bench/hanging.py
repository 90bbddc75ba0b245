"""What readers of kept pages notice while everything else hangs.

Twenty clients begin to send a form and never go on, others comment on stories while somebody
holds the lock of the database, ask for new passwords of a site whose mail server says nothing, and
search; all of it again and again, while one reader asks for a page that is kept.
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
from bench.load import HEADERS, ask
from bench.servers import Newsroom, Server

LIMIT = 100  # milliseconds, of 99 in 100 kept pages
SLOW, COMMENTING, FORGETFUL, SEARCHING = 20, 9, 8, 10  # clients
FORM = HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
TOKEN = "a" * 32  # of Django's form, in the cookie and in the field


def measure(newsroom: Newsroom, about: dict[str, Any], seconds: int) -> str:
    """Ask for a kept page on a quiet site and on one where all else hangs; return the table."""
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
    """Return how long each answer took, in milliseconds, of one reader who asks all the time."""
    for _ in range(100):
        ask(url, HEADERS)
    times, end = [], time.monotonic() + seconds
    while (begun := time.monotonic()) < end:
        ask(url, HEADERS)
        times.append((time.monotonic() - begun) * 1000)
    return times


@contextmanager
def locked(newsroom: Newsroom) -> Iterator[None]:
    """Hold the lock under which comments are written: SQLite's is of the whole file."""
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
    """Send forms that never get to their end."""
    address = urlsplit(site.url)
    head = "POST /comments/on/1/write/ HTTP/1.1\r\nContent-Length: 1000\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in FORM.items())
    with ExitStack() as stack:
        for _ in range(SLOW):
            sender = socket.create_connection((address.hostname, address.port))
            stack.enter_context(closing(sender))
            sender.sendall(f"{head}\r\ntext=".encode())
        yield


@contextmanager
def crowd(site: Server, comments: list[str]) -> Iterator[None]:
    """Have clients send what the server cannot do now, each again when it has an answer."""
    is_over, numbers = Event(), count(1)

    def repeat(send: Callable[[int], object]) -> None:
        while not is_over.is_set():
            with suppress(OSError, HTTPException):
                send(next(numbers))

    def comment(number: int) -> None:
        method, path, body = comments[number % len(comments)].split("\t")
        ask(site.url + path, from_elsewhere(number), method, body)

    def forget_password(number: int) -> None:
        fields = {"email": f"{number}@news.example", "csrfmiddlewaretoken": TOKEN}
        headers = from_elsewhere(number) | {"Cookie": f"csrftoken={TOKEN}"}
        ask(f"{site.url}/admin/password_reset/", headers, "POST", urlencode(fields))

    def search(number: int) -> None:
        ask(f"{site.url}/search/?q=word{number}", from_elsewhere(number))

    sends = [comment] * COMMENTING + [forget_password] * FORGETFUL + [search] * SEARCHING
    clients = [Thread(target=repeat, args=[send], daemon=True) for send in sends]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        is_over.set()


def from_elsewhere(number: int) -> dict[str, str]:
    """Return the headers of a visitor of its own, who is not limited by what others did."""
    return FORM | {"X-Forwarded-For": f"203.0.{number // 250 % 250}.{number % 250}"}


def method(seconds: int) -> str:
    """Say how it was measured."""
    return (
        f"One reader, {seconds} s on a quiet site of {servers.WORKERS} workers and {seconds} s on "
        f"one with {SLOW} slow senders, {COMMENTING} comments at a locked table, {FORGETFUL} "
        f"forgotten passwords and {SEARCHING} searches at once; milliseconds of a kept page."
    )


def table(quiet: list[float], hanging: list[float]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| | requests | p50 | p99 | longest | limit of p99 | |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | --- |"
    yield f"| quiet | {row(quiet)} | | |"
    holds = report.verdict(holds=percentile(hanging, 99) <= LIMIT)
    yield f"| all else hangs | {row(hanging)} | {LIMIT} | {holds} |"


def row(times: list[float]) -> str:
    """Return the cells of a measurement."""
    found = (percentile(times, 50), percentile(times, 99), max(times))
    return " | ".join([f"{len(times):,}", *(f"{number:.1f}" for number in found)])


def percentile(times: list[float], number: int) -> float:
    """Return the time within which so many of a hundred requests were answered."""
    return quantiles(times, n=100)[number - 1]
