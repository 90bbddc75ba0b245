"""Whose reading counts."""

from crawleruseragents import is_crawler
from django.conf import settings
from django.http import HttpRequest

# With these browsers say that they only fetch what somebody may want to read later.
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# Browsers' names of themselves are shorter; the list of crawlers is not searched in more.
USER_AGENT_MAX_LENGTH = 512


def is_reader(request: HttpRequest) -> bool:
    """Tell whether a request comes from a reader, not a crawler, a prefetch or the newsroom."""
    name = request.headers.get("User-Agent", "")[:USER_AGENT_MAX_LENGTH]
    return (
        settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not any(request.headers.get(header) for header in PREFETCH_HEADERS)
        and bool(name)
        and not is_crawler(name)
    )
