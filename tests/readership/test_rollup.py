"""Summing up hours to days and totals; deleting visitors."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models import Sum

from readership.models import DailyReaders, HourlyReaders, TotalReaders, Visit
from readership.rollup import close_days, delete_old_hours, delete_old_visits
from tests.factories import ArticleFactory
from tests.readership.reading import NOW, at, read_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]


def days():
    return {(row.day, row.story_id): row.readers for row in DailyReaders.objects.all()}


def test_a_day_is_closed_when_it_has_been_over_for_a_day(story, time_machine):
    read_in(story, at(2026, 11, 21, 0), 1)
    read_in(story, at(2026, 11, 21, 23), 2)
    read_in(story, at(2026, 11, 22, 0), 4)
    close_days()
    assert days() == {(date(2026, 11, 21), story.pk): 3}
    time_machine.move_to(at(2026, 11, 24, 0, 1), tick=False)
    close_days()
    assert days()[date(2026, 11, 22), story.pk] == 4


def test_closing_again_changes_nothing(story):
    read_in(story, at(2026, 11, 20, 5), 3)
    for _ in range(3):
        close_days()
    assert list(days().values()) == [3]
    assert TotalReaders.objects.get(story=story).readers == 3


def test_totals_are_the_sum_of_the_days(section):
    stories = [ArticleFactory(parent=section) for _ in range(3)]
    for number in range(1, 100):
        read_in(stories[number % 3], NOW.replace(minute=0) - timedelta(hours=5 * number), number)
    close_days()
    for story in stories:
        total = TotalReaders.objects.get(story=story).readers
        assert total == DailyReaders.objects.filter(story=story).aggregate(n=Sum("readers"))["n"]


def test_no_day_is_closed_behind_one_that_was_refused(story):
    read_in(story, at(2026, 11, 20, 5), 3)
    read_in(story, at(2026, 11, 21, 5), 4)
    refusals = iter([IntegrityError("closed by another worker")])

    def refuse_once(execute, sql, *rest):
        if DailyReaders._meta.db_table in sql and "INSERT" in sql:
            for refusal in refusals:
                raise refusal
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse_once):
        close_days()
    assert days() == {}
    close_days()
    assert days() == {(date(2026, 11, day), story.pk): day - 17 for day in (20, 21)}


def test_days_without_readers_are_passed_over(story):
    read_in(story, at(2026, 11, 10, 5), 3)
    read_in(story, at(2026, 11, 20, 5), 4)
    close_days()
    assert [when for when, _ in sorted(days())] == [date(2026, 11, 10), date(2026, 11, 20)]


def test_hours_are_kept_for_as_long_as_the_settings_say(story, settings):
    settings.READERSHIP_HOURLY_RETENTION_DAYS = 5
    for back in range(10):
        read_in(story, NOW.replace(minute=0) - timedelta(days=back), 1)
    close_days()
    delete_old_hours()
    oldest = HourlyReaders.objects.order_by("hour").first()
    assert oldest.hour == at(2026, 11, 19, 12)
    assert len(days()) == 8


def test_hours_that_no_day_has_summed_up_are_kept(story, settings):
    settings.READERSHIP_HOURLY_RETENTION_DAYS = 5
    read_in(story, at(2026, 11, 1, 12), 9)
    delete_old_hours()
    assert HourlyReaders.objects.count() == 1


def test_visitors_are_forgotten_after_half_an_hour(story):
    now = int(NOW.timestamp())
    Visit.objects.create(visitor="a" * 32, story=story, at=now - 1801)
    Visit.objects.create(visitor="b" * 32, story=story, at=now - 1700)
    delete_old_visits()
    assert [visit.visitor for visit in Visit.objects.all()] == ["b" * 32]


def test_the_readers_of_a_deleted_story_are_gone(story):
    read_in(story, at(2026, 11, 20, 5), 3)
    read_in(story, at(2026, 11, 23, 5), 3)
    close_days()
    story.delete()
    assert [model.objects.count() for model in (HourlyReaders, DailyReaders, TotalReaders)] == [
        0
    ] * 3
