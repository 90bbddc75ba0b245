"""The readers of a synthetic newsroom, by the hour and by the day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from bench.newsroom import Rows, without_foreign_keys
from bench.stories import StoriesPlan

HOURLY_RETENTION = timedelta(days=31)
HOUR = timedelta(hours=1)
NEWS_HOURS, OLDER_STORIES_PER_HOUR = 48, 50


def add_readers(plan: StoriesPlan) -> None:
    """Write the readers of every story, and run the rollup of days."""
    from readership.models import DailyReaders, HourlyReaders, TotalReaders
    from readership.rollup import close_days

    with without_foreign_keys(), transaction.atomic():
        Rows(DailyReaders()).write(daily(plan))
        Rows(TotalReaders()).write(totals(plan))
        Rows(HourlyReaders()).write(hourly(plan))
    close_days()


def older(plan: StoriesPlan) -> Iterator[tuple[int, datetime, int]]:
    """Yield id, date and readers of the stories that have readers by the day."""
    dice = Random("readers")  # noqa: S311 - the same newsroom every time
    for n in range(1, plan.number + 1):
        at, readers = plan.published_at(n), 2 + int(dice.lognormvariate(4, 1.2))
        if at < plan.now - HOURLY_RETENTION - timedelta(days=2):
            yield plan.page(n), at, readers


def daily(plan: StoriesPlan) -> Iterator[dict[str, Any]]:
    """Yield the readers of older stories on the day of publication and the day after."""
    for pk, at, readers in older(plan):
        for day, some in enumerate((readers - readers // 3, readers // 3)):
            if some:
                on = at.astimezone(UTC).date() + timedelta(days=day)
                yield {"day": on, "story_id": pk, "readers": some}


def totals(plan: StoriesPlan) -> Iterator[dict[str, Any]]:
    """Yield the totals of older stories."""
    return ({"story_id": pk, "readers": readers} for pk, _at, readers in older(plan))


def hourly(plan: StoriesPlan) -> Iterator[dict[str, Any]]:
    """Yield the readers of the last month by the hour."""
    dice = Random("hours")  # noqa: S311 - the same newsroom every time
    last = plan.now.replace(minute=0, second=0, microsecond=0)
    for back in range(int(HOURLY_RETENTION / HOUR)):
        hour = last - back * HOUR
        news = new_in(plan, hour)
        others = range(1, news.start)
        read = dice.sample(others, min(OLDER_STORIES_PER_HOUR, len(others))) + list(news)
        for n in read:
            readers = 1 + int(dice.lognormvariate(2.5 if n in news else 0.5, 1))
            yield {"hour": hour, "story_id": plan.page(n), "readers": readers}


def new_in(plan: StoriesPlan, hour: datetime) -> range:
    """Return the stories that were news in an hour."""
    apart = (plan.now - plan.published_at(1)) / plan.number
    newest = min(plan.number, plan.number - int((plan.now - hour) / apart) - 1)
    oldest = newest - int(NEWS_HOURS * HOUR / apart)
    return range(max(1, oldest), max(1, newest + 1))
