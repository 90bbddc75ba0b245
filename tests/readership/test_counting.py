"""Counting visits in the database."""

import pytest

from readership.counting import ReadEvent, count
from readership.models import HourlyReaders
from tests.factories import ArticleFactory
from tests.queries import capture_queries
from tests.readership.reading import NOW, at, readers_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]


def seen(visitor, story, ago=0):
    return ReadEvent(f"{visitor:032x}", story.pk, int(NOW.timestamp()) - ago)


def hours_of(story):
    rows = HourlyReaders.objects.filter(story=story).order_by("hour")
    return [(row.hour.hour, row.readers) for row in rows]


def test_many_visits_are_one_row_a_story_and_hour(section):
    stories = [ArticleFactory(parent=section) for _ in range(3)]
    assert count(seen(n, stories[n % 3]) for n in range(1200)) == 1200
    assert [hours_of(story) for story in stories] == [[(12, 400)]] * 3


def test_writing_costs_a_few_statements_however_many_visits_and_stories(section):
    stories = [ArticleFactory(parent=section) for _ in range(20)]

    def cost(visits):
        with capture_queries() as found:
            count(visits)
        return len(found)

    few = cost([seen(1, stories[0])])
    assert cost([seen(n, stories[n % 20]) for n in range(2, 400)]) == few <= 5


def test_a_visit_counts_for_the_hour_it_was_made_in(story):
    count([seen(1, story, 3600), seen(2, story, 1801), seen(3, story)])
    assert hours_of(story) == [(11, 2), (12, 1)]


def test_what_waited_for_very_long_counts_now(story):
    count([seen(1, story, 11 * 3600), seen(2, story, 13 * 3600)])
    assert hours_of(story) == [(1, 1), (12, 1)]


def test_visits_that_are_written_twice_count_once(story):
    visits = [seen(n, story) for n in range(10)]
    assert count(visits) == 10
    assert count(visits) == 0
    assert readers_of(story) == 10


def test_visits_of_one_visitor_in_one_writing_count_once(story):
    assert count([seen(1, story, n) for n in range(10)]) == 1


def test_a_story_that_was_deleted_meanwhile_does_not_cost_the_others_their_readers(section):
    gone, there = ArticleFactory(parent=section), ArticleFactory(parent=section)
    visits = [seen(1, gone), seen(2, there)]
    gone.delete()
    assert count(visits) == 1
    assert readers_of(there) == 1


def test_a_repeat_over_midnight_that_is_written_down_with_the_first_does_not_count(story):
    midnight = int(at(2026, 11, 23).timestamp())
    before, after = (
        ReadEvent("a" * 32, story.pk, midnight - 2),
        ReadEvent("b" * 32, story.pk, midnight + 2),
    )
    assert count([before, after._replace(former=before.visitor)]) == 1
