"""Readers are counted for the headline that they came from."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from byline.plugins import StoryVisit
from byline_headline_test.counting import count
from byline_headline_test.models import HeadlineTest
from tests.factories import ArticleFactory
from tests.readership.reading import open_story

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def numbers():
    return HeadlineTest.objects.values_list("shown_a", "shown_b", "read_a", "read_b").get()


def test_the_beacons_count_shows_and_reads(client, story, start):
    test = start(story)
    a, b = f"headline_test:{test.pk}a", f"headline_test:{test.pk}b"
    for source in (a, a, b):
        assert open_story(client, f"{story.pk}/shown", source=source).status_code == 204
    open_story(client, story, source=b)
    open_story(client, story, source=b)  # the same reader again
    open_story(client, story, address="192.0.2.9")  # from elsewhere
    open_story(client, story, address="192.0.2.10", browser="curl/8", source=a)
    assert numbers() == (2, 1, 0, 1)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "polls:1a",
        "headline_test:{pk}",
        "headline_test:{pk}c",
        "headline_test:{pk}a ",
        "headline_test:0{pk}a",
        "headline_test:-{pk}a",
        "headline_test:{pk}A",
        "headline_test:٣a",
        "headline_test:" + "9" * 18 + "a",
        "headline_test:" + "9" * 60 + "a",
        "'; DROP TABLE headline_test_headlinetest; --",
    ],
)
def test_what_is_no_source_counts_nothing(client, story, start, source):
    test = start(story)
    open_story(client, story, source=source.format(pk=test.pk))
    open_story(client, f"{story.pk}/shown", source=source.format(pk=test.pk))
    assert numbers() == (0, 0, 0, 0)


def test_another_story_does_not_count_for_a_test(client, section, story, start):
    test = start(story)
    open_story(client, ArticleFactory(parent=section), source=f"headline_test:{test.pk}a")
    assert numbers() == (0, 0, 0, 0)


def test_what_was_done_before_the_end_counts_when_it_is_written_after(story, start, time_machine):
    test = start(story, hours=1)
    end = NOW + timedelta(hours=1)

    def visit(at):
        return StoryVisit(story.pk, at, f"headline_test:{test.pk}b")

    late = [visit(NOW - timedelta(seconds=1)), visit(NOW), visit(end - timedelta(seconds=1))]
    time_machine.move_to(end + timedelta(minutes=1), tick=False)
    count("read", [*late, visit(end)])
    assert numbers() == (0, 0, 0, 2)


def test_many_visits_take_one_statement_a_test(section, start):
    stories = ArticleFactory.create_batch(3, parent=section)
    tests = [start(story) for story in stories]
    visits = [
        StoryVisit(test.story_id, NOW, f"headline_test:{test.pk}{letter}")
        for test in tests
        for letter in "aabbb" * 20
    ]
    with CaptureQueriesContext(connection) as captured:
        count("shown", visits)
    assert len(captured) == 1 + len(tests)
    assert set(HeadlineTest.objects.values_list("shown_a", "shown_b")) == {(40, 60)}
    with CaptureQueriesContext(connection) as captured:
        count("shown", [StoryVisit(1, NOW, "polls:1")] * 1000)
    assert len(captured) == 0
