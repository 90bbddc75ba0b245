"""Device cookies: a browser in which somebody has signed in before is not slowed down.

Guesses at one name from many addresses are, without locking its owner out: see OWASP, “Slow Down
Online Guessing Attacks with Device Cookies”.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse

from byline.limits import MINUTE, seconds_to_wait

COOKIE, SALT = "device", "accounts.devices"
YEAR = 365 * 24 * 3600  # seconds
# So many may try to sign in with one name in a minute, in browsers that it is not known in.
STRANGERS = 10
SIGNED_IN = "_has_signed_in"


class DeviceCookieMiddleware:
    """Gives a browser its cookie once somebody has signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        user_logged_in.connect(note, dispatch_uid="accounts.devices")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and set the cookie."""
        response = self.get_response(request)
        if name := getattr(request, SIGNED_IN, None):
            response.set_cookie(
                COOKIE,
                signing.dumps(name, salt=SALT),
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def note(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Note with a request who has signed in by it."""
    setattr(request, SIGNED_IN, user.get_username())


def is_known(request: HttpRequest, name: str) -> bool:
    """Tell whether somebody has signed in with this name in this browser."""
    try:
        return bool(signing.loads(request.COOKIES[COOKIE], salt=SALT, max_age=YEAR) == name)
    except (KeyError, signing.BadSignature):
        return False


def stranger_waits(request: HttpRequest, name: str) -> int:
    """Count a try to sign in; return for how many seconds a browser that is not known must wait."""
    if is_known(request, name):
        return 0
    return seconds_to_wait(name.casefold(), "sign-ins", STRANGERS, MINUTE)
