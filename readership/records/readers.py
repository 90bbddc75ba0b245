"""Numbers of readers of stories by hour, by day and in total."""

from typing import ClassVar

from django.db import models


class Readers(models.Model):
    """The readers of a story in a period."""

    story = models.ForeignKey("news.ArticlePage", on_delete=models.CASCADE, related_name="+")
    readers = models.PositiveIntegerField()

    class Meta:
        abstract = True


class HourlyReaders(Readers):
    """The readers of an hour. Deleted after `READERSHIP_HOURLY_RETENTION_DAYS`."""

    pk = models.CompositePrimaryKey("hour", "story_id")
    hour = models.DateTimeField(help_text="When the hour began.")

    def __str__(self) -> str:
        return f"{self.story_id} at {self.hour:%Y-%m-%d %H:%M}: {self.readers}"


class DailyReaders(Readers):
    """The readers of a closed day (UTC): the sum of its hours. Never deleted."""

    pk = models.CompositePrimaryKey("day", "story_id")
    day = models.DateField()

    class Meta:
        # To find the most read stories of a day without scanning its long tail.
        indexes = [models.Index(fields=["day", "-readers"], name="daily_readers_most")]

    def __str__(self) -> str:
        return f"{self.story_id} on {self.day}: {self.readers}"


class TotalReaders(models.Model):
    """The sum of all `DailyReaders` of a story."""

    story = models.OneToOneField(
        "news.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    readers = models.PositiveBigIntegerField(db_index=True)

    objects: ClassVar = models.Manager()

    def __str__(self) -> str:
        return f"{self.story_id}: {self.readers}"
