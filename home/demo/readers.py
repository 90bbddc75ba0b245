"""Readers of the demo's stories: more by day than by night, most while a story is new."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from django.utils import timezone

from news.models import ArticlePage
from readership.models import DailyReaders, HourlyReaders
from readership.ranking import clear_rankings
from readership.rollup import close_days
from readership.scores import first_open_day
from readership.windows import HOUR

# The share of the readers of the busiest hour, by the hour of the day.
SHARE_BY_HOUR = (
    *(0.20, 0.12, 0.08, 0.06, 0.07, 0.15, 0.45, 0.80, 1.00, 0.90, 0.75, 0.70),
    *(0.85, 0.80, 0.65, 0.60, 0.62, 0.75, 0.85, 0.95, 1.00, 0.90, 0.65, 0.40),
)
# Stories that stay popular, with the share of their first readers per later hour.
TAIL_SHARES = {"winter-swimmers": 0.10, "tram-line": 0.07, "flood-maps": 0.12, "clock-mender": 0.04}
DEMO_READERS_PERIOD = timedelta(days=14)


def add_readers(stories: Iterable[ArticlePage]) -> None:
    """Add readers of the last days to stories, and close the days that are over.

    Where readers are counted already, nothing is added to closed days.
    """
    now = timezone.now()
    is_counting = DailyReaders.objects.exists()
    opened = datetime.combine(first_open_day(now), datetime.min.time(), UTC)
    first = opened if is_counting else now - DEMO_READERS_PERIOD
    HourlyReaders.objects.bulk_create(
        HourlyReaders(story=story, hour=hour, readers=readers)
        for story in stories
        for hour, readers in readers_by_hour(story, now)
        if readers and hour >= first
    )
    close_days()
    clear_rankings()


def readers_by_hour(story: ArticlePage, now: datetime) -> Iterator[tuple[datetime, int]]:
    """Yield each hour since the publication of a story with its readers.

    Deterministic for a story and the time since its publication.
    """
    chance = Random(story.slug)  # noqa: S311 - the same readers every time
    appeal, half_life = chance.lognormvariate(4.2, 0.6), chance.uniform(5, 14)  # readers, hours
    lasting = TAIL_SHARES.get(story.slug, 0.01)
    start = story.published_at or now
    hour = start.replace(minute=0, second=0, microsecond=0)
    while hour <= now:
        # The first hour and the last are partial.
        share = (min(now, hour + HOUR) - max(start, hour)) / HOUR
        age = (hour - start) / HOUR
        interest = max(0.5 ** (max(age, 0) / half_life), lasting) * chance.uniform(0.8, 1.2)
        rhythm = SHARE_BY_HOUR[timezone.localtime(hour).hour]
        yield hour, round(appeal * interest * rhythm * share)
        hour += HOUR
