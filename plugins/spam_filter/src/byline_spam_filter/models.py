"""What the filter has learned."""

from django.db import models
from django.utils import timezone


class Outcome(models.TextChoices):
    """What moderators decided about a comment."""

    APPROVED = "approved"
    REJECTED = "rejected"


class Token(models.Model):
    """A word or another feature of comments, with the number of comments that have it.

    The row with the empty text counts all comments.
    """

    text = models.CharField(max_length=64, primary_key=True)
    approved = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.text


# The text of the row that counts all comments.
ALL_COMMENTS = ""


class LearnedComment(models.Model):
    """A comment that was learned, so that it counts once, and can be unlearned.

    `outcome` is the class it counts in; empty once it is unlearned. `tokens` are those that were
    counted; they are forgotten after a while. `score` is what the filter would have said before:
    the probability of being spam in percent; None where it had not learned enough.
    """

    number = models.BigIntegerField(primary_key=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    tokens = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField(null=True)
    learned_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"No. {self.number}"
