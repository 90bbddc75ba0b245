"""Readers who follow replies, or a whole story, by e-mail.

Until an address is confirmed it gets one mail only, with a link to confirm it.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments import tasks
from comments.models import Follower, ReaderComment
from comments.visitors import lock_visitor
from news.models import ArticlePage

EMAIL_MAX_LENGTH = 254  # RFC 5321
INVALID_EMAIL = "This is no e-mail address."
# Of one visitor, and to one address, while unconfirmed: a stranger cannot be flooded.
FOLLOW_REQUESTS_LIMIT_PER_HOUR = 5
CONFIRMATION_MAILS_LIMIT_PER_DAY = 3
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class FollowError(Exception):
    """Why an address cannot follow something; the reason is shown to the reader."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def follow(target: ReaderComment | ArticlePage, email: str, visitor: str) -> None:
    """Send an address a mail with a link to confirm that it follows. Raises FollowError.

    Nothing is sent again within a day, nor once it is confirmed.
    """
    email = clean_email(email)
    lock_visitor(visitor)
    lock_visitor(salted_hmac("comments.address", email, algorithm="sha256").hexdigest()[:32])
    now = timezone.now()
    followed = "story" if isinstance(target, ArticlePage) else "comment"
    wanted: dict[str, Any] = {followed: target, "email": email}
    requested = Follower.objects.filter(**wanted)
    if requested.exclude(confirmed_at=None, asked_at__lte=now - DAY).exists():
        return
    waiting = Follower.objects.filter(confirmed_at=None)
    requests = waiting.filter(visitor=visitor, asked_at__gt=now - HOUR)
    if requests.count() >= FOLLOW_REQUESTS_LIMIT_PER_HOUR:
        raise FollowError("You have asked for many mails. Confirm one of them, or wait an hour.")
    mails = waiting.filter(email=email, asked_at__gt=now - DAY)
    if mails.count() >= CONFIRMATION_MAILS_LIMIT_PER_DAY:
        raise FollowError("This address was sent several mails. Confirm one, or wait a day.")
    follower, _ = Follower.objects.update_or_create(
        **wanted, defaults={"visitor": visitor, "asked_at": now}
    )
    transaction.on_commit(partial(tasks.send_confirmation.enqueue, follower.pk))


def clean_email(text: str) -> str:
    """Return an e-mail address in the form in which it is stored. Raises FollowError."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise FollowError(INVALID_EMAIL) from error
    if len(address) > EMAIL_MAX_LENGTH or not address.isprintable():
        raise FollowError(INVALID_EMAIL)
    return address


def confirm(follower: Follower) -> None:
    """Confirm that the owner of the address wants the mails."""
    Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def unfollow(follower: Follower) -> None:
    """Delete the confirmed follow of a story, or all of an address in a conversation.

    Unconfirmed ones stay until they expire: otherwise a stranger could have the confirmation
    sent again at once.
    """
    if follower.comment is None:
        followed = Q(story=follower.story_id)
    else:
        root = follower.comment.thread_root
        followed = Q(comment=root) | Q(comment__root=root)
    same = Follower.objects.filter(followed, email=follower.email)
    same.exclude(confirmed_at=None).delete()
