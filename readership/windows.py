"""Windows of time over which stories are ranked, and the weight of a reader in each.

The score of a story in a window is the sum of its readers there, where a reader of `age` ago
weighs `0.5 ** (age / half_life)`. The half-life is `POPULAR_HALF_LIFE_HOURS` for each day that the
window is long, so by default a third of it; all time has none, and every reader weighs 1.
The age of an hour is counted from its middle, that of a day from its noon in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def start_of(day: date) -> datetime:
    """Return the start of a day in UTC."""
    return datetime.combine(day, time(), UTC)


def hour_of(moment: datetime) -> datetime:
    """Return the start of the hour of a moment."""
    return moment.replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Window:
    """A period that ends now; of all time if `length` is None."""

    name: str
    label: str
    # What readers are told of the order.
    explanation: str | Promise
    length: timedelta | None = None

    @property
    def half_life(self) -> timedelta | None:
        """The age at which a reader weighs half; None if all weigh the same."""
        if self.length is None:
            return None
        return self.length / DAY * timedelta(hours=settings.POPULAR_HALF_LIFE_HOURS)

    def weight(self, age: timedelta) -> float:
        """Return the weight of a reader of that age: 1 at 0, decreasing exponentially."""
        return 0.5 ** (max(age, timedelta()) / self.half_life) if self.half_life else 1.0

    def hours(self, now: datetime, opened: date) -> Iterator[tuple[datetime, float]]:
        """Yield the hours to sum up, each with its weight.

        In a window of a day the last 24; in a longer one those since the first day that is not
        closed.
        """
        hour, first = hour_of(now), start_of(opened)
        if self.length == DAY:
            first = hour - self.length + HOUR
        elif self.length:
            first = max(first, start_of(self.first_day(now)))
        while hour >= first:
            yield hour, self.weight(now - hour - HOUR / 2)
            hour -= HOUR

    def days(self, now: datetime, opened: date) -> Iterator[tuple[date, float]]:
        """Yield the closed days to sum up, each with its weight; none for a day and all time."""
        if self.length in {None, DAY}:
            return
        day = opened - DAY
        while day >= self.first_day(now):
            yield day, self.weight(now - start_of(day) - DAY / 2)
            day -= DAY

    def first_day(self, now: datetime) -> date:
        """Return the first day of the window."""
        return (now - (self.length or timedelta())).astimezone(UTC).date()


WINDOWS = {
    window.name: window
    for window in (
        Window(
            "day", "Today", _("What was read in the last 24 hours; the latest weighs most."), DAY
        ),
        Window(
            "week",
            "This week",
            _("What was read in the last 7 days; the latest weighs most."),
            7 * DAY,
        ),
        Window(
            "month",
            "This month",
            _("What was read in the last 30 days; the latest weighs most."),
            30 * DAY,
        ),
        Window("all", "All time", _("What was read since counting began.")),
    )
}
