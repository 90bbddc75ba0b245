"""CSRF protection without a cookie, by the headers Sec-Fetch-Site and Origin.

Readers have no cookie before they post. No page can change these headers.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import is_same_domain


def is_cross_site(request: HttpRequest) -> bool:
    """Return whether the headers say that a page of another site has sent the request.

    A client that sends neither is no current browser, and has no cookies of a user.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site is not None
    own = f"{request.scheme}://{request.get_host()}"
    return origin != own and not is_trusted(origin)


def is_trusted(origin: str) -> bool:
    """Return whether an origin is one of CSRF_TRUSTED_ORIGINS, which may begin with a `*.`."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        parsed = urlsplit(origin)
    except ValueError:
        return False
    patterns = (urlsplit(trusted) for trusted in settings.CSRF_TRUSTED_ORIGINS if "*" in trusted)
    return any(
        parsed.scheme == pattern.scheme
        and is_same_domain(parsed.netloc, pattern.netloc.lstrip("*"))
        for pattern in patterns
    )
