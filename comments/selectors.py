"""Queries of the pipeline, whose SQL is written once (see `byline.prepared`), and of the desk."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from byline.prepared import prepared
from comments.models import Ban, Follower, ReaderComment, Report, State
from news.models import ArticlePage


@prepared
def published_ids(story: int) -> QuerySet:
    """Return the id of a story if it is published."""
    return ArticlePage.objects.published().filter(pk=story).order_by().values_list("pk")


@prepared
def bans_on(visitor: str) -> QuerySet:
    """Find the bans of a visitor, and those of words."""
    bans = Ban.objects.in_force().filter(Q(visitor=visitor) | ~Q(words=""))
    return bans.values_list("visitor", "words")


@prepared
def comment_count_since(visitor: str, since: datetime) -> QuerySet:
    """Count the comments of a visitor."""
    written = ReaderComment.objects.filter(visitor=visitor, posted_at__gt=since).order_by()
    return written.values("visitor").annotate(n=Count("pk")).values_list("n", flat=True)


@prepared
def duplicates_since(visitor: str, since: datetime, story: int, text: str) -> QuerySet:
    """Find a comment of a visitor by its text."""
    written = ReaderComment.objects.filter(visitor=visitor, posted_at__gt=since, story=story)
    return written.filter(comment=text).order_by().values_list("pk")[:1]


def following(comments: list[int], story: int) -> Q:
    """Return the condition that a follower follows one of the comments, or the story."""
    return Q(comment__in=comments) | Q(story=story)


@prepared
def followers_of(comments: list[int], story: int) -> QuerySet:
    """Find a follower of any of the comments, or of the story."""
    return Follower.objects.filter(following(comments, story)).order_by().values_list("pk")[:1]


def open_work_in(comments: QuerySet[ReaderComment]) -> tuple[int, int]:
    """Return how many of the comments wait for a moderator, and how many are reported."""
    return comments.filter(state=State.PENDING).count(), comments.filter(is_reported()).count()


def is_reported() -> Exists:
    """Return the condition that a comment has an open report."""
    return Exists(Report.objects.filter(comment=OuterRef("pk"), settled_at=None))
