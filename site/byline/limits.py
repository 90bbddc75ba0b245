"""How often one visitor may ask for what costs the server much, or guess."""

import time

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from byline.addresses import household

MINUTE = 60  # seconds


def seconds_to_wait(request: HttpRequest, what: str, most: int, within: int = MINUTE) -> int:
    """Count a request of a visitor's; return how long to wait where there were too many, or 0.

    Counted in windows of so many seconds and in the cache: a process by itself where it has a
    cache by itself.
    """
    window, gone = divmod(int(time.time()), within)
    visitor = f"{household(request)} {window}"
    key = salted_hmac(f"byline.limits.{what}", visitor, algorithm="sha256").hexdigest()
    cache = caches["limits"]
    cache.add(key, 0, within)
    try:
        number = cache.incr(key)
    except ValueError:  # it was dropped this moment
        return 0
    return within - gone if number > most else 0
