"""Rate limits for expensive requests and for guesses."""

import time

from django.core.cache import caches
from django.utils.crypto import salted_hmac

MINUTE_SECONDS = 60


def seconds_to_wait(client: str, action: str, limit: int, seconds: int = MINUTE_SECONDS) -> int:
    """Count an action of a client; return how long to wait if it is over the limit, else 0.

    Fixed windows of so many seconds, counted in the cache `limits`: by each process where it is
    not shared. The client, such as a `byline.client_ip.client_network`, is stored as a keyed hash.
    """
    window, elapsed = divmod(int(time.time()), seconds)
    key = salted_hmac(
        f"byline.limits.{action}", f"{client} {window}", algorithm="sha256"
    ).hexdigest()
    cache = caches["limits"]
    cache.add(key, 0, seconds)
    try:
        number = cache.incr(key)
    except ValueError:  # it was evicted just now
        return 0
    return seconds - elapsed if number > limit else 0
