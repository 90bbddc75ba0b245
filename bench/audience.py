"""Who reads a synthetic newsroom: new stories by the hour, old ones now and then."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from bench.newsroom import Rows, without_foreign_keys
from bench.stories import Plan

HOURLY = timedelta(days=31)
HOUR = timedelta(hours=1)
# For so many hours a story is read as news; so many older ones are read in each hour.
NEW, OLDER = 48, 50


def add_readers(plan: Plan) -> None:
    """Write the readers of every story, and close the days that are over."""
    from readership.models import DailyReaders, HourlyReaders, TotalReaders
    from readership.rollup import close_days

    with without_foreign_keys(), transaction.atomic():
        Rows(DailyReaders()).write(daily(plan))
        Rows(TotalReaders()).write(totals(plan))
        Rows(HourlyReaders()).write(hourly(plan))
    close_days()


def older(plan: Plan) -> Iterator[tuple[int, datetime, int]]:
    """Yield the stories whose readers are known by the day: when they came out, how many read."""
    dice = Random("readers")  # noqa: S311 - the same newsroom every time
    for n in range(1, plan.number + 1):
        at, readers = plan.published_at(n), 2 + int(dice.lognormvariate(4, 1.2))
        if at < plan.now - HOURLY - timedelta(days=2):
            yield plan.page(n), at, readers


def daily(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the readers of older stories on the day they came out, and the day after."""
    for pk, at, readers in older(plan):
        for day, some in enumerate((readers - readers // 3, readers // 3)):
            if some:
                on = at.astimezone(UTC).date() + timedelta(days=day)
                yield {"day": on, "story_id": pk, "readers": some}


def totals(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the same in all."""
    return ({"story_id": pk, "readers": readers} for pk, _at, readers in older(plan))


def hourly(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield who reads what, hour by hour, of the last month."""
    dice = Random("hours")  # noqa: S311 - the same newsroom every time
    last = plan.now.replace(minute=0, second=0, microsecond=0)
    for back in range(int(HOURLY / HOUR)):
        hour = last - back * HOUR
        news = new_in(plan, hour)
        others = range(1, news.start)
        read = dice.sample(others, min(OLDER, len(others))) + list(news)
        for n in read:
            readers = 1 + int(dice.lognormvariate(2.5 if n in news else 0.5, 1))
            yield {"hour": hour, "story_id": plan.page(n), "readers": readers}


def new_in(plan: Plan, hour: datetime) -> range:
    """Return the stories that were news in an hour."""
    apart = (plan.now - plan.published_at(1)) / plan.number
    newest = min(plan.number, plan.number - int((plan.now - hour) / apart) - 1)
    oldest = newest - int(NEW * HOUR / apart)
    return range(max(1, oldest), max(1, newest + 1))
