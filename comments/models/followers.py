"""Followers of comments, and the mails they got."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from comments.models.comment import ReaderComment
from news.models import ArticlePage


def new_key() -> str:
    """Return a random key for the links in a follower's mails."""
    return get_random_string(32)


class Follower(models.Model):
    """An address that gets mail about replies to a comment, or all comments on a story.

    Once it is confirmed.
    """

    comment = models.ForeignKey(
        ReaderComment, null=True, on_delete=models.CASCADE, related_name="followers"
    )
    story = models.ForeignKey(ArticlePage, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    key = models.CharField(max_length=32, unique=True, default=new_key)
    visitor = models.CharField(max_length=32, blank=True, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["email"], name="follower_email")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "email"], name="follower_once"),
            models.UniqueConstraint(fields=["story", "email"], name="story_follower_once"),
            models.CheckConstraint(
                condition=Q(comment=None, story__isnull=False)
                | Q(comment__isnull=False, story=None),
                name="follower_of_a_comment_or_of_a_story",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.comment or self.story}"

    @property
    def followed_story(self) -> Any:
        """The story that is followed, or that the comment is on."""
        return self.story if self.comment is None else self.comment.story


class SentMail(models.Model):
    """The mark that a follower was notified of a comment, so that mail is not sent twice."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="sent")
    reply = models.ForeignKey(ReaderComment, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follower", "reply"], name="mail_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.follower}: {self.reply}"
