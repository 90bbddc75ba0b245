"""Reports, bans, and the sections of moderators."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone

from byline.text import CleanTextModel
from comments.models.comment import ReaderComment
from news.models import Limited, LimitedQuerySet, SectionPage


class Report(models.Model):
    """A reader's report of a comment."""

    class Reason(models.TextChoices):
        """The reason of a report."""

        SPAM = "spam", "Spam or advertising"
        ABUSE = "abuse", "Abuse, hate or threats"
        PRIVATE = "private", "Somebody's private details"
        FALSE = "false", "Misleading or false"
        OTHER = "other", "Something else"

    comment = models.ForeignKey(ReaderComment, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason)
    details = models.TextField(blank=True, max_length=500)
    visitor = models.CharField(max_length=32, blank=True)
    reported_at = models.DateTimeField(default=timezone.now)
    # Set by a decision on the comment.
    settled_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-reported_at"]
        indexes = [
            models.Index(fields=["comment"], condition=Q(settled_at=None), name="report_open"),
            models.Index(fields=["visitor", "-reported_at"], name="report_visitor"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["comment", "visitor"], condition=~Q(visitor=""), name="report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.comment}"


class Ban(Limited, CleanTextModel):
    """A ban of a visitor, or of words."""

    visitor = models.CharField(max_length=32, blank=True, db_index=True)
    words = models.CharField(
        max_length=200, blank=True, help_text="A word or phrase. Comments with it are refused."
    )
    until = models.DateTimeField(null=True, blank=True, help_text="Left empty, for good.")
    note = models.CharField(max_length=200, blank=True, help_text="For other moderators.")
    comment = models.ForeignKey(
        ReaderComment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    banned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    banned_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LimitedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-banned_at"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(visitor="", words__gt="") | Q(visitor__gt="", words=""),
                name="ban_of_a_visitor_or_of_words",
            )
        ]

    def __str__(self) -> str:
        return f"“{self.words}”" if self.words else f"Visitor {self.visitor[:8]}"


class SectionModerators(models.Model):
    """A group that moderates the comments of one section.

    A group with the permission to moderate comments moderates those of all sections.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="moderated_sections")
    section = models.ForeignKey(SectionPage, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "section"], name="section_moderators_once")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.section}"
