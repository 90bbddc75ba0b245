"""Rate limits for expensive requests and for guesses."""

import time

from django.core.cache import caches
from django.http import HttpResponse
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


def too_many_requests(wait: int, response: HttpResponse | None = None) -> HttpResponse:
    """Return 429 with the seconds to wait, with the body of a response or a line of text."""
    if response is None:
        text = "Too many requests.\n"
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.status_code = 429
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
