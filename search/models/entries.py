"""The index: stories, known words for corrections, names for suggestions."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """The words of a story.

    Beside them the database has them as terms, in its own way: SQLite in the table
    `search_terms`, which a trigger on this one keeps clean (an ALTER of this table drops it: create
    it again), PostgreSQL in the columns `terms`, `headline` and `published_at`.
    """

    story = models.OneToOneField(
        "news.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    # The body as it was written, of which snippets are made.
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.story_id)


class KnownWord(models.Model):
    """A word of stories, for spelling corrections."""

    # Without case and accents, and the same from its end: a typo leaves one of two halves as it is.
    word = models.CharField(max_length=30, unique=True)
    backwards = models.CharField(max_length=30, db_index=True)
    # How it was written first; small where it is without a capital anywhere.
    spelling = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.spelling


class Name(models.Model):
    """The name of an author, a topic or a section, for suggestions."""

    class Kind(models.TextChoices):
        """The model of the subject."""

        AUTHOR = "author"
        TOPIC = "topic"
        SECTION = "section"

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveBigIntegerField()
    # Without case and accents, each word behind a space.
    words = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="search_one_name_each")
        ]

    def __str__(self) -> str:
        return self.words
