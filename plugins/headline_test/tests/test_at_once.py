"""Readers in four processes at once: none is lost, and none counts twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from byline.plugins.event_queues import finish
from byline_headline_test.models import HeadlineTest
from readership.buffer import buffer, shown_buffer
from tests.factories import ArticleFactory
from tests.readership.reading import open_story

PROCESSES, READERS = 4, 50


def read_by_many(test, story, process):
    """Let readers see and open the story from one of its headlines each."""

    def open_one(number):
        client = Client(SERVER_NAME="localhost")
        source = f"headline_test:{test}{'ab'[number % 2]}"
        address = f"10.0.{process}.{number}"
        for path in (f"{story}/shown", story):
            answer = open_story(client, path, address, source=source)
            assert answer.status_code == 204, answer.content
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_one, range(READERS)))
    # As a process of the server ends.
    buffer.close()
    shown_buffer.close()
    assert finish(300)


@pytest.mark.parametrize("seconds", [0, 0.2])
def test_two_hundred_readers_in_four_processes(newsroom, seconds):
    story, now = ArticleFactory(), timezone.now().replace(microsecond=0)
    test = HeadlineTest.objects.create(
        story=story,
        headline_a="A",
        headline_b="B",
        started_at=now,
        ends_at=now + timezone.timedelta(hours=1),
    )
    buffer.interval_seconds = shown_buffer.interval_seconds = seconds
    try:
        newsroom.run(read_by_many, [[test.pk, story.pk, n] for n in range(PROCESSES)])
    finally:
        buffer.interval_seconds = shown_buffer.interval_seconds = 0
    test.refresh_from_db()
    half = PROCESSES * READERS // 2
    assert (test.shown_a, test.shown_b, test.read_a, test.read_b) == (half,) * 4
