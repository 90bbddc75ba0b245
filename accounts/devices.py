"""Device cookies: a limit on password guesses that does not lock out the owner of the name.

The limit is on browsers without the cookie of an earlier sign-in: see OWASP, “Slow Down Online
Guessing Attacks with Device Cookies”.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse

from byline.limits import MINUTE_SECONDS, seconds_to_wait

DEVICE_COOKIE_NAME, DEVICE_COOKIE_SALT = "device", "accounts.devices"
DEVICE_COOKIE_AGE_SECONDS = 365 * 24 * 3600
# Attempts to sign in with one name, from all browsers in which it has never signed in.
UNKNOWN_DEVICE_LIMIT_PER_MINUTE = 10
SIGNED_IN_ATTRIBUTE = "_has_signed_in"


class DeviceCookieMiddleware:
    """Sets the cookie on the response to a successful sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        user_logged_in.connect(mark_signed_in, dispatch_uid="accounts.devices")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the cookie if the request signed a user in."""
        response = self.get_response(request)
        if name := getattr(request, SIGNED_IN_ATTRIBUTE, None):
            response.set_cookie(
                DEVICE_COOKIE_NAME,
                signing.dumps(name, salt=DEVICE_COOKIE_SALT),
                max_age=DEVICE_COOKIE_AGE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def mark_signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Store the user's name on the request; the middleware writes it to the device cookie."""
    setattr(request, SIGNED_IN_ATTRIBUTE, user.get_username())


def is_known_device(request: HttpRequest, name: str) -> bool:
    """Return whether the browser has a valid cookie of this name."""
    try:
        cookie = request.COOKIES[DEVICE_COOKIE_NAME]
        age = DEVICE_COOKIE_AGE_SECONDS
        return bool(signing.loads(cookie, salt=DEVICE_COOKIE_SALT, max_age=age) == name)
    except (KeyError, signing.BadSignature):
        return False


def sign_in_wait_seconds(request: HttpRequest, name: str) -> int:
    """Count an attempt from an unknown browser; return how many seconds it has to wait."""
    if is_known_device(request, name):
        return 0
    return seconds_to_wait(
        name.casefold(), "sign-ins", UNKNOWN_DEVICE_LIMIT_PER_MINUTE, MINUTE_SECONDS
    )
