"""Telling requests of readers from those of crawlers, prefetching browsers and the newsroom."""

from crawleruseragents import is_crawler
from django.conf import settings
from django.http import HttpRequest

# Browsers send one of these when they prefetch a page.
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# Browsers send less; matching the patterns of crawlers against more would cost time.
USER_AGENT_MAX_LENGTH = 512


def is_reader(request: HttpRequest) -> bool:
    """Return whether a request is from a reader: no crawler, no prefetch, no signed-in user."""
    name = request.headers.get("User-Agent", "")[:USER_AGENT_MAX_LENGTH]
    return (
        settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not any(request.headers.get(header) for header in PREFETCH_HEADERS)
        and bool(name)
        and not is_crawler(name)
    )
