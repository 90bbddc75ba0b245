"""What browsers, and others, send: read with care."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from accounts.models import User

# The numbers of comments are 32 bits on PostgreSQL.
HIGHEST = 2**31 - 1
NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
TOO_BIG = "That is far more than a comment can have."
UNREADABLE = "What your browser sent could not be read."
# What a browser says of a request that no other site has caused.
OF_THIS_SITE = {"same-origin", "none"}


class UnreadableError(Exception):
    """Why a form could not be read, in words for its sender."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def number_in(data: QueryDict, name: str) -> int | None:
    """Return the number under a name; None where it is none that a comment may have."""
    text = data.get(name, "")
    number = int(text) if NUMBER.fullmatch(text) else 0
    return number if 0 < number <= HIGHEST else None


def sent_form(request: HttpRequest) -> QueryDict:
    """Return the form that was sent. Raises UnreadableError."""
    try:
        return request.POST
    except RequestDataTooBig as error:
        raise UnreadableError(TOO_BIG, 413) from error
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
        raise UnreadableError(UNREADABLE, 400) from error


def is_cross_site(request: HttpRequest) -> bool:
    """Tell whether another site had the browser send the request.

    Browsers say so in headers that no page can change. This is instead of Django's token,
    whose cookie nobody should get before they act. What is no browser says nothing.
    """
    origin = request.headers.get("Origin")
    if origin and origin != "null":
        return not is_ours(origin, request.get_host())
    site = request.headers.get("Sec-Fetch-Site", "" if origin else "none")
    return site not in OF_THIS_SITE


def is_ours(origin: str, host: str) -> bool:
    """Tell whether an origin is our host or one of `CSRF_TRUSTED_ORIGINS`."""
    try:
        ours = urlsplit(origin).netloc
    except ValueError:
        return False
    return ours == host or any(
        re.fullmatch(re.escape(trusted).replace(r"\*", r"[\w.-]+"), origin)
        for trusted in settings.CSRF_TRUSTED_ORIGINS
    )


def newsroom_user(request: HttpRequest) -> User | None:
    """Return who has signed in to the newsroom and sends the request."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    return user if isinstance(user, User) and user.has_perm("wagtailadmin.access_admin") else None
