"""Counting in several processes, some of which are killed."""

import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from http.client import HTTPConnection

import pytest
from django.db import connection, connections
from django.test import Client

from readership.buffer import buffer
from readership.counting import ReadEvent, count
from readership.models import HourlyReaders
from tests.factories import ArticleFactory
from tests.processes import eventually, kill, served
from tests.readership.reading import BROWSER, open_story, readers_of

PROCESSES = 4
READERS = 250


def read_by_many(stories, process):
    """Let every reader open one story, some of them in two processes."""

    def open_one(number):
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        answer = open_story(
            Client(SERVER_NAME="localhost"), stories[number % len(stories)], address
        )
        connection.close()
        assert answer.status_code == 204, answer.content

    buffer.interval_seconds = 0.5
    first = process * READERS
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_one, range(first, first + READERS + READERS // 10)))
    buffer.close()


def test_a_thousand_readers_in_four_processes_are_counted_once_each(newsroom):
    stories = [ArticleFactory() for _ in range(7)]
    newsroom.run(read_by_many, [[stories, number] for number in range(PROCESSES)])
    # Each also gets a tenth of the next one's readers; after the last there is no next.
    assert sum(readers_of(story) for story in stories) == PROCESSES * READERS + READERS // 10
    assert HourlyReaders.objects.filter(story__in=stories).count() <= 2 * len(stories)


def send_beacon(port, story, address):
    """Open a story on a running server, as a client behind a proxy."""
    headers = {"User-Agent": BROWSER, "X-Forwarded-For": address, "Content-Length": "0"}
    with closing(HTTPConnection("127.0.0.1", port)) as http:
        http.request("POST", f"/read/{story.pk}/", headers=headers)
        return http.getresponse().status


def test_a_stopped_server_writes_its_buffer(newsroom, port):
    buffered = {"READERSHIP_WRITE_INTERVAL_SECONDS": "300"}
    newsroom.environment |= {**buffered, "TRUSTED_PROXIES": "127.0.0.1"}
    story = ArticleFactory()
    server = served(newsroom, port, "--no-worker")
    assert [send_beacon(port, story, f"192.0.2.{number}") for number in range(1, 6)] == [204] * 5
    assert readers_of(story) == 0
    server.terminate()
    server.join(30)
    assert readers_of(story) == 5


def test_a_server_that_is_killed_loses_what_came_in_the_last_seconds_only(newsroom, port):
    buffered = {"READERSHIP_WRITE_INTERVAL_SECONDS": "2"}
    newsroom.environment |= {**buffered, "TRUSTED_PROXIES": "127.0.0.1"}
    story = ArticleFactory()
    server = served(newsroom, port, "--no-worker")
    for number in range(1, 6):
        send_beacon(port, story, f"192.0.2.{number}")
    time.sleep(2)
    eventually(lambda: readers_of(story) == 5)
    send_beacon(port, story, "192.0.2.99")
    kill(server)
    assert readers_of(story) in {5, 6}


def seen(visitor, story):
    return ReadEvent(f"{visitor:032x}", story.pk, int(time.time()))


@pytest.mark.usefixtures("newsroom")
def test_what_the_database_refuses_at_the_end_is_tried_again():
    story = ArticleFactory()
    refused = []

    def refuse_once(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "readership_hourlyreaders" in sql and not refused:
            refused.append(sql)
            # As if the story had been deleted meanwhile, which shows at commit.
            execute("UPDATE readership_hourlyreaders SET story_id = 0", None, False, context)
        return result

    with connection.execute_wrapper(refuse_once):
        assert count([seen(1, story)]) == 1
    assert refused
    assert readers_of(story) == 1


@pytest.mark.usefixtures("newsroom")
def test_a_story_can_be_deleted_while_its_readers_are_written_down():
    gone, there = ArticleFactory(), ArticleFactory()
    writers, newsrooms = [], connections["default"]

    def write():
        connections["default"] = newsrooms.copy()  # every thread has its own
        try:
            assert count([seen(1, gone), seen(1, there)]) == 1
        finally:
            connection.close()

    def write_in_between(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "DELETE" in sql and "readership_hourlyreaders" in sql and not writers:
            writers.append(ThreadPoolExecutor(1).submit(write))
            wait(writers, timeout=1)
        return result

    with connection.execute_wrapper(write_in_between):
        gone.delete()
    writers[0].result(timeout=30)
    assert readers_of(there) == 1
