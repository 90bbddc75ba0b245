"""Numbers of readers on closed and open days, in any time zone."""

from datetime import date

import pytest
from django.utils import timezone

from news.models import ArticlePage
from readership import reader_counts
from readership.models import DailyReaders
from readership.reader_counts import DayRange
from readership.rollup import close_days
from tests.factories import ArticleFactory
from tests.readership.desk import listed, sums_of, table_of
from tests.readership.reading import at, read_in, read_on

pytestmark = pytest.mark.django_db

# A Monday, before clocks change in Europe in the night to the Sunday before.
NOW = at(2026, 10, 26, 10, 20)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry", published_at=at(2026, 6, 1))


@pytest.fixture
def numbers_of_a_month(story):
    """Days up to Saturday are closed: 24 and 25 October closed, 26 October open.

    The hours of closed days are still there, and count once.
    """
    read_on(story, date(2026, 9, 26), 1000)  # 30 days ago: not in the last 30 days
    read_on(story, date(2026, 9, 27), 300)  # 29 days ago: in them
    read_on(story, date(2026, 10, 19), 70)  # 7 days ago: not in the last 7 days
    read_on(story, date(2026, 10, 20), 20)
    read_on(story, date(2026, 10, 24), 9)
    read_in(story, at(2026, 10, 24, 23), 9)
    read_in(story, at(2026, 10, 25, 0), 4)
    read_in(story, at(2026, 10, 25, 23), 5)
    read_in(story, at(2026, 10, 26, 0), 2)
    read_in(story, at(2026, 10, 26, 10), 1)


@pytest.mark.usefixtures("numbers_of_a_month")
def test_the_sums_of_a_story_go_over_closed_days_and_open_hours(desk, story):
    from readership.models import TotalReaders

    TotalReaders.objects.create(story=story, readers=1399)
    # Today 2 + 1; yesterday 4 + 5; the 24th 9; the 20th 20; the 19th 70; 27 September 300.
    assert sums_of(desk, story) == {"Today": 3, "7 days": 41, "30 days": 411, "In all": 1411}


@pytest.mark.usefixtures("numbers_of_a_month")
@pytest.mark.parametrize(
    ("first", "last", "readers"),
    [
        ("2026-10-20", "2026-10-26", 41),
        ("2026-10-19", "2026-10-24", 99),
        ("2026-10-24", "2026-10-24", 9),
        ("2026-10-25", "2026-10-25", 9),
        ("2026-10-26", "2026-10-26", 3),
        ("2026-10-24", "2026-10-25", 18),
        ("2026-09-26", "2026-09-27", 1300),
        ("1970-01-01", "9999-12-31", 1411),
    ],
)
def test_the_report_counts_the_same_over_any_period(desk, first, last, readers):
    assert listed(desk, first=first, last=last) == [("Ferry", readers)]


@pytest.mark.usefixtures("numbers_of_a_month")
def test_a_period_that_is_open_at_one_end_goes_as_far_as_there_are_numbers(desk):
    assert listed(desk, first="2026-10-25") == [("Ferry", 12)]
    assert listed(desk, last="2026-10-19") == [("Ferry", 1370)]


@pytest.mark.usefixtures("numbers_of_a_month")
def test_a_period_without_readers_lists_nothing(desk):
    assert listed(desk, first="2026-10-21", last="2026-10-23") == []
    assert listed(desk, first="2027-01-01", last="2027-02-01") == []


def test_closing_days_changes_no_number(desk, story):
    for day in range(20, 27):
        for hour in (0, 9):
            read_in(story, at(2026, 10, day, hour), day)
    before = (listed(desk), sums_of(desk, story), table_of(desk, story, "days"))
    close_days()
    assert DailyReaders.objects.count() == 5
    assert (listed(desk), sums_of(desk, story), table_of(desk, story, "days")) == before
    assert before[0] == [("Ferry", 2 * sum(range(20, 27)))]


def test_the_days_of_a_chart_are_those_of_utc_whatever_the_clock_of_the_user(desk, story, editor):
    read_in(story, at(2026, 10, 25, 23), 5)
    read_in(story, at(2026, 10, 26, 0), 7)
    with timezone.override("America/New_York"):
        ferry = reader_counts.by_day(story, date(2026, 10, 25))
    assert ferry == {date(2026, 10, 25): 5, date(2026, 10, 26): 7}


def test_an_hour_that_comes_twice_by_the_clock_is_two_hours(desk, story, editor, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    read_in(story, at(2026, 10, 25, 0), 5)  # 2:00 in summer time
    read_in(story, at(2026, 10, 25, 1), 7)  # 2:00 in winter time
    since = at(2026, 10, 25, 0)
    assert reader_counts.by_hour(story, since) == {at(2026, 10, 25, 0): 5, at(2026, 10, 25, 1): 7}
    hours = reader_counts.hours_between(since, at(2026, 10, 25, 4))
    assert len(hours) == 5


def test_hours_are_shown_by_the_clock_of_the_user(desk, story, editor):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=editor, current_time_zone="Asia/Kolkata")
    read_in(story, at(2026, 10, 26, 9), 3)
    hours = table_of(desk, story, "hours")
    assert hours["26 Oct, 14:30"] == 3
    assert sum(hours.values()) == 3


def test_several_stories_are_counted_apart(section, story):
    other = ArticleFactory(parent=section, title="Harbour")
    ArticleFactory(parent=section, title="Unread")
    read_on(story, date(2026, 10, 24), 9)
    read_on(other, date(2026, 10, 24), 2)
    read_in(other, at(2026, 10, 25, 3), 4)
    found = reader_counts.readers_in(
        ArticlePage.objects.all(), DayRange(date(2026, 10, 1), NOW.date())
    )
    assert found == {story.pk: 9, other.pk: 6}
