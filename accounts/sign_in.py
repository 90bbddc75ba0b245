"""Who tries to sign in."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that a sign-in comes from.

    Behind a proxy it is the last one in `X-Forwarded-For`: what the proxy itself saw. Those
    before it are what a client claims.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return forwarded or address
    return address
