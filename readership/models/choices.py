"""What editors say about the popularity of a story."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PopularChoiceQuerySet(models.QuerySet):
    """Choices of editors."""

    def in_force(self) -> Self:
        """Keep those that have not ended."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class PopularChoice(models.Model):
    """That a story stands at the top of the popular stories, or never among them."""

    class Kind(models.TextChoices):
        """Where the story stands."""

        PINNED = "pinned", "Pinned to the top"
        KEPT_OUT = "kept_out", "Kept out"

    story = models.OneToOneField(
        "news.ArticlePage",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="popular_choice",
    )
    kind = models.CharField(max_length=10, choices=Kind)
    until = models.DateTimeField(
        null=True, blank=True, help_text="Left empty, until somebody changes it."
    )
    chosen_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = PopularChoiceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.story}: {self.get_kind_display()}"

    @property
    def is_in_force(self) -> bool:
        """Tell whether its time is not over."""
        return self.until is None or self.until > timezone.now()
