"""Export and erasure of what is stored about a person who comments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from comments.cache_invalidation import comments_changed
from comments.imported_references import IMPORT_KEY_PREFIX
from comments.models import Ban, Follower, ReaderComment, Reference, Report, State
from comments.moderation import ERASE_LOG_ACTION, notify_plugins, set_state
from comments.paths import COMMENT_NUMBER_MAX
from comments.posting import FORMER_TEXT_KEY

FOLLOW_CONFIRMATION_PERIOD = timedelta(days=7)


class PersonNotFoundError(Exception):
    """Why nothing can be found of a person."""


@dataclass(frozen=True)
class PersonData:
    """What is stored about one person."""

    comments: Sequence[ReaderComment]
    reports: Sequence[Report]
    followers: Sequence[Follower]
    bans: Sequence[Ban]

    def __bool__(self) -> bool:
        return bool(self.comments or self.reports or self.followers or self.bans)


def person_data(
    numbers: Iterable[int] = (), visitor_of: int | None = None, email: str = ""
) -> PersonData:
    """Find some comments, all from a visitor, and the comments and follows of an e-mail address.

    `visitor_of` is the number of a comment of the visitor. Raises PersonNotFoundError for a
    number that no comment has, and where the visitor is not known any more.
    """
    numbers = set(numbers)
    missing = numbers - {
        comment.pk for comment in comments_where(Q(pk__in=[*filter(is_comment_number, numbers)]))
    }
    if missing:
        raise PersonNotFoundError(f"There is no comment No. {min(missing)}.")
    key = visitor_of_comment(visitor_of) if visitor_of is not None else ""
    by_visitor = Q(visitor=key) if key else Q(pk__in=[])
    by_email = Q(email__iexact=email) if email else Q(pk__in=[])
    followers = list(Follower.objects.filter(by_visitor | by_email).order_by("pk"))
    by_writer = Q(user_email__iexact=email) if email else Q(pk__in=[])
    own = own_comments_of(followers, email)
    return PersonData(
        comments_where(by_visitor | by_writer | Q(pk__in={*numbers, *own})),
        list(Report.objects.filter(by_visitor).order_by("pk")),
        followers,
        list(Ban.objects.filter(by_visitor).order_by("pk")),
    )


def comments_where(condition: Q) -> list[ReaderComment]:
    """Return comments with their stories."""
    found = ReaderComment.objects.filter(condition).select_related("story")
    return list(found.order_by("pk"))


def is_comment_number(number: int) -> bool:
    """Return whether the database can hold a number."""
    return 0 < number <= COMMENT_NUMBER_MAX


def visitor_of_comment(number: int) -> str:
    """Return the visitor key of a comment. Raises PersonNotFoundError."""
    found = ReaderComment.objects.filter(pk=number).first() if is_comment_number(number) else None
    if found is None:
        raise PersonNotFoundError(f"There is no comment No. {number}.")
    if not found.visitor:
        message = "it was imported, or its visitor was forgotten. Name its writer's comments."
        raise PersonNotFoundError(f"It is not known who wrote No. {number}: {message}")
    return found.visitor


def own_comments_of(followers: Iterable[Follower], email: str) -> list[int]:
    """Return the comments that were followed by e-mail by the visitor who wrote them."""
    own_follows = [f.pk for f in followers if f.email.casefold() == email.casefold()]
    own = Follower.objects.filter(pk__in=own_follows, visitor=F("comment__visitor"))
    return list(own.exclude(visitor="").values_list("comment_id", flat=True))


def as_json_data(held: PersonData) -> dict[str, list[dict[str, Any]]]:
    """Return everything that is stored, for JSON."""
    history = history_of(held.comments)
    return {
        "comments": [comment_data(comment, history[comment.pk]) for comment in held.comments],
        "reports": [
            {"number": r.comment_id, "reason": r.reason, "details": r.details, "at": r.reported_at}
            for r in held.reports
        ],
        "follows": [follower_data(follower) for follower in held.followers],
        "bans": [{"at": b.banned_at, "until": b.until, "note": b.note} for b in held.bans],
    }


def comment_data(comment: ReaderComment, history: Iterable[ModelLogEntry]) -> dict[str, Any]:
    """Return what is stored of a comment, without the names of moderators."""
    return {
        "number": comment.pk,
        "story": comment.story.title,
        "address": comment.get_absolute_url(),
        "name": comment.user_name,
        "email": comment.user_email,
        "text": comment.comment,
        "state": comment.state,
        "held_because": comment.held_because,
        "posted_at": comment.posted_at,
        "edited_at": comment.edited_at,
        "reply_to": comment.reply_to_id,
        "original_number": comment.original_number,
        "visitor": comment.visitor,
        "history": [{"at": e.timestamp, "action": e.action, "data": e.data} for e in history],
    }


def follower_data(follower: Follower) -> dict[str, Any]:
    """Return what is stored of a follower."""
    return {
        "number": follower.comment_id,
        "story": follower.followed_story.title,
        "email": follower.email,
        "asked_at": follower.asked_at,
        "confirmed_at": follower.confirmed_at,
        "told_of": list(follower.sent.order_by("reply").values_list("reply", flat=True)),
    }


def history_of(comments: Iterable[ReaderComment]) -> dict[int, list[ModelLogEntry]]:
    """Return the log entries of each comment, oldest first."""
    content_type = ContentType.objects.get_for_model(ReaderComment)
    found = defaultdict(list)
    numbers = [str(comment.pk) for comment in comments]
    entries = ModelLogEntry.objects.filter(content_type=content_type, object_id__in=numbers)
    for entry in entries.order_by("timestamp", "pk"):
        found[int(entry.object_id)].append(entry)
    return found


@transaction.atomic
def erase(held: PersonData) -> None:
    """Erase what a person wrote, and what identifies them.

    Readers see a tombstone where they saw the comment, so the number and the replies stay.
    Bans stay: they are the newsroom's.
    """
    enable_secure_delete()
    ReaderComment.objects.lock_threads(comment.thread_root for comment in held.comments)
    numbers = [comment.pk for comment in held.comments]
    take_down(ReaderComment.objects.filter(pk__in=numbers))
    wiped = ReaderComment.objects.filter(pk__in=numbers)
    # Imports recognise comments without a number by this key.
    wiped.exclude(form_key__startswith=IMPORT_KEY_PREFIX).update(form_key=None)
    wiped.update(
        comment="", user_name="", user_email="", user_url="", user=None, ip_address=None,
        visitor="", held_because="", is_by_newsroom=False, is_pick=False,
    )  # fmt: skip
    comments_changed(held.comments)
    Reference.objects.filter(source__in=numbers).delete()
    for entries in history_of(held.comments).values():
        delete_former_texts(entries)
    Follower.objects.filter(pk__in=[follower.pk for follower in held.followers]).delete()
    reports = Report.objects.filter(pk__in=[report.pk for report in held.reports])
    reports.update(visitor="", details="")


def enable_secure_delete() -> None:
    """Have SQLite overwrite deleted rows with zeros, which else stay readable in its files."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
        transaction.on_commit(empty_write_ahead_log, robust=True)


