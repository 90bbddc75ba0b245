"""Whose reading counts."""

from crawleruseragents import is_crawler
from django.conf import settings
from django.http import HttpRequest

# With these browsers say that they only fetch what somebody may want to read later.
AHEAD_OF_TIME = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# Browsers' names of themselves are shorter; the list of crawlers is not searched in more.
LONGEST = 512  # characters


def is_reader(request: HttpRequest) -> bool:
    """Tell whether a request comes from a reader, not a crawler, a prefetch or the newsroom."""
    name = request.headers.get("User-Agent", "")[:LONGEST]
    return (
        settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not any(request.headers.get(header) for header in AHEAD_OF_TIME)
        and bool(name)
        and not is_crawler(name)
    )
