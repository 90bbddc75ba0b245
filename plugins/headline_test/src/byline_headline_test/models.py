"""Tests of headlines, with what was counted."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from byline_headline_test.results import Result


class EndReason(models.TextChoices):
    """Why a test is over."""

    TIME = "time", _("its time was over")
    STOPPED = "stopped", _("it was stopped")
    ABSENT = "absent", _("the story left the front page")
    UNPUBLISHED = "unpublished", _("the story was taken down")
    EDITED = "edited", _("the headline of the story was edited")


class HeadlineTestQuerySet(models.QuerySet["HeadlineTest"]):
    """Tests."""

    def running(self, now: datetime | None = None) -> Self:
        """Return those that run."""
        return self.filter(ended_at=None, ends_at__gt=now or timezone.now())

    def over(self) -> Self:
        """Return those whose time is over, where that is not noted yet."""
        return self.filter(ended_at=None, ends_at__lte=timezone.now())


class HeadlineTest(models.Model):
    """Two headlines of a story: A, which it has, and B."""

    # Without constraints: where the plugin is taken away, its table keeps no story or user.
    story = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    headline_a = models.CharField(max_length=255)
    headline_b = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
    )
    ends_at = models.DateTimeField()
    # Set when the end is noted: a test whose time is over runs no more, noted or not.
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    # Since when the front page was rendered without the story.
    absent_since = models.DateTimeField(null=True)
    shown_a = models.PositiveBigIntegerField(default=0)
    shown_b = models.PositiveBigIntegerField(default=0)
    read_a = models.PositiveBigIntegerField(default=0)
    read_b = models.PositiveBigIntegerField(default=0)

    objects = HeadlineTestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=Q(ended_at=None), name="headline_test_one_runs"
            )
        ]
        indexes = [models.Index(fields=["-ended_at"], name="headline_test_ended")]

    def __str__(self) -> str:
        return f"{self.headline_a} / {self.headline_b}"

    @property
    def over_at(self) -> datetime:
        """When it ended, or will."""
        return self.ended_at or self.ends_at

    def runs_at(self, moment: datetime) -> bool:
        """Return whether it ran at a time."""
        return self.started_at <= moment < self.over_at

    @property
    def results(self) -> tuple[Result, Result]:
        """What was counted of A and B."""
        return (
            Result("A", self.headline_a, self.shown_a, self.read_a),
            Result("B", self.headline_b, self.shown_b, self.read_b),
        )
