"""How often somebody may ask for what costs the server or others much, or guess."""

import time

from django.core.cache import caches
from django.utils.crypto import salted_hmac

MINUTE_SECONDS = 60


def seconds_to_wait(who: str, what: str, most: int, within: int = MINUTE_SECONDS) -> int:
    """Count that somebody does something; return how long to wait where it was too often, or 0.

    Counted in windows of so many seconds and in the cache: a process by itself where it has a
    cache by itself. Nothing is stored of who it is, such as a `byline.client_ip.household`, but
    a keyed hash.
    """
    window, gone = divmod(int(time.time()), within)
    key = salted_hmac(f"byline.limits.{what}", f"{who} {window}", algorithm="sha256").hexdigest()
    cache = caches["limits"]
    cache.add(key, 0, within)
    try:
        number = cache.incr(key)
    except ValueError:  # it was dropped this moment
        return 0
    return within - gone if number > most else 0
