"""Who has read a story within the last half hour, so that repeats do not count."""

from django.db import models


class DayKey(models.Model):
    """The random key of a day's visitors; without it nobody can tell who they were."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)


class Visit(models.Model):
    """That a visitor's reading of a story was counted."""

    pk = models.CompositePrimaryKey("visitor", "story_id")
    visitor = models.CharField(max_length=32)
    # Gone within the hour, so nothing watches whether the story is still there.
    story = models.ForeignKey(
        "news.ArticlePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    at = models.BigIntegerField(help_text="In seconds since 1970.", db_index=True)

    def __str__(self) -> str:
        return f"{self.story_id} at {self.at}"
