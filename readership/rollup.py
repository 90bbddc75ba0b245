"""Periodic tasks: sum up hours to days, delete old hours and visitors."""

import logging
from datetime import UTC, date

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Min
from django.utils import timezone

from readership.records import DailyReaders, HourlyReaders, TotalReaders, Visit
from readership.scores import first_open_day
from readership.visitors import REPEAT_PERIOD, delete_expired_keys
from readership.windows import DAY, HOUR, start_of

logger = logging.getLogger(__name__)

CLOSE_DAY_SQL = """
    INSERT INTO {daily} (day, story_id, readers)
    SELECT %s, story_id, SUM(readers) FROM {hourly} WHERE hour >= %s AND hour < %s
    GROUP BY story_id
"""
ADD_TO_TOTALS_SQL = """
    INSERT INTO {total} (story_id, readers)
    SELECT story_id, readers FROM {daily} WHERE day = %s
    ON CONFLICT (story_id) DO UPDATE SET readers = {total}.readers + EXCLUDED.readers
"""


def close_days() -> None:
    """Close each day that has been over for a day: no visits are added to it any more.

    Stops at an IntegrityError, since days are closed in order: another worker closed the day, or
    a story was deleted meanwhile. The next run continues.
    """
    now = timezone.now()
    day, today = first_open_day(now), now.astimezone(UTC).date()
    try:
        while day < today - DAY:
            roll_up_day(day)
            day += DAY
    except IntegrityError:
        logger.info("The readers of %s are not summed up now", day)


def roll_up_day(day: date) -> None:
    """Sum up and close a day. Raises IntegrityError if it is closed already."""
    tables = {
        "daily": DailyReaders._meta.db_table,
        "hourly": HourlyReaders._meta.db_table,
        "total": TotalReaders._meta.db_table,
    }
    start = start_of(day)
    adapt = connection.ops.adapt_datetimefield_value
    on = connection.ops.adapt_datefield_value(day)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLOSE_DAY_SQL.format(**tables), [on, adapt(start), adapt(start + DAY)])
        cursor.execute(ADD_TO_TOTALS_SQL.format(**tables), [on])


def delete_old_hours() -> None:
    """Delete the hours of closed days after the retention period, an hour per query."""
    now = timezone.now()
    retention = settings.READERSHIP_HOURLY_RETENTION_DAYS * DAY
    oldest = min(now - retention, start_of(first_open_day(now)))
    hours = HourlyReaders.objects.filter(hour__lt=oldest)
    while hour := hours.aggregate(hour=Min("hour"))["hour"]:
        hours.filter(hour__lt=hour + HOUR).delete()


def delete_old_visits() -> None:
    """Delete the keys of past days, and visits older than `REPEAT_PERIOD`."""
    now = timezone.now()
    delete_expired_keys(now)
    Visit.objects.filter(at__lt=(now - REPEAT_PERIOD).timestamp()).delete()
