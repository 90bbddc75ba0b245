"""How often somebody may search."""

import time

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from byline.addresses import household

MINUTE = 60  # seconds


def seconds_to_wait(request: HttpRequest, what: str, most: int) -> int:
    """Count a request of a visitor's; return how long to wait where there were too many, or 0.

    Counted by the minute and in the cache: a process by itself where it has a cache by itself.
    """
    minute, gone = divmod(int(time.time()), MINUTE)
    visitor = f"{household(request)} {minute}"
    key = salted_hmac(f"search.limits.{what}", visitor, algorithm="sha256").hexdigest()
    cache = caches["limits"]
    cache.add(key, 0, MINUTE)
    try:
        number = cache.incr(key)
    except ValueError:  # it was dropped this moment
        return 0
    return MINUTE - gone if number > most else 0
