"""Read forms and numbers from requests that may hold anything."""

import re

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from accounts.models import User
from comments.paths import COMMENT_NUMBER_MAX

COMMENT_NUMBER_PATTERN = re.compile(r"[0-9]{1,10}", re.ASCII)
FORM_TOO_BIG = "That is far more than a comment can have."
FORM_UNREADABLE = "What your browser sent could not be read."


FORM_ERRORS = (
    BadRequest,
    SuspiciousOperation,
    MultiPartParserError,
    UnreadablePostError,
    # Of an unknown encoding, or one that is not of text.
    LookupError,
    UnicodeError,
)


class UnreadableError(Exception):
    """Why a form could not be read, as shown to its sender, with the HTTP status."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def number_in(data: QueryDict, name: str) -> int | None:
    """Return a number from a form; None where it is missing or out of range."""
    text = data.get(name, "")
    number = int(text) if COMMENT_NUMBER_PATTERN.fullmatch(text) else 0
    return number if 0 < number <= COMMENT_NUMBER_MAX else None


def sent_form(request: HttpRequest) -> QueryDict:
    """Return the form that was sent. Raises UnreadableError."""
    try:
        return request.POST
    except RequestDataTooBig as error:
        raise UnreadableError(FORM_TOO_BIG, 413) from error
    except FORM_ERRORS as error:
        raise UnreadableError(FORM_UNREADABLE, 400) from error


def newsroom_user(request: HttpRequest) -> User | None:
    """Return the signed-in user with access to the admin, if any."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    return user if isinstance(user, User) and user.has_perm("wagtailadmin.access_admin") else None
