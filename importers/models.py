"""What was imported, so that it is not imported again."""

from typing import ClassVar

from django.db import models

from news.models import ArticlePage


class ImportedStory(models.Model):
    """The mark of an import on a story. It goes when the story is deleted."""

    class Source(models.TextChoices):
        """What kind of archive a story comes from."""

        SAVED_PAGE = "saved-page", "Saved article page"

    source = models.CharField(max_length=20, choices=Source)
    # What the story is known by within its source, however often its file is met.
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
