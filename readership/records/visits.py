"""Recent visits, so that repeats within half an hour do not count."""

from django.db import models


class DayKey(models.Model):
    """The random key of a day's visitor hashes; once it is deleted they identify no one."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)


class Visit(models.Model):
    """A counted visit of a story."""

    pk = models.CompositePrimaryKey("visitor", "story_id")
    visitor = models.CharField(max_length=32)
    # Without a constraint: rows are deleted within the hour.
    story = models.ForeignKey(
        "news.ArticlePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    at = models.BigIntegerField(help_text="In seconds since 1970.", db_index=True)

    def __str__(self) -> str:
        return f"{self.story_id} at {self.at}"
