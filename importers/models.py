"""The records of imported stories, by which a second import skips them."""

from typing import ClassVar

from django.db import models

from news.models import ArticlePage


class ImportedStory(models.Model):
    """The record of an imported story, deleted with it."""

    class Source(models.TextChoices):
        """The kind of archive a story comes from."""

        SAVED_PAGE = "saved-page", "Saved article page"

    source = models.CharField(max_length=20, choices=Source)
    # Identifies the story within its source, stable over imports.
    key = models.CharField(max_length=64)
    checksum = models.CharField(max_length=64)
    # The date the file was read to have: another order of dates reads another one.
    dated = models.DateTimeField()
    article = models.OneToOneField(ArticlePage, on_delete=models.CASCADE, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "imported story"
        verbose_name_plural = "imported stories"
        constraints: ClassVar = [
            # Two imports at once cannot both store a story.
            models.UniqueConstraint(fields=["source", "key"], name="imported_story_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.article}"
