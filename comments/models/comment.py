"""A reader's comment."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_comments_xtd.models import XtdComment

from comments.cached_urls import cached_url
from comments.paths import PathField, numbers_in
from comments.querysets import CommentManager, ReaderCommentManager
from news.models import ArticlePage

# In which the author can change a comment.
EDITING_PERIOD = timedelta(minutes=5)
ANONYMOUS_NAME = "Anonymous"


class State(models.TextChoices):
    """The state of a comment."""

    PENDING = "pending", "Waiting"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    REMOVED = "removed", "Removed"


class CommentMixin:
    """Properties of `ReaderComment` and of `CommentRow`."""

    __slots__ = ()

    user_name: Any
    state: Any
    comment: Any

    @property
    def byname(self) -> str:
        """The name that readers see."""
        return self.user_name or ANONYMOUS_NAME

    @property
    def is_approved(self) -> bool:
        """Whether readers see the text."""
        return self.state == State.APPROVED


class ReaderComment(CommentMixin, XtdComment):
    """A comment on a story. Its number is its primary key: permanent, and never reused.

    Rows of three tables: text, name and `user` are in the library's. What comments are
    filtered or sorted by is in ours, with an index.
    """

    story = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="comments")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    # Why the pipeline held it.
    held_because = models.CharField(max_length=200, blank=True)
    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    # The comment it answers, and the one that began the conversation: none where it is that
    # one itself. The library's `parent_id` and `thread_id` stay unused.
    reply_to = models.ForeignKey(
        "self", null=True, on_delete=models.RESTRICT, related_name="replies"
    )
    root = models.ForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="+")
    path = PathField()
    # How many comments are above it.
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    # Approved comments below it, however deep.
    reply_count = models.PositiveIntegerField(default=0)
    # Readers see the comment, or a tombstone in its place.
    shown = models.GeneratedField(
        expression=Q(state__in=[State.APPROVED, State.REMOVED]) | Q(reply_count__gt=0),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # A keyed hash of the IP address; empty once it is cleared, and of an import.
    visitor = models.CharField(max_length=32, blank=True)
    # Of the submitted form: a second submission finds the existing comment.
    form_key = models.CharField(max_length=32, null=True, unique=True)
    # The number it had where it was imported from.
    original_number = models.IntegerField(null=True, db_index=True)
    # Somebody wrote it who was signed in to the newsroom. Stays when the account is deleted.
    is_by_newsroom = models.BooleanField(default=False, db_default=False)
    # Marked by a moderator as worth reading first.
    is_pick = models.BooleanField(default=False, db_default=False)
    # Of a root: readers see a pick in its thread.
    has_picks = models.BooleanField(default=False, db_default=False)

    objects = ReaderCommentManager()
    norel_objects = CommentManager()

    # Wagtail would look through every comment for pages it refers to, at each save.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "comment"
        ordering: ClassVar = ["-posted_at"]
        default_permissions = ()
        permissions = [("moderate_comments", "Moderate comments")]
        indexes = [
            models.Index(
                fields=["story", "-posted_at", "-xtdcomment_ptr"],
                condition=Q(shown=True, depth=0),
                name="comment_newest",
            ),
            models.Index(
                fields=["story", "-reply_count", "-posted_at", "-xtdcomment_ptr"],
                condition=Q(shown=True, depth=0),
                name="comment_most_answered",
            ),
            models.Index(
                fields=["story", "-has_picks", "-posted_at", "-xtdcomment_ptr"],
                condition=Q(shown=True, depth=0),
                name="comment_picks",
            ),
            models.Index(fields=["root", "path"], condition=Q(shown=True), name="comment_thread"),
            models.Index(fields=["story"], condition=Q(state="approved"), name="comment_count"),
            models.Index(fields=["state", "-posted_at"], name="comment_queue"),
            models.Index(fields=["visitor", "-posted_at"], name="comment_visitor"),
        ]
        constraints: ClassVar = [
            # An import that is run again finds what it imported.
            models.UniqueConstraint(
                fields=["story", "original_number"], name="imported_comment_once"
            )
        ]

    def __str__(self) -> str:
        return f"No. {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the comment without the library's renumbering of its thread.

        Use `comments.posting` or `comments.moderation`, which update the reply counts.
        """
        if self._state.adding:
            self.content_type = ContentType.objects.get_for_model(ArticlePage)
            self.object_pk = str(self.story_id)
            self.site_id = settings.SITE_ID
            self.submit_date = self.posted_at
            self.level = self.depth = self.reply_to.depth + 1 if self.reply_to else 0
        self.is_public = self.state == State.APPROVED
        self.is_removed = self.state == State.REMOVED
        super(XtdComment, self).save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the permanent URL of the comment."""
        return cached_url(self.pk)

    @property
    def text(self) -> str:
        """The text, under its name in the contract of plugins."""
        return self.comment

    @property
    def submitted_at(self) -> datetime:
        """The time of posting, under its name in the contract of plugins."""
        return self.posted_at

    @property
    def thread_root(self) -> int:
        """The number of the root."""
        return self.root_id or self.pk

    @property
    def ancestor_numbers(self) -> list[int]:
        """The numbers of its ancestors, the root first."""
        return numbers_in(self.path)[:-1]

    @property
    def is_editable(self) -> bool:
        """Return whether its author can still change it."""
        waits = self.state in {State.PENDING, State.APPROVED}
        return waits and not self.original_number and timezone.now() < self.editable_until

    @property
    def editable_until(self) -> Any:
        """The end of the editing period."""
        return self.posted_at + EDITING_PERIOD


class Reference(models.Model):
    """A `>>17879` in a comment.

    Without a target while no comment has the number; an import may set it.
    """

    source = models.ForeignKey(ReaderComment, on_delete=models.CASCADE, related_name="references")
    number = models.BigIntegerField(db_index=True)
    target = models.ForeignKey(
        ReaderComment, null=True, on_delete=models.SET_NULL, related_name="referred_by"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "number"], name="reference_once")
        ]

    def __str__(self) -> str:
        return f">>{self.number}"
