"""Ban visitors and words from commenting, for a time or for good."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from comments.models import Ban, ReaderComment
from comments.moderation import write_log

BAN_LOG_ACTION = "comments.ban"
LIFT_LOG_ACTION = "comments.lift"


class BanPeriod(models.TextChoices):
    """How long a ban holds, in days."""

    DAY = "1", "A day"
    WEEK = "7", "A week"
    MONTH = "30", "30 days"
    GOOD = "", "For good"

    @property
    def end(self) -> datetime | None:
        """The end of a ban that is made now; None where it has none."""
        return timezone.now() + timedelta(days=int(self)) if self else None


@transaction.atomic
def ban_visitors(
    comments: Iterable[ReaderComment], until: datetime | None, note: str, user: Any
) -> list[Ban]:
    """Ban the visitors who wrote the comments and return the new bans.

    Visitors who are banned for as long already are left out, and comments without a key.
    """
    by_visitor = {comment.visitor: comment for comment in comments if comment.visitor}
    as_long = Q(until=None) if until is None else Q(until=None) | Q(until__gte=until)
    banned = Ban.objects.filter(as_long, visitor__in=by_visitor)
    known = set(banned.values_list("visitor", flat=True))
    bans = []
    for visitor, comment in by_visitor.items():
        if visitor not in known:
            ban = Ban(visitor=visitor, until=until, note=note, comment=comment, banned_by=user)
            ban.save()
            bans.append(ban)
    log_bans(BAN_LOG_ACTION, bans, user)
    return bans


@transaction.atomic
def ban_words(
    words: str, until: datetime | None, note: str, comment: ReaderComment, user: Any
) -> list[Ban]:
    """Ban words because of a comment."""
    ban = Ban.objects.create(words=words, until=until, note=note, comment=comment, banned_by=user)
    log_bans(BAN_LOG_ACTION, [ban], user)
    return [ban]


@transaction.atomic
def lift_bans(bans: Iterable[Ban], user: Any) -> list[Ban]:
    """Delete bans, log it with the comments they were made for, and return them."""
    bans = list(bans)
    log_bans(LIFT_LOG_ACTION, bans, user)
    for ban in bans:
        ban.delete()
    return bans


def log_bans(action: str, bans: Iterable[Ban], user: Any) -> None:
    """Log bans with the comments they were made for."""
    for ban in bans:
        if ban.comment:
            data = {"ban": ban.pk, "of": str(ban), "until": ban.until, "note": ban.note}
            write_log(action, {ban.comment: data}, user)
