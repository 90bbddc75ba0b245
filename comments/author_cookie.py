"""The signed key in each form, and the signed cookie with the numbers of one's own comments."""

import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from comments.models import ReaderComment

AUTHOR_COOKIE_NAME = "own_comments"
AUTHOR_COOKIE_PATH = "/comments/"
# As long as a comment may wait for a moderator.
AUTHOR_COOKIE_MAX_AGE_SECONDS = 30 * 24 * 3600
AUTHOR_COOKIE_NUMBERS_LIMIT = 50

form_signer = signing.Signer(salt="comments.form")
cookie_signer = signing.TimestampSigner(salt="comments.own")


def new_form_key() -> str:
    """Return a signed key for one form, with the time it was made."""
    return form_signer.sign(f"{get_random_string(22)}.{time.time()}")


def read_form_key(signed: str) -> tuple[str, float]:
    """Return the key of a form and its age in seconds. Raises BadSignature."""
    key, _dot, made = form_signer.unsign(signed).partition(".")
    return key, time.time() - float(made)


def own_comments(request: HttpRequest) -> list[int]:
    """Return the numbers of the comments that were written in this browser."""
    try:
        text = cookie_signer.unsign(
            request.COOKIES.get(AUTHOR_COOKIE_NAME, ""), max_age=AUTHOR_COOKIE_MAX_AGE_SECONDS
        )
    except signing.BadSignature:
        return []
    return [int(number) for number in text.split(".") if number]


def set_author_cookie(request: HttpRequest, response: HttpResponse, comment: ReaderComment) -> None:
    """Add a comment to the cookie, which is sent to `AUTHOR_COOKIE_PATH` only.

    So a request for a story never has it.
    """
    numbers = [n for n in own_comments(request) if n != comment.pk]
    latest = [*numbers, comment.pk][-AUTHOR_COOKIE_NUMBERS_LIMIT:]
    response.set_cookie(
        AUTHOR_COOKIE_NAME,
        cookie_signer.sign(".".join(map(str, latest))),
        max_age=AUTHOR_COOKIE_MAX_AGE_SECONDS,
        path=AUTHOR_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
