"""The scores of stories, computed by one query over the readers of a window."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Min

from news.models import ArticlePage
from readership.other_sources import Score, with_readers_elsewhere
from readership.records import DailyReaders, HourlyReaders, TotalReaders
from readership.windows import DAY, HOUR, Window, hour_of

# Weights are passed as rows, so that SQLite and PostgreSQL use the same numbers.
SCORES_SQL = """
WITH hour_weight (hour, weight) AS (VALUES {hours}),
day_weight (day, weight) AS (VALUES {days}),
part AS (
    SELECT story_id, SUM(readers * weight) AS score
    FROM {hourly} AS hourly JOIN hour_weight ON hour_weight.hour = hourly.hour
    WHERE hourly.hour BETWEEN %s AND %s AND readers >= COALESCE((
        SELECT readers FROM {hourly} WHERE hour = %s ORDER BY readers DESC LIMIT 1 OFFSET %s
    ), 0)
    GROUP BY story_id
    UNION ALL
    SELECT story_id, SUM(readers * weight)
    FROM {daily} AS daily JOIN day_weight ON day_weight.day = daily.day
    WHERE readers >= COALESCE((
        SELECT readers FROM {daily} WHERE day = %s ORDER BY readers DESC LIMIT 1 OFFSET %s
    ), 0)
    GROUP BY story_id
    UNION ALL
    SELECT story_id, readers FROM {total} WHERE %s AND readers >= COALESCE((
        SELECT readers FROM {total} ORDER BY readers DESC LIMIT 1 OFFSET %s
    ), 0)
),
whole AS (SELECT story_id, SUM(score) AS score FROM part GROUP BY story_id),
placed AS (
    SELECT section_id, story_id, score,
        ROW_NUMBER() OVER (PARTITION BY section_id ORDER BY score DESC, story_id DESC) AS place
    FROM whole JOIN {article} ON page_ptr_id = story_id
)
SELECT section_id, story_id, score FROM placed WHERE place <= %s
ORDER BY score DESC, story_id DESC
"""
# VALUES needs a row: one that matches nothing, with weight 0.
EMPTY_WEIGHT = (datetime(1970, 1, 1, tzinfo=UTC), 0.0)


class ScoreLimits(NamedTuple):
    """How many stories of an hour, of a day and of all time are summed up.

    Those with the fewest readers are left out: a long tail that costs time and ranks nowhere.
    """

    stories_an_hour: int
    stories_a_day: int
    stories_in_all: int


SCORE_LIMITS = ScoreLimits(stories_an_hour=1_000, stories_a_day=2_000, stories_in_all=5_000)


def scores(
    window: Window, now: datetime, limit: int, limits: ScoreLimits = SCORE_LIMITS
) -> list[Score]:
    """Return the highest scores, at most `limit` per section, in descending order.

    Includes stories that are not published any more. Costs three queries at most, and one more
    where plugins know of other readers.
    """
    sql, params = scores_query(window, now, limit, limits)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        counted = [Score(*row) for row in cursor.fetchall()]
    since = now - window.length if window.length else None
    return with_readers_elsewhere(counted, since)


def scores_query(
    window: Window, now: datetime, limit: int, limits: ScoreLimits = SCORE_LIMITS
) -> tuple[str, list[Any]]:
    """Return the SQL and its parameters."""
    opened = now.date() if window.length == DAY else first_open_day(now)
    hours = list(window.hours(now, opened)) or [EMPTY_WEIGHT]
    days = list(window.days(now, opened)) or [(EMPTY_WEIGHT[0].date(), EMPTY_WEIGHT[1])]
    row = "(%s, CAST(%s AS double precision))"
    sql = SCORES_SQL.format(
        hours=", ".join([row] * len(hours)),
        days=", ".join([row] * len(days)),
        hourly=HourlyReaders._meta.db_table,
        daily=DailyReaders._meta.db_table,
        total=TotalReaders._meta.db_table,
        article=ArticlePage._meta.db_table,
    )
    hour, day = connection.ops.adapt_datetimefield_value, connection.ops.adapt_datefield_value
    return sql, [
        *(part for at, weight in hours for part in (hour(at), weight)),
        *(part for on, weight in days for part in (day(on), weight)),
        # The same hours as a range, from which the planner estimates how few rows they are.
        *(hour(hours[-1][0]), hour(hours[0][0])),
        *(hour(hour_of(now - HOUR)), limits.stories_an_hour),
        *(day(days[0][0]), limits.stories_a_day),
        *(window.length is None, limits.stories_in_all),
        limit,
    ]


def first_open_day(now: datetime) -> date:
    """Return the first day that is not closed: from it on hours are summed up."""
    if last := DailyReaders.objects.aggregate(day=Max("day"))["day"]:
        return last + DAY
    first = HourlyReaders.objects.aggregate(hour=Min("hour"))["hour"] or now
    return first.astimezone(UTC).date()
