"""Numbers of readers of stories in periods.

Days are in UTC. Closed days have a row of their own; the others are the sum of their hours.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, QuerySet, Sum
from django.utils import timezone

from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from readership.records import DailyReaders, HourlyReaders, TotalReaders
from readership.scores import first_open_day
from readership.windows import DAY, HOUR, hour_of, start_of


class DayRange(NamedTuple):
    """A range of days, both ends included."""

    first: date
    last: date


def today() -> date:
    """Return the present day in UTC."""
    return timezone.now().astimezone(UTC).date()


def days_up_to_today(number: int) -> DayRange:
    """Return a range of `number` days that ends today."""
    return DayRange(today() - (number - 1) * DAY, today())


def this_hour() -> datetime:
    """Return the start of the present hour in UTC."""
    return hour_of(timezone.now().astimezone(UTC))


def readers_in(stories: ArticleQuerySet, days: DayRange) -> Counter[int]:
    """Return the readers of each story in a period, without stories that have none."""
    opened = first_open_day(timezone.now())
    closed = DailyReaders.objects.filter(day__range=(days.first, min(days.last, opened - DAY)))
    since = start_of(max(days.first, opened))
    hours = HourlyReaders.objects.filter(
        hour__gte=since, hour__lt=start_of(min(days.last, today()) + DAY)
    )
    return sums(stories, closed) + sums(stories, hours)


def readers_since(stories: ArticleQuerySet, hour: datetime) -> Counter[int]:
    """Return the readers of each story since `hour`, without stories that have none."""
    # Without an end SQLite expects a large part of all hours, and scans them by story.
    return sums(stories, HourlyReaders.objects.filter(hour__range=(hour, this_hour())))


def sums(stories: ArticleQuerySet, part: QuerySet) -> Counter[int]:
    """Sum up the readers of each story in a queryset of hours or days."""
    # Exists: with `IN` SQLite would scan all stories first.
    read = part.filter(Exists(stories.filter(pk=OuterRef("story_id")))).order_by()
    return Counter(dict(read.values_list("story").annotate(number=Sum("readers"))))


def by_hour(story: ArticlePage, since: datetime) -> Counter[datetime]:
    """Return the readers of a story by hour (UTC), without hours that have none."""
    hours = HourlyReaders.objects.filter(story=story, hour__gte=since)
    return Counter({hour.astimezone(UTC): n for hour, n in hours.values_list("hour", "readers")})


def by_day(story: ArticlePage, first: date) -> Counter[date]:
    """Return the readers of a story by day, without days that have none."""
    opened = first_open_day(timezone.now())
    closed = DailyReaders.objects.filter(story=story, day__gte=first, day__lt=opened)
    readers = Counter(dict(closed.values_list("day", "readers")))
    for hour, number in by_hour(story, start_of(max(first, opened))).items():
        readers[hour.date()] += number
    return readers


def total_readers(story: ArticlePage) -> int:
    """Return all readers of a story."""
    closed = TotalReaders.objects.filter(story=story).values_list("readers", flat=True).first()
    return (closed or 0) + by_hour(story, start_of(first_open_day(timezone.now()))).total()


def counted_since() -> date:
    """Return the first day with numbers of any story."""
    first: date | None = DailyReaders.objects.aggregate(day=Min("day"))["day"]
    return first or first_open_day(timezone.now())


def first_read(story: ArticlePage) -> date | None:
    """Return the first day on which a story had readers."""
    closed: date | None = DailyReaders.objects.filter(story=story).aggregate(day=Min("day"))["day"]
    if closed:
        return closed
    hour = HourlyReaders.objects.filter(story=story).aggregate(hour=Min("hour"))["hour"]
    return hour.astimezone(UTC).date() if hour else None


def hours_between(first: datetime, last: datetime) -> list[datetime]:
    """Return every hour from one to another, both included."""
    return [first + n * HOUR for n in range((last - first) // HOUR + 1)]


def days_between(days: DayRange) -> list[date]:
    """Return every day of a period."""
    return [days.first + timedelta(n) for n in range((days.last - days.first).days + 1)]
