"""Choices of editors about the popular stories."""

from typing import ClassVar

from django.db import models

from news.models import Limited, LimitedQuerySet


class PopularChoice(Limited):
    """Pins a story to the top of the popular stories, or keeps it out."""

    class ChoiceKind(models.TextChoices):
        """The values of `kind`."""

        PINNED = "pinned", "Pinned to the top"
        KEPT_OUT = "kept_out", "Kept out"

    story = models.OneToOneField(
        "news.ArticlePage",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="popular_choice",
    )
    kind = models.CharField(max_length=10, choices=ChoiceKind)
    until = models.DateTimeField(
        null=True, blank=True, help_text="Left empty, until somebody changes it."
    )
    chosen_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = LimitedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.story}: {self.get_kind_display()}"
