"""How many readers a story had: by the hour, by the day, and in all."""

from typing import ClassVar

from django.db import models


class Readers(models.Model):
    """How many read a story in some stretch of time."""

    story = models.ForeignKey("news.ArticlePage", on_delete=models.CASCADE, related_name="+")
    readers = models.PositiveIntegerField()

    class Meta:
        abstract = True


class HourlyReaders(Readers):
    """The readers of an hour, from its start, for as long as hours are kept."""

    pk = models.CompositePrimaryKey("hour", "story_id")
    hour = models.DateTimeField(help_text="When the hour began.")

    def __str__(self) -> str:
        return f"{self.story_id} at {self.hour:%Y-%m-%d %H:%M}: {self.readers}"


class DailyReaders(Readers):
    """The readers of a day (in UTC) that is over: the sum of its hours, kept for good."""

    pk = models.CompositePrimaryKey("day", "story_id")
    day = models.DateField()

    class Meta:
        # The most read of a day are found without looking at its long tail.
        indexes = [models.Index(fields=["day", "-readers"], name="daily_readers_most")]

    def __str__(self) -> str:
        return f"{self.story_id} on {self.day}: {self.readers}"


class TotalReaders(models.Model):
    """The readers of all days in `DailyReaders` together."""

    story = models.OneToOneField(
        "news.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    readers = models.PositiveBigIntegerField(db_index=True)

    objects: ClassVar = models.Manager()

    def __str__(self) -> str:
        return f"{self.story_id}: {self.readers}"
