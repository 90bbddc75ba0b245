"""Who reads: a keyed hash, whose key is thrown away with the day."""

import hmac
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes

from django.http import HttpRequest
from django.utils import timezone

from byline.client_ip import household
from readership.records import DayKey

# Within this time a visitor's repeats of a story do not count.
REPEAT_PERIOD = timedelta(minutes=30)
# How many browsers are told apart behind one address. An office is not one reader, and whoever
# invents names of browsers is never more than so many.
BROWSERS_PER_ADDRESS = 8

# The keys that this process has asked for.
_keys: dict[date, bytes] = {}


def visitors_of(request: HttpRequest, now: datetime) -> tuple[str, str]:
    """Return what is the same for a browser's requests of a day, and tells nobody who it is.

    And, in the first half hour of a day, what it was the day before; empty afterwards.
    """
    today = now.astimezone(UTC).date()
    before = (now - REPEAT_PERIOD).astimezone(UTC).date()
    for day in set(_keys) - {today, before}:
        _keys.pop(day, None)
    visitor = visitor_of(request, key_of(today))
    return visitor, visitor_of(request, key_of(before)) if before != today else ""


def visitor_of(request: HttpRequest, key: bytes) -> str:
    """Return the hash of a browser behind an address."""
    name = request.headers.get("User-Agent", "").encode()
    browser = sha256(name).digest()[0] % BROWSERS_PER_ADDRESS
    return hmac.digest(key, f"{household(request)} {browser}".encode(), "sha256").hex()[:32]


def key_of(day: date) -> bytes:
    """Return the key of a day; the first to ask makes it, for every process."""
    key = _keys.get(day)  # another thread may throw it away now
    if key is None:
        made, is_new = DayKey.objects.get_or_create(day=day, defaults={"key": token_bytes(32)})
        if is_new:  # a worker does so too, where there is one
            delete_expired_keys(timezone.now())
        key = _keys[day] = bytes(made.key)
    return key


def delete_expired_keys(now: datetime) -> None:
    """Throw away the keys of days whose visitors' repeats need not be known any more."""
    DayKey.objects.filter(day__lt=(now - REPEAT_PERIOD).astimezone(UTC).date()).delete()
