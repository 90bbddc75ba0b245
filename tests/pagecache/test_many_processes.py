"""What is published in one process is seen through every other, and nothing stale stays behind."""

import re
import socket
import threading
import time
from contextlib import closing
from functools import partial
from http.client import HTTPConnection

import pytest

from news.models import ArticlePage
from tests.factories import ArticleFactory
from tests.processes import eventually, served

TITLE = re.compile(rb"<h1[^>]*>([^<]*)</h1>")
PUBLISHED = 5
BUSY = 503
WORKERS = 2


@pytest.fixture
def ports(port, free_port):
    return port, free_port


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def title_on(port, path):
    """Return the headline that a new visitor sees, of whichever process answers.

    One that is overloaded answers 503, and the request is repeated.
    """
    status = BUSY
    while status == BUSY:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as http:
            http.request("GET", path, headers={"Host": "localhost"})
            response = http.getresponse()
            status, found = response.status, TITLE.search(response.read())
    return found and found[1].decode()


def shows(port, path, headline):
    return title_on(port, path) == headline


def titles_on(ports, path):
    """Return what twenty visitors of each server see, so that each of its processes answers."""
    return {title_on(port, path) for port in ports * 20}


@pytest.fixture
def load(ports):
    """Clients that send requests all the time, each over a persistent connection."""
    stop = threading.Event()
    answers = []

    def read(port, path):
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as http:
            while not stop.is_set():
                http.request("GET", path, headers={"Host": "localhost"})
                response = http.getresponse()
                response.read()
                answers.append(response.status)
                time.sleep(0.02)

    def begin(path):
        for port in ports * 2:
            readers.append(threading.Thread(target=read, args=(port, path)))
            readers[-1].start()
        return answers

    readers: list[threading.Thread] = []
    yield begin
    stop.set()
    for reader in readers:
        reader.join()


def test_every_publish_and_its_end_is_seen_through_every_server_under_load(newsroom, ports, load):
    story = ArticleFactory(slug="wall", parent__slug="walls")
    path = story.url
    for port in ports:
        served(newsroom, port, "--no-worker", "--workers", str(WORKERS))
        newsroom.log.write_text("")  # `served` waits for the output of the next one
    answers = load(path)
    for number in range(PUBLISHED):
        headline = f"Headline {number}"
        page = ArticlePage.objects.get(pk=story.pk)
        page.title = headline
        page.save_revision().publish()
        for port in ports:
            eventually(partial(shows, port, path, headline))
    # Whichever process answers, it has read the last change.
    eventually(lambda: titles_on(ports, path) == {headline})
    assert titles_on(ports, path) == {headline}
    assert set(answers.copy()) <= {200, BUSY}
    ArticlePage.objects.get(pk=story.pk).unpublish()
    eventually(lambda: titles_on(ports, path).isdisjoint({headline}))
    assert headline not in titles_on(ports, path)
