"""Visitors as keyed hashes, whose key is deleted after the day."""

from datetime import UTC, date, datetime, timedelta
from secrets import token_bytes

from django.http import HttpRequest
from django.utils import timezone

from byline.client_ip import visitor_of
from readership.records import DayKey

# Within this time repeated visits of a story do not count.
REPEAT_PERIOD = timedelta(minutes=30)

# Keys cached by this process.
_keys: dict[date, bytes] = {}


def visitors_of(request: HttpRequest, now: datetime) -> tuple[str, str]:
    """Return the hash of a visitor with the key of today.

    And, within `REPEAT_PERIOD` after midnight, that with the key of yesterday; else an empty one.
    """
    today = now.astimezone(UTC).date()
    before = (now - REPEAT_PERIOD).astimezone(UTC).date()
    for day in set(_keys) - {today, before}:
        _keys.pop(day, None)
    visitor = visitor_of(request, key_of(today))
    return visitor, visitor_of(request, key_of(before)) if before != today else ""


def key_of(day: date) -> bytes:
    """Return the key of a day, created on the first call in any process."""
    key = _keys.get(day)  # another thread may delete it now
    if key is None:
        made, is_new = DayKey.objects.get_or_create(day=day, defaults={"key": token_bytes(32)})
        if is_new:  # so does a worker, where one runs
            delete_expired_keys(timezone.now())
        key = _keys[day] = bytes(made.key)
    return key


def delete_expired_keys(now: datetime) -> None:
    """Delete the keys of days whose visits cannot be repeated any more."""
    DayKey.objects.filter(day__lt=(now - REPEAT_PERIOD).astimezone(UTC).date()).delete()
