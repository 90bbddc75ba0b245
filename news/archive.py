"""The archive: stories by the year, the month and the day they were published."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Self

from django.http import Http404
from django.utils import timezone
from django.utils.dateformat import format as format_date

from byline.pagecache import stale_at
from news.querysets import ArticleQuerySet

MONTH_DEPTH, DAY_DEPTH = 2, 3  # the depths of periods
ONE_DAY = timedelta(days=1)
PERIOD_PATH = re.compile(r"(\d{4})(?:/(\d{2})(?:/(\d{2}))?)?", re.ASCII)


class Period(NamedTuple):
    """A year, a month of it, or a day of that."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def of(cls, day: date, depth: int) -> Self:
        """Return the year (1), the month (2) or the day (3) that a day is in."""
        return cls(*(day.year, day.month, day.day)[:depth])

    @classmethod
    def read(cls, parts: Sequence[str]) -> Self:
        """Parse the last parts of a path. Raises Http404."""
        found = PERIOD_PATH.fullmatch("/".join(parts))
        numbers = [int(number) for number in found.groups() if number] if found else []
        try:
            date(*[*numbers, 1, 1][: max(len(numbers), DAY_DEPTH)])
        except (TypeError, ValueError) as error:
            raise Http404("There is no such day.") from error
        return cls(*numbers)

    @property
    def depth(self) -> int:
        """Whether it is a year (1), a month (2) or a day (3)."""
        return 1 + bool(self.month) + bool(self.day)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def after(self) -> date:
        """The first day after it."""
        if self.day:
            return self.first + ONE_DAY
        if self.month:
            return (self.first.replace(day=28) + 4 * ONE_DAY).replace(day=1)
        return date(self.year + 1, 1, 1)

    @property
    def previous(self) -> Self:
        """The period before, of the same kind."""
        return self.of(self.first - ONE_DAY, self.depth)

    @property
    def next(self) -> Self:
        """The period that follows, of the same kind."""
        return self.of(self.after, self.depth)

    @property
    def path(self) -> str:
        """The end of its path: `2026/11/`."""
        return self.first.isoformat().replace("-", "/")[: (4, 7, 10)[self.depth - 1]] + "/"

    @property
    def name(self) -> str:
        """Its name: 2026, November 2026, 23 November 2026."""
        return format_date(self.first, ("Y", "F Y", "j F Y")[self.depth - 1])

    @property
    def parts(self) -> list[Self]:
        """The months of a year, the days of a month, in their order; a day has none."""
        parts, day = [], self.first
        while self.depth < DAY_DEPTH and day < self.after:
            parts.append(part := self.of(day, self.depth + 1))
            day = part.after
        return parts

    def stories(self, stories: ArticleQuerySet) -> ArticleQuerySet:
        """Filter to the stories of the period, in the time zone of the newspaper."""
        zone = timezone.get_current_timezone()
        start, end = (datetime.combine(d, time(), zone) for d in (self.first, self.after))
        # With BETWEEN SQLite enters the index at the end of the period, otherwise at the first
        # bound of the query: now, from where it would walk back through all of the archive.
        return stories.filter(published_at__range=(start, end - datetime.resolution))


class NavigatorPeriod(NamedTuple):
    """A period in the navigator of the archive."""

    period: Period
    is_there: bool
    is_chosen: bool


@dataclass(frozen=True)
class Archive:
    """The days from the first story of the newspaper to today, and the period that is shown."""

    first: date
    last: date
    period: Period | None = None

    @classmethod
    def of(cls, period: Period | None, oldest: Iterable[datetime]) -> Self:
        """Return the archive since the oldest story, if there is one. Raises Http404 outside."""
        today = timezone.localdate()
        stale_at(datetime.combine(today + ONE_DAY, time(), timezone.get_current_timezone()))
        archive = cls(next(map(timezone.localdate, oldest), today), today, period)
        if period and not archive.has(period):
            raise Http404("The archive has no such time.")
        return archive

    def has(self, period: Period) -> bool:
        """Return whether any day of the period is in the archive."""
        return period.first <= self.last and self.first < period.after

    @property
    def previous(self) -> Period | None:
        """The period before the one that is shown."""
        shown = self.period
        return shown.previous if shown and self.first < shown.first else None

    @property
    def next(self) -> Period | None:
        """The period after the one that is shown."""
        shown = self.period
        return shown.next if shown and shown.after <= self.last else None

    @property
    def year(self) -> Period:
        """The year whose months are shown."""
        return Period((self.period or Period.of(self.last, DAY_DEPTH)).year)

    @property
    def month(self) -> Period | None:
        """The month whose days are shown."""
        shown = self.period
        return Period(shown.year, shown.month) if shown and shown.month else None

    @property
    def years(self) -> list[NavigatorPeriod]:
        """All years, the last first."""
        return self.places(Period(y) for y in range(self.last.year, self.first.year - 1, -1))

    @property
    def months(self) -> list[NavigatorPeriod]:
        """The months of the year."""
        return self.places(self.year.parts)

    @property
    def days(self) -> list[NavigatorPeriod]:
        """The days of the month that is shown; none where no month is."""
        return self.places(self.month.parts) if self.month else []

    def places(self, periods: Iterable[Period]) -> list[NavigatorPeriod]:
        """Return the periods for the navigator."""
        shown = self.period or ()
        return [
            NavigatorPeriod(
                period, self.has(period), period[: period.depth] == shown[: period.depth]
            )
            for period in periods
        ]
