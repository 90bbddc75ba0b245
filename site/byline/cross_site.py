"""Which site a request comes from.

Django's own protection needs a cookie, and readers have none before they post. Browsers say
where a post comes from, and no page can make them lie.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import is_same_domain


def is_cross_site(request: HttpRequest) -> bool:
    """Tell whether a browser says that another site's page has sent this.

    What says nothing is no browser of our time, and carries nobody's cookies.
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
    """Tell whether an origin is one of CSRF_TRUSTED_ORIGINS, which may begin with a `*.`."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    patterns = (urlsplit(trusted) for trusted in settings.CSRF_TRUSTED_ORIGINS if "*" in trusted)
    return any(
        asked.scheme == pattern.scheme and is_same_domain(asked.netloc, pattern.netloc.lstrip("*"))
        for pattern in patterns
    )