def empty_write_ahead_log() -> None:
    """Write what SQLite has committed to the database file, and cut its log."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def take_down(comments: Iterable[ReaderComment]) -> None:
    """Remove or reject the comments; each gets an entry in the log, and plugins are notified."""
    by_state = defaultdict(list)
    for comment in comments:
        by_state[comment.state].append(comment)
    set_state(by_state[State.APPROVED], State.REMOVED, None, ERASE_LOG_ACTION)
    # Readers never saw it: they need no tombstone.
    set_state(by_state[State.PENDING], State.REJECTED, None, ERASE_LOG_ACTION)
    for comment in [*by_state[State.REMOVED], *by_state[State.REJECTED]]:
        log(instance=comment, action=ERASE_LOG_ACTION)
        transaction.on_commit(partial(notify_plugins, comment, None), robust=True)


def delete_former_texts(entries: Iterable[ModelLogEntry]) -> None:
    """Delete former texts from entries of the log."""
    for entry in entries:
        if FORMER_TEXT_KEY in entry.data:
            data = {key: value for key, value in entry.data.items() if key != FORMER_TEXT_KEY}
            ModelLogEntry.objects.filter(pk=entry.pk).update(data=data)


def delete_unconfirmed_followers() -> int:
    """Delete followers that were not confirmed in time. Returns how many rows."""
    old = timezone.now() - FOLLOW_CONFIRMATION_PERIOD
    unconfirmed = Follower.objects.filter(confirmed_at=None, asked_at__lt=old)
    return unconfirmed.delete()[0]
